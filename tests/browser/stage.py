"""The stage of the browser tests: one display and one site for a module, a fresh shell for each test."""

import contextlib
import json
import pathlib
import tempfile

from shell.driver.display import Display
from shell.driver.shell import PATIENCE, Shell, ShellError
from shell.driver.site import Site, make_certificate

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BLANK = "<!doctype html><title>Stage</title><body><video id=video autoplay muted playsinline></video>" \
        "<button id=button style='position:fixed;right:20px;bottom:20px;width:200px;height:60px'>Button</button>"


class Stage:
    """Made in setup_module (), closed in teardown_module ()."""

    def __init__(self, pages=None, headers=None, redirects=None):
        self.folder = tempfile.TemporaryDirectory(prefix="cordon-stage-")
        self.certificate = make_certificate(pathlib.Path(self.folder.name) / "site")
        self.display = Display()
        folders = [HERE / "pages", HERE / "hostile", ROOT / "shell" / "demo", ROOT / "tests" / "support"]
        self.site = Site(folders, self.certificate, pages={"/blank.html": BLANK, **(pages or {})}, headers=headers,
                         redirects=redirects)

    def close(self):
        self.display.close()
        self.site.close()
        self.folder.cleanup()

    @contextlib.contextmanager
    def shell(self, out, path="/blank.html", host="demo.localhost", profile=None, arguments=()):
        log = pathlib.Path(self.folder.name) / "shell.log"
        shell = Shell(out, self.display, self.site.origin(host) + path, profile=profile, certificate=self.certificate,
                      arguments=arguments, log=log)
        try:
            shell.until("document.readyState === 'complete' && location.href !== 'about:blank'", "the page")
            yield shell
        except ShellError as error:
            said = [line for line in log.read_text(errors="replace").splitlines() if "cordon-shell" in line]
            raise ShellError("%s\nthe shell said: %s" % (error, "; ".join(said[-5:]) or "nothing")) from error
        finally:
            status = shell.close()
        assert status == 0, "the shell ended with %s" % status


def begin(shell, constraints, name="media"):
    """Calls getUserMedia () in the page; its outcome will be in window[name + "Outcome"]."""
    shell.run("window.%sOutcome = ''; navigator.mediaDevices.getUserMedia (%s).then ((stream) => { window.%s = stream;"
              " window.%sOutcome = 'ok'; }, (error) => { window.%sOutcome = error.name; });"
              % (name, json.dumps(constraints), name, name, name))


def begin_display(shell, constraints, name="display"):
    """The same for getDisplayMedia (), from a real click: nothing else gives activation."""
    shell.run("button.onclick = () => { window.%sOutcome = ''; navigator.mediaDevices.getDisplayMedia (%s).then ((stream) => {"
              " window.%s = stream; window.%sOutcome = 'ok'; }, (error) => { window.%sOutcome = error.name; }); };"
              % (name, json.dumps(constraints), name, name, name))
    shell.click("#button")


def outcome(shell, name="media", seconds=PATIENCE):
    return shell.wait(lambda: shell.run("return window.%sOutcome" % name), "the outcome of " + name, seconds)


def get(shell, constraints, answer="answer-allow-visit", name="media"):
    """A stream in window[name], with one answer in the chrome; None where none is asked for."""
    begin(shell, constraints, name)
    if answer:
        shell.press(answer)
    found = outcome(shell, name)
    if found != "ok":
        raise ShellError("getUserMedia: " + found)


def get_isolated(shell, name="media", kinds="av"):
    constraints = {"peerIdentity": "bob@idp.example"}
    if "a" in kinds:
        constraints["audio"] = True
    if "v" in kinds:
        constraints["video"] = True
    get(shell, constraints, "answer-allow-callee-call", name)


def play(shell, name="media", element="video"):
    shell.run("%s.srcObject = %s; await %s.play ();" % (element, name, element))
    shell.until("%s.readyState >= 2 && %s.videoWidth > 0" % (element, element), "the first frame")
