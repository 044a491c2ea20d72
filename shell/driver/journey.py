"""The demo journey: a person with a pointer, a page, and what Cordon decides."""

import pathlib
import shutil
import time

from shell.driver.display import Display
from shell.driver.shell import Shell, ShellError
from shell.driver.site import Site, make_certificate

HERE = pathlib.Path(__file__).resolve().parent
REFUSED = {"getImageData": "refused: SecurityError", "toDataURL": "refused: SecurityError",
           "toBlob": "refused: SecurityError", "createPattern": "refused: SecurityError",
           "createImageBitmap": "refused: SecurityError", "convertToBlob": "refused: SecurityError",
           "texImage2D": "refused: SecurityError", "VideoFrame": "refused: SecurityError",
           "canvas.captureStream": "refused: SecurityError", "createMediaStreamSource": "silent: zeros",
           "MediaRecorder": "refused: SecurityError", "transfer of a track": "refused: DataCloneError"}


class Journey:
    """Plays the steps in order; each is one method whose first line of documentation is its title."""

    def __init__(self, build, out, say=print):
        self.build, self.out, self.say = build, pathlib.Path(out), say
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.certificate = make_certificate(self.out / "site")
        self.display = Display()
        self.site = Site([HERE.parent / "demo"], self.certificate)
        self.shell = None
        self.n_shots = 0
        self.seen = 0
        self.broken = []

    def start(self):
        self.shell = Shell(self.build, self.display, self.site.origin() + "/", profile=self.out / "profile",
                           certificate=self.certificate, log=self.out / "shell.log")
        self.seen = 0
        self.shell.until("facts['state-display-capture']", "the page's permission states")
        if self.shell.has("message"):
            raise ShellError(self.shell.text("message"))

    # Telling.

    def tell(self, text):
        self.say("     " + text)

    def shoot(self, name):
        self.n_shots += 1
        path = self.out / ("%02d-%s.png" % (self.n_shots, name))
        self.shell.shoot(path)

    def decided(self):
        """One line for what Cordon has decided since it was last asked."""
        entries = [entry for entry in self.shell.ask("facts")["decisions"] if entry["serial"] > self.seen]
        if entries:
            self.seen = entries[-1]["serial"]
        self.tell("Cordon: " + ("; ".join(dict.fromkeys(map(self.in_words, entries))) or "nothing new"))

    @staticmethod
    def in_words(entry):
        if entry["kind"] == "call":
            return "call " + ("opened" if entry["detail"] == "opened" else "ended (%s)" % entry["detail"])
        if entry["kind"] == "answer":
            return "the user answered %s" % entry["detail"]
        if entry["kind"] == "revoke":
            return "the grant for %s ended (%s)" % (entry["feature"], entry["detail"])
        if entry["kind"] == "result":
            return "the page is told %s (%s)%s" % (entry["verdict"], entry["reason"],
                                                   " " + entry["detail"] if entry["detail"] else "")
        return "%s %s: %s (%s)" % (entry["kind"], entry["feature"], entry["verdict"], entry["reason"])

    def check(self, condition, text):
        self.tell(("holds: " if condition else "BROKEN: ") + text)
        if not condition:
            raise ShellError(text)

    # Doing.

    def request(self, button, asked):
        self.tell("the page asks for " + asked)
        self.shell.run("facts.status = ''; facts.ended = [];")
        self.shell.click_until(button, "facts.status !== ''")

    def answer(self, name, picture=None):
        if picture:
            self.shell.widget(name)
            self.shoot(picture)
        self.shell.press(name)
        self.shell.gone("prompt")

    def playing(self):
        self.shell.until("facts.status.startsWith ('refused') || facts.status === 'playing'", "the call to begin")
        status = self.shell.run("return facts.status")
        if status != "playing":
            raise ShellError("the call did not begin: " + status)

    def hang_up(self):
        self.shell.click_until("#hang-up", "facts.status === 'idle'")

    def outcomes(self):
        self.shell.click("#try-all")
        found = self.shell.until("facts.outcomes", "the outcomes of the sinks", 90)
        self.tell("the page tried: " + "; ".join("%s %s" % item for item in found.items()))
        return found

    def states(self):
        return self.shell.run("return { camera: facts['state-camera'], microphone: facts['state-microphone'],"
                              " display: facts['state-display-capture'] }")

    def lights(self):
        return self.shell.text("strip")

    # The steps.

    def plain_call(self):
        """A plain call: one prompt, for this call"""
        self.request("#plain", "camera and microphone")
        prompt = self.shell.widget("answer-allow-call") and self.shell.text("prompt")
        self.check(self.site.origin() in prompt and "camera" in prompt and "microphone" in prompt,
                   "one prompt in the chrome names %s, camera and microphone" % self.site.origin())
        self.answer("answer-allow-call", "plain-prompt")
        self.shell.wait(lambda: "Camera in use" in self.lights(), "the indicator")
        self.playing()
        self.check(self.shell.run("return facts.firstFrame > 0"), "the indicator was on before the first frame was shown")
        self.decided()
        found = self.outcomes()
        self.check(all(text.startswith(("works", "absent")) for text in found.values()), "a plain stream is the page's")
        self.shoot("plain-call")

    def hang_up_ends_it(self):
        """Hang up: the grant ends with the call"""
        self.hang_up()
        self.shell.wait(lambda: "in use" not in self.lights(), "the indicator to go off")
        self.shell.wait(lambda: self.states()["camera"] == "prompt", "the state to be prompt again")
        self.check(not self.shell.ask("facts")["grants"], "no grant is left")
        self.request("#plain", "camera and microphone again")
        self.shell.widget("prompt")
        self.check(True, "the next request prompts again")
        self.answer("answer-dismiss", "prompt-again")
        self.decided()

    def isolated_call(self):
        """An isolated call: media for one person only"""
        self.request("#isolated", "camera and microphone with peerIdentity bob@idp.example")
        prompt = self.shell.widget("answer-allow-callee") and self.shell.text("prompt")
        self.check("Only for media sent to" in prompt and "bob" in prompt and "idp.example" in prompt,
                   "the prompt says that consent is only for media to that person")
        self.answer("answer-allow-callee", "isolated-prompt")
        self.playing()
        self.decided()
        self.check(self.shell.run("return stream.getTracks ().every ((track) => track.isolated)"), "track.isolated is true")
        found = self.outcomes()
        wrong = {name: found[name] for name, text in REFUSED.items() if found[name] not in (text, "absent")}
        self.check(not wrong, "each sink fails in its own form%s" % (" but %s" % wrong if wrong else ""))
        self.check(found["drawImage"].startswith("works") and found["getSettings"].startswith("works"),
                   "frames are drawn, and settings stay visible")
        self.shoot("isolated-call")
        for name in ("#video", "#canvas"):
            self.shell.shows_picture(name, sorted(self.out.glob("*.png"))[-1])
        self.check(True, "the user sees the video and what is drawn from it")

    def plain_still_prompts(self):
        """A plain request beside it: still a question, blocked once, not asked again"""
        self.hang_up()
        self.request("#plain", "camera and microphone, plain, with the isolated grant stored")
        self.shell.widget("answer-block")
        self.check("Only for media" not in self.shell.text("prompt"), "it prompts although the isolated one is granted")
        self.answer("answer-block", "plain-beside-isolated")
        self.shell.until("facts.status === 'refused: NotAllowedError'", "the refusal")
        self.request("#plain", "the same again")
        self.shell.until("facts.status === 'refused: NotAllowedError'", "the second refusal")
        self.decided()
        self.check(not self.shell.has("prompt"), "blocked: it is refused without asking")

    def screen(self):
        """Sharing the screen: its own dialog, one capture"""
        self.request("#screen", "a screen")
        self.shell.widget("surface-1")
        text, names = self.shell.text("prompt"), self.shell.widgets()
        self.check("wants to see your screen" in text and "test picture" in text, "its own dialog says what will be shared")
        self.check(not any(name in names for name in ("answer-allow", "answer-allow-visit", "answer-allow-session")),
                   "it offers no “always”")
        self.shell.press("surface-1")
        self.answer("answer-allow-surface", "screen-prompt")
        self.shell.wait(lambda: "Sharing" in self.lights(), "the sharing indicator")
        self.playing()
        self.decided()
        self.shoot("sharing")
        self.shell.run("for (const track of stream.getTracks ()) { track.stop = () => {}; track.onended = null; }"
                       " window.kept = stream.clone ();")
        self.shell.press("stop-display-capture")
        self.shell.until("facts.ended.includes ('video')", "the track's ended event")
        self.check(self.shell.run("return [stream, kept].every ((media) =>"
                                  " media.getTracks ().every ((track) => track.readyState === 'ended'))"),
                   "stopped from the chrome: the track ended with `ended`, and the page could not prevent it")
        self.shell.wait(lambda: "Sharing" not in self.lights(), "the sharing indicator to go off")
        self.decided()

    def states_agree(self):
        """navigator.permissions agrees with all of it"""
        states = self.states()
        self.tell("the page sees %s" % states)
        self.check(states == {"camera": "denied", "microphone": "denied", "display": "prompt"},
                   "camera and microphone are denied (blocked), the screen is never granted")
        self.shell.press("chip")
        self.shell.widget("revoke-camera-origin")
        self.shoot("permission-list")
        self.shell.press("revoke-camera-origin")
        self.shell.press("revoke-microphone-origin")
        self.shell.press("chip")
        self.shell.wait(lambda: self.states()["camera"] == "prompt", "the change of state")
        changes = self.shell.run("return facts.changes || []")
        self.tell("change events: " + ", ".join(changes))
        self.check("camera → granted" in changes and "camera → denied" in changes and changes[-1].endswith("prompt"),
                   "`change` fired for each")

    def restart(self):
        """Restart: the callee grant answers, and nothing else"""
        status = self.shell.close()
        self.check(status == 0, "the browser closed cleanly")
        self.start()
        self.request("#isolated", "the isolated call after the restart")
        self.playing()
        self.check(not self.shell.has("prompt"), "no prompt: the stored grant answers")
        self.check(self.shell.run("return stream.getTracks ().every ((track) => track.isolated)"), "still isolated")
        self.decided()
        self.shoot("after-restart")
        self.request("#plain", "a plain call after the restart")
        self.shell.widget("prompt")
        self.check(True, "a plain request prompts")
        self.answer("answer-dismiss")
        self.decided()

    def debug_page(self):
        """cordon:debug shows what Cordon knows"""
        facts = self.shell.debug()
        self.check(facts is not None, "the debug page has a JSON form")
        self.shell.press("debug")
        self.shell.wait(lambda: self.shell.text("chip") == "Cordon", "the debug page")
        time.sleep(1)
        self.shoot("debug-page")
        text = str(facts)
        for word in ("bob@idp.example", self.site.origin(), "peer-identity"):
            self.check(word in text, "it shows %s" % word)

    def visit(self):
        """One visit: remembered while the site is open, and no longer"""
        self.shell.press("close-tab")
        self.shell.until("facts['state-camera']", "the demo page")
        self.hang_up()
        self.request("#plain", "camera and microphone")
        self.answer("answer-allow-visit")
        self.playing()
        self.hang_up()
        self.request("#plain", "the same again, in the same visit")
        self.playing()
        self.check(not self.shell.has("prompt"), "no prompt within the visit")
        self.decided()
        self.hang_up()
        self.shell.press("new-tab")
        self.shell.wait(lambda: self.shell.text("chip") != self.site.origin(), "the new tab")
        tab = min(name for name in self.shell.widgets() if name.startswith("tab-"))
        self.shell.press_until(tab, lambda: self.shell.text("chip") == self.site.origin(), "the demo tab")
        self.shell.press("close-tab")
        self.open_page("/", "facts['state-display-capture']")
        self.request("#plain", "the same after the last tab of the site was closed")
        self.shell.widget("prompt")
        self.check(True, "the visit is over: it prompts")
        self.answer("answer-dismiss")
        self.decided()

    def open_page(self, path, ready, host="demo.localhost"):
        self.shell.run("window.old = true;")
        self.shell.load(self.site.origin(host) + path)
        self.shell.until("!window.old && location.href.startsWith ('%s') && document.readyState === 'complete' && (%s)"
                         % (self.site.origin(host), ready), "the page " + path)

    def embargo(self):
        """A site that asks too often is not asked about any more"""
        self.open_page("/", "facts['state-display-capture']", "other.localhost")
        for number in range(3):
            self.request("#plain", "camera and microphone, time %d" % (number + 1))
            self.answer("answer-dismiss", "embargo-%d" % (number + 1) if number == 2 else None)
            self.open_page("/", "facts['state-display-capture']", "other.localhost")
        self.decided()
        self.request("#plain", "the same a fourth time")
        self.shell.until("facts.status === 'refused: NotAllowedError'", "the refusal")
        self.check(not self.shell.has("prompt"), "dismissed three times: refused without asking")
        self.decided()

    def delegated_frame(self):
        """A frame of another site asks in the name of the page that holds it"""
        holder = self.site.origin("localhost")
        self.open_page("/embed.html", "facts.status === 'ready'", "localhost")
        self.tell("the widget of %s asks for the camera" % self.site.origin("widget.localhost"))
        box = self.shell.ask("element", "iframe")
        self.display.click(box["x"] + 60, box["y"] + 16)
        text = self.shell.widget("answer-allow-call") and self.shell.text("prompt")
        self.check(text.startswith(holder) and self.site.origin("widget.localhost") in text,
                   "the prompt names the page, whose permission it is, and the frame that asks")
        self.answer("answer-allow-call", "frame-prompt")
        self.shell.until("facts.status === 'playing'", "the widget's camera")
        self.decided()
        self.shoot("delegated-frame")

    def private_window(self):
        """A private window knows nothing of this and leaves nothing behind"""
        self.open_page("/", "facts['state-display-capture']")
        self.shell.press("private-window")
        self.shell.wait(lambda: self.display.windows("^Cordon .private.$"), "the private window")
        self.shell.focus("^Cordon .private.$")
        self.shell.wait(lambda: self.shell.ask("widgets")["title"] == "Cordon (private)", "its focus")
        self.shell.until("facts['state-display-capture']", "its page")
        self.seen = 0
        self.request("#isolated", "the isolated call whose grant the other window has")
        self.shell.widget("answer-allow-callee-call")
        self.check("rivate" in self.shell.text("prompt"), "it prompts, and says that it is private")
        self.answer("answer-allow-callee-call", "private-prompt")
        self.playing()
        self.decided()
        self.shoot("private-window")

    STEPS = [plain_call, hang_up_ends_it, isolated_call, plain_still_prompts, screen, states_agree, restart, debug_page,
             visit, embargo, delegated_frame, private_window]

    def play(self):
        """Returns whether every step held."""
        try:
            self.start()
            for number, step in enumerate(self.STEPS, 1):
                self.say("%2d. %s" % (number, step.__doc__))
                try:
                    step(self)
                except ShellError as error:
                    self.tell("BROKEN: %s" % error)
                    self.broken.append(number)
                    self.recover()
        finally:
            self.close()
        self.say("%d of %d steps held. Screenshots and profile are in %s."
                 % (len(self.STEPS) - len(self.broken), len(self.STEPS), self.out))
        return not self.broken

    def recover(self):
        """So that a broken step does not break the next."""
        try:
            self.shoot("broken")
            if self.shell.has("answer-dismiss"):
                self.shell.press("answer-dismiss")
        except ShellError:
            self.shell.close()
            self.start()

    def close(self):
        if self.shell:
            self.shell.close()
        self.display.close()
        self.site.close()
