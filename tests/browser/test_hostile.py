"""Hostile pages in the real shell: each attempt to get at isolated media is a test of its own, and must get nothing; the
same attempt on plain media must get what it gets without Cordon. The attempts are in tests/browser/hostile/."""

import json
import pathlib
import re
import time

from shell.driver.display import DisplayError
from shell.driver.shell import ShellError
from tests.browser.stage import Stage
from tests.support.rows import Leak, rows, skip, timeout

FOLDER = pathlib.Path(__file__).resolve().parent / "hostile"
NAMES = [name for path in sorted(FOLDER.glob("*.js"))
         for name in re.findall(r'^attempt\("([\w-]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)]
STREAMS = (("isolated", "{audio: true, video: true, peerIdentity: 'bob@idp.example'}", "answer-allow-callee"),
           ("plain", "{audio: true, video: true}", "answer-allow-call"))

# What is known of a failure is kept here: a log that is lost teaches nothing.
EVIDENCE = "hostile-evidence"

_theatre = {}
_played_again = []


def setup_module():
    _theatre["stage"] = Stage()


def teardown_module():
    leave()
    _theatre.pop("stage").close()


def hold_up(delays):
    """For shells that are begun from now on."""
    _theatre["stage"].display.environment["CORDON_SHELL_DELAYS"] = delays


def leave():
    """Ends the shell, also where it does not answer any more."""
    opened = _theatre.pop("opened", None)
    if opened:
        try:
            opened.__exit__(None, None, None)
        except (ShellError, AssertionError):
            pass


def _enter(out):
    """One shell for all attempts, with both streams; a new one where the last one broke."""
    if "opened" not in _theatre:
        opened = _theatre["stage"].shell(out, "/hostile.html")
        _theatre["shell"] = opened.__enter__()
        _theatre["opened"] = opened
        for kind, constraints, answer in STREAMS:
            _take(_theatre["shell"], kind, constraints, answer)
    return _theatre["shell"]


def _take(shell, kind, constraints, answer):
    shell.run("window.taken = null; takeStream('%s', %s).then((n) => { taken = n; }, (e) => { taken = String(e); });"
              % (kind, constraints))
    shell.press(answer)
    shell.until("taken !== null", "the %s stream" % kind)
    assert shell.run("return taken") == 2


def _attempt(shell, name, kind):
    """Polled, not awaited: the engine may collect the promise of a script that it evaluates. Where an attempt opens a
    popup, that one is the tab in front: the page is its opener."""
    shell.run("const page = window.opener || window; page.outcome = null;"
              " page.runAttempt('%s', '%s').then((value) => { page.outcome = value; });" % (name, kind))
    outcome = shell.until("(window.opener || window).outcome", "the attempt %s" % name, 45)
    if not outcome["isLive"]:
        raise ShellError("the %s stream has ended: nothing of it could be had anyway" % kind)
    return outcome


def _keep(out, name, words):
    """Keeps what there is to know of a failure, and returns where; each piece on its own, as the shell may be gone."""
    folder = pathlib.Path(out) / EVIDENCE / ("%s-%s" % (time.strftime("%H%M%S"), name))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "what.txt").write_text(words, encoding="utf-8")
    log = pathlib.Path(_theatre["stage"].folder.name) / "shell.log"
    (folder / "shell.log").write_text(log.read_text(errors="replace") if log.exists() else "", encoding="utf-8")
    try:
        _theatre["stage"].display.shoot(folder / "screen.png")
        (folder / "graph.json").write_text(json.dumps(_theatre["shell"].debug(), indent=1), encoding="utf-8")
    except (ShellError, DisplayError, KeyError, OSError, ValueError) as error:
        (folder / "missing.txt").write_text(str(error), encoding="utf-8")
    return folder


def _demand_nothing(out, name, isolated):
    """At once, before anything else can go wrong: what leaked has leaked."""
    if isolated["got"] != 0:
        words = "\n".join(["isolated media:", *isolated["trail"]])
        raise Leak("got %s of isolated media; kept in %s\n%s" % (isolated["got"], _keep(out, name, words), words))


def _plain_failure(out, name, plain):
    words = "\n".join(["plain media:", *plain["trail"]])
    return "plain media gave nothing: %s; kept in %s\n%s" % (plain["why"], _keep(out, name, words), words)


def _play_once(out, name):
    """What went wrong with plain media, None where all is well."""
    shell = _enter(out)
    wants_plain = shell.run("return (window.opener || window).attemptNames()"
                            ".find((entry) => entry.name === '%s').plain" % name)
    _demand_nothing(out, name, _attempt(shell, name, "isolated"))
    plain = _attempt(shell, name, "plain")
    return _plain_failure(out, name, plain) if wants_plain and not plain["got"] > 0 else None


def play(out, name):
    """The engine's media stack sometimes stands still under so many streams, or has no picture yet; a fresh browser then
    plays once more, and the last test of this file tells how often that was. A leak is not played again."""
    for is_last in (False, True):
        try:
            failure = _play_once(out, name)
        except ShellError as error:
            failure = "the shell stood still: %s; see %s" % (str(error).splitlines()[0], _keep(out, name, str(error)))
        if failure or name.startswith("popup"):
            leave()  # after a popup the next attempt wants its page in front
        if not failure:
            return
        print("%s: %s" % (name, failure), flush=True)
        _played_again.append(name)
        assert not is_last, failure


def _make(name):
    def test(out):
        play(out, name)
    test.__name__ = test.__qualname__ = "test_" + name.replace("-", "_")
    return timeout(300)(test)


for _name in NAMES:
    globals()["test_" + _name.replace("-", "_")] = _make(_name)


@rows("C-14 C-25 C-26 C-27 C-28 C-30 C-12 C-18 C-24")
@timeout(300)
def test_no_picture_of_isolated_media_reaches_script(out):
    for name in ("to-data-url", "to-blob", "offscreen-convert-to-blob", "bitmap-of-the-video", "texture-of-the-video",
                 "video-frame-of-the-video", "track-cloned-three-times", "pattern-of-the-video"):
        play(out, name)


@rows("C-32 C-33 C-34 C-20")
@timeout(300)
def test_no_sound_of_isolated_media_reaches_script(out):
    for name in ("sound-of-a-stream", "sound-of-an-element", "recorder-of-one-cloned-track",
                 "sound-out-of-a-destination-node"):
        play(out, name)


@rows("C-15 C-31 C-35 C-17")
@timeout(300)
def test_isolation_that_comes_late_takes_effect_at_once(out):
    for name in ("late-sound-through-an-element", "late-recorder-gives-out-nothing", "clear-rect-cleans-nothing",
                 "recorder-of-a-canvas-capture-made-before"):
        play(out, name)


@rows("C-19 C-18")
@timeout(300)
def test_workers_and_other_documents_get_nothing_either(out):
    for name in ("worker-gets-a-bitmap", "worker-gets-the-track", "frame-sandboxed-with-a-bitmap",
                 "worker-draws-on-a-transferred-canvas"):
        play(out, name)


@timeout(300)
def test_shell_answered_through_all_attempts(out):
    """Says how often an attempt had to be played again in a fresh shell, and which: the engine's player can stand still
    when a source ends while it is torn down. What an attempt got does not depend on that: it is played whole."""
    if _played_again:
        skip("%d of %d attempts were played again: %s" % (len(_played_again), len(NAMES), ", ".join(_played_again)))
