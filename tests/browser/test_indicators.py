"""What the chrome shows while something is in use, and that stopping from there works whatever the page does."""

import time

from tests.browser.stage import Stage, begin_display, get, get_isolated, outcome, play
from tests.support.rows import rows

BOTH = {"audio": True, "video": True}
stage = None


def setup_module():
    global stage
    stage = Stage()


def teardown_module():
    stage.close()


@rows("F-01 F-04 F-30")
def test_light_is_on_before_the_page_has_a_track(out):
    with stage.shell(out) as shell:
        # The page looks at nothing else but whether its promise has settled; the chrome is asked at that very moment.
        get(shell, BOTH, "answer-allow-call")
        text = shell.text("strip")
        assert "Camera in use" in text and "Microphone in use" in text, text
        opened = [entry for entry in shell.ask("facts")["decisions"] if entry["kind"] == "redeem"]
        assert [entry["verdict"] for entry in opened] == ["allow", "allow"]


@rows("F-01 F-11")
def test_stop_works_at_once_while_the_page_is_busy_and_the_tracks_end(out):
    with stage.shell(out) as shell:
        get(shell, {"video": True}, "answer-allow-call")
        play(shell)
        shell.run("window.ended = []; for (const track of [media.getTracks ()[0], media.getTracks ()[0].clone ()]) {"
                  " track.stop = () => {}; track.addEventListener ('ended', (event) => ended.push (track)); }")
        shell.widget("stop-camera")
        box = shell.widget("stop-camera")
        shell.run("setTimeout (() => { const end = Date.now () + 1500; while (Date.now () < end); window.freed = Date.now (); }, 0);")
        time.sleep(0.2)
        stage.display.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        shell.until("window.ended.length === 2", "both ended events")
        shell.until("window.ended.every ((track) => track.readyState === 'ended')", "both tracks to be over")
        assert shell.run("return ended.length === 2 && ended[0] !== ended[1]"), "one event for each track"
        shell.wait(lambda: "in use" not in shell.text("strip"), "the light to go off")
        before = shell.run("return video.currentTime")
        time.sleep(0.5)
        assert shell.run("return video.currentTime") == before


@rows("F-05")
def test_light_of_a_very_short_use_stays_for_three_seconds(out):
    with stage.shell(out, arguments=("--slowness", "8")) as shell:  # three seconds become 24
        get(shell, {"video": True}, "answer-allow-call")
        shell.run("media.getTracks ()[0].stop ();")
        begun = time.monotonic()
        shell.wait(lambda: "Camera was used" in shell.text("strip"), "the lingering light")
        time.sleep(max(0, 10 - (time.monotonic() - begun)))
        assert "Camera was used" in shell.text("strip")
        shell.wait(lambda: not shell.has("strip"), "the strip to go")


@rows("F-10")
def test_call_is_shown_while_it_goes_on_and_can_be_ended_from_the_chrome(out):
    with stage.shell(out) as shell:
        get(shell, BOTH, "answer-allow-call")
        shell.run("document.body.replaceChildren (); document.title = 'Nothing to see';")
        assert "Call" in shell.text("strip")
        shell.press("end-call")
        shell.until("media.getTracks ().every ((track) => track.readyState === 'ended')", "the tracks to end")
        shell.wait(lambda: "Call" not in shell.text("strip"), "the call to go")
        assert shell.ask("facts")["grants"] == []


@rows("F-06")
def test_light_stays_while_one_of_two_captures_runs(out):
    with stage.shell(out) as shell:
        get(shell, {"video": True}, "answer-allow-visit", "one")
        get(shell, {"video": True}, None, "two")
        shell.run("one.getTracks ()[0].stop ();")
        time.sleep(1)
        assert "Camera in use" in shell.text("strip")
        assert shell.run("return two.getTracks ()[0].readyState") == "live"
        shell.run("two.getTracks ()[0].stop ();")
        shell.wait(lambda: "Camera in use" not in shell.text("strip"), "the light to go off")


@rows("B-04")
def test_clone_keeps_the_device_until_it_ends_too(out):
    with stage.shell(out) as shell:
        get(shell, {"video": True}, "answer-allow-call")
        shell.run("window.clone = media.getTracks ()[0].clone (); media.getTracks ()[0].stop ();")
        time.sleep(1)
        assert "Camera in use" in shell.text("strip") and shell.run("return clone.readyState") == "live"
        shell.run("clone.stop ();")
        shell.wait(lambda: "Camera in use" not in shell.text("strip"), "the light to go off")
        assert shell.ask("facts")["grants"] == []


@rows("F-15 F-17")
def test_sharing_is_shown_and_stopped_from_the_chrome(out):
    with stage.shell(out) as shell:
        begin_display(shell, {"video": True}, "display")
        shell.press("surface-1")
        shell.press("answer-allow-surface")
        assert outcome(shell, "display") == "ok"
        shell.run("display.getTracks ()[0].onended = () => { window.ended = true; };")
        assert "Sharing your screen" in shell.text("strip")
        shell.press("stop-display-capture")
        shell.until("window.ended", "the ended event")
        shell.wait(lambda: "Sharing" not in shell.text("strip"), "the light to go off")


@rows("F-27")
def test_tab_in_the_background_shows_its_light(out):
    with stage.shell(out) as shell:
        get(shell, {"video": True}, "answer-allow-call")
        shell.press("new-tab")
        shell.wait(lambda: shell.text("chip") in ("New tab", "(opaque origin)"), "the new tab")
        shell.gone("strip")
        facts = shell.debug()
        assert [capture["delivering"] for capture in facts["captures"]] == [True], facts["captures"]


@rows("")
def test_isolated_use_says_for_whom(out):
    with stage.shell(out) as shell:
        get_isolated(shell, kinds="v")
        assert "only for bob @ idp.example" in shell.text("strip"), shell.text("strip")
