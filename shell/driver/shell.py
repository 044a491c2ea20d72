"""One running shell, and what a person can do with it."""

import json
import pathlib
import socket
import subprocess
import time


# What is waited for takes a second or two; on a machine that does much else it may take many times that.
PATIENCE = 60


class ShellError(AssertionError):
    """The shell did not do what was waited for."""


class Shell:
    """Starts build/cordon-shell on a Display. Questions go over its report socket; clicks are the display's."""

    def __init__(self, build, display, uri, profile=None, site=None, certificate=None, arguments=(), log=None):
        ours, theirs = socket.socketpair()
        order = [str(pathlib.Path(build) / "cordon-shell"), "--report-fd", str(theirs.fileno()), "--mock-devices"]
        if profile:
            order += ["--profile", str(profile)]
        if certificate:
            from shell.driver.site import HOSTS
            order += ["--trust-certificate", str(certificate)]
            for host in HOSTS:
                order += ["--trust-host", host]
        self.log = open(log, "ab") if log else subprocess.DEVNULL
        self.display = display
        self.process = subprocess.Popen(order + list(arguments) + [uri], env=display.environment, pass_fds=[theirs.fileno()],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        theirs.close()
        self.socket = ours
        self.lines = ours.makefile("r", encoding="utf-8")
        self.wait(lambda: self.display.windows("^Cordon$"), "the shell's window")
        self.focus("^Cordon$")

    def focus(self, title):
        """Gives the keys to the newest window of that title; a window that was mapped just now may refuse them still."""
        self.wait(lambda: self.display.focus(self.display.windows(title)[-1]), "the focus of " + title)

    def ask(self, question, text=""):
        return self.question({"ask": question, "text": text})

    def question(self, question):
        self.socket.settimeout(60)
        try:
            self.socket.sendall((json.dumps(question) + "\n").encode())
            line = self.lines.readline()
        except (OSError, ValueError) as error:
            raise ShellError("the shell does not answer: %s" % error) from error
        if not line:
            raise ShellError("the shell has gone")
        return json.loads(line)

    def wait(self, condition, what, seconds=PATIENCE):
        """Polls until condition () is true and returns what it returned. A page that is being replaced answers nothing."""
        end = time.monotonic() + seconds
        failure = ""
        while time.monotonic() < end:
            try:
                value = condition()
                if value:
                    return value
            except ShellError as error:
                failure = ", at last: %s" % error
            if self.process.poll() is not None:
                raise ShellError("the shell ended while waiting for %s" % what)
            time.sleep(0.05)
        raise ShellError("waited %d s in vain for %s%s" % (seconds, what, failure))

    # The chrome.

    def widgets(self):
        return {widget["name"]: widget for widget in self.ask("widgets")["widgets"]}

    def widget(self, name, sensitive=True):
        return self.wait(lambda: self._widget(name, sensitive), "the chrome's " + name)

    def _widget(self, name, sensitive):
        widget = self.widgets().get(name)
        return widget if widget and (widget["sensitive"] or not sensitive) else None

    def has(self, name):
        return name in self.widgets()

    def gone(self, name):
        self.wait(lambda: not self.has(name), "the chrome's %s to go" % name)

    def text(self, name):
        return self.widgets().get(name, {}).get("text", "")

    def press(self, name, times=3):
        """Clicks a widget of the chrome; an answer again where the question moved away under the pointer."""
        def click():
            self._click_at(lambda: self.widget(name))
        if not name.startswith("answer-"):
            click()
            return
        before = self._last_answer()
        self.widget(name)
        self._again(lambda: self.has(name) and click(), lambda: self._last_answer() > before, "the answer to be taken", times)

    def _last_answer(self):
        return max((entry["serial"] for entry in self.ask("facts")["decisions"] if entry["kind"] == "answer"), default=0)

    def press_until(self, name, condition, what, times=3):
        """Clicks a widget of the chrome, and again where nothing came of it, as a person would."""
        return self._again(lambda: self.press(name), condition, what, times)

    def _again(self, act, condition, what, times):
        for _ in range(times - 1):
            act()
            try:
                return self.wait(condition, what, seconds=8)
            except ShellError:
                if self.process.poll() is not None:
                    raise
        act()
        return self.wait(condition, what)

    def _click_at(self, locate):
        """Clicks where something is once it stands still: bars that come and go move everything below them."""
        before = None
        for _ in range(50):
            box = locate()
            middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            if middle == before:
                break
            before = middle
            time.sleep(0.12)
        self.display.click(*middle)

    # The page.

    def click(self, selector):
        """Clicks an element of the page."""
        self._click_at(lambda: self.wait(lambda: self._element(selector), "the page's " + selector))

    def click_until(self, selector, expression, times=3):
        """Clicks, and again where the page moved away under the pointer, as a person would."""
        return self._again(lambda: self.click(selector), lambda: self.run("return (%s);" % expression), expression, times)

    def _element(self, selector):
        box = self.ask("element", selector)
        return box if box.get("found") else None

    def run(self, body):
        """Runs the body of an async function in the page and returns its JSON value."""
        answer = self.ask("evaluate", "return JSON.stringify (await (async () => { %s }) ());" % body)
        if "error" in answer:
            raise ShellError("the page's script failed: " + answer["error"])
        return json.loads(answer["value"]) if answer["value"] not in ("", "undefined") else None

    def until(self, expression, what=None, seconds=PATIENCE):
        """Waits until an expression of the page is true."""
        return self.wait(lambda: self.run("return (%s);" % expression), what or expression, seconds)

    def debug(self):
        return self.ask("debug")["debug"]

    def open(self, uri):
        self.ask("open", uri)

    def load(self, uri):
        self.ask("load", uri)

    def isolate(self):
        self.ask("isolate")

    def shows_picture(self, selector, path):
        """Waits until the screen, kept at path, has more than one colour where the element is: eyes, not script."""
        def has_colours():
            box = self.ask("element", selector)
            crop = "%dx%d+%d+%d" % (box["width"] - 20, box["height"] - 20, box["x"] + 10, box["y"] + 10)
            self.shoot(path)
            answer = subprocess.run(["convert", str(path), "-crop", crop, "-format", "%[fx:standard_deviation]", "info:"],
                                    stdout=subprocess.PIPE, text=True, check=True)
            return float(answer.stdout) > 0.05
        self.wait(has_colours, "colours on the screen at " + selector)

    def shoot(self, path):
        time.sleep(0.3)  # the last frame has to reach the screen
        self.display.shoot(path)

    def close(self):
        if self.process.poll() is None:
            try:
                self.ask("quit")
            except ShellError:
                self.process.kill()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.socket.close()
        if self.log is not subprocess.DEVNULL:
            self.log.close()
        return self.process.returncode
