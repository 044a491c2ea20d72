"""What is asked, how, and what an answer does: with a real pointer on real chrome."""

import time

from tests.browser.stage import Stage, begin, begin_display, get, outcome
from tests.support.rows import rows, timeout

BOTH = {"audio": True, "video": True}
# Half a second until a question is armed becomes five: a test can look at it meanwhile, however busy the machine is.
SLOW = ("--slowness", "10")
stage = None


def setup_module():
    global stage
    stage = Stage()


def teardown_module():
    stage.close()


@rows("B-01 B-02 B-19 B-21 F-14")
def test_one_prompt_names_the_origin_and_both_devices_and_offers_once_and_always(out):
    with stage.shell(out) as shell:
        begin(shell, BOTH)
        text = shell.widget("answer-allow-call") and shell.text("prompt")
        assert stage.site.origin() in text and "Your camera" in text and "Your microphone" in text, text
        assert "covers every camera" in text and "covers every microphone" in text, text
        assert shell.has("answer-allow-visit") and shell.has("answer-allow") and shell.has("answer-block")
        assert shell.run("return window.mediaOutcome") == ""
        shell.press("answer-allow-visit")
        assert outcome(shell) == "ok"
        assert shell.run("return media.getTracks ().map ((track) => track.kind).sort ()") == ["audio", "video"]


@rows("F-13")
def test_answer_before_the_prompt_is_armed_is_dropped(out):
    with stage.shell(out, arguments=SLOW) as shell:
        begin(shell, {"video": True})
        box = shell.widget("answer-allow-call", sensitive=False)
        assert not box["sensitive"]
        stage.display.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        time.sleep(0.5)
        assert shell.has("prompt") and shell.run("return window.mediaOutcome") == ""
        shell.press("answer-allow-call")
        assert outcome(shell) == "ok"


@rows("F-13")
def test_keys_reach_the_answers_and_none_of_them_by_accident(out):
    with stage.shell(out) as shell:
        shell.click("#button")  # the focus is in the page
        begin(shell, {"video": True})
        shell.widget("prompt")
        stage.display.key("Return")
        shell.widget("answer-allow")
        stage.display.key("Return")
        stage.display.key("space")
        time.sleep(0.5)
        assert shell.has("prompt") and shell.run("return window.mediaOutcome") == ""
        stage.display.key("Escape")
        shell.gone("prompt")
        begin(shell, {"video": True})
        shell.widget("answer-allow")
        stage.display.key("F6")
        stage.display.key("Return")  # the first of the answers changes nothing
        shell.gone("prompt")
        assert shell.ask("facts")["grants"] == []
        begin(shell, {"video": True})
        shell.widget("answer-allow")
        stage.display.key("F6")
        for _ in range(3):
            stage.display.key("Tab")
        stage.display.key("Return")
        assert outcome(shell) == "ok"
        assert [entry["detail"] for entry in shell.ask("facts")["decisions"] if entry["kind"] == "answer"] == \
            ["dismiss", "dismiss", "allow-call"]


@rows("F-13")
def test_prompt_that_is_moved_is_armed_anew(out):
    with stage.shell(out, arguments=("--slowness", "5")) as shell:
        get(shell, {"audio": True}, "answer-allow-call")
        begin(shell, {"video": True}, "camera")
        before = shell.widget("answer-allow")["y"]
        shell.run("media.getTracks ()[0].stop ();")  # the strip goes, and all below it moves up
        moved = shell.wait(lambda: _moved(shell, before), "the prompt to move")
        assert not moved["sensitive"], "what is under the pointer now was not there before"
        shell.press("answer-allow-call")
        assert outcome(shell, "camera") == "ok"


def _moved(shell, before):
    box = shell.widgets().get("answer-allow")
    return box if box and box["y"] != before else None


@rows("F-13")
def test_prompt_of_a_tab_that_was_left_is_armed_anew(out):
    with stage.shell(out, arguments=SLOW) as shell:
        begin(shell, {"video": True})
        shell.widget("answer-allow")
        shell.press("new-tab")
        shell.gone("prompt")
        time.sleep(6)
        shell.press("close-tab")
        box = shell.widget("answer-allow", sensitive=False)
        assert not box["sensitive"]
        shell.press("answer-allow-call")
        assert outcome(shell) == "ok"


@rows("F-13")
def test_list_of_choices_of_the_page_never_lies_over_a_question(out):
    with stage.shell(out) as shell:
        shell.run("document.body.insertAdjacentHTML ('afterbegin', '<select id=choices style=\"width:600px\">' +"
                  " '<option>What the page writes over the question</option>'.repeat (20) + '</select>');")
        shell.run("choices.onmousedown = () => setTimeout (() => { window.mediaOutcome = ''; navigator.mediaDevices"
                  ".getUserMedia ({ video: true }).then (() => { window.mediaOutcome = 'ok'; }); }, 600);")
        shell.click("#choices")
        shell.press("answer-allow-call", times=1)  # one click, which an open list would have swallowed
        assert outcome(shell) == "ok"


@rows("")
def test_small_window_keeps_every_answer_in_sight(out):
    with stage.shell(out, arguments=["--width", "440", "--height", "380"]) as shell:
        begin(shell, {"audio": True, "video": True, "peerIdentity": "bob@idp.example"})
        shell.widget("answer-allow-callee")
        said = shell.ask("widgets")
        assert said["width"] < 520 and said["height"] < 460, said["width"]
        for widget in said["widgets"]:
            if widget["name"].startswith("answer-"):
                assert widget["x"] >= 0 and widget["x"] + widget["width"] <= said["width"], widget
                assert widget["y"] >= 0 and widget["y"] + widget["height"] <= said["height"], widget


@rows("B-03 B-33")
def test_grant_for_a_call_ends_with_the_page(out):
    with stage.shell(out) as shell:
        get(shell, BOTH, "answer-allow-call")
        shell.run("location.reload ();")
        shell.until("typeof media === 'undefined' && document.readyState === 'complete'", "the reload")
        assert shell.ask("facts")["grants"] == []
        begin(shell, BOTH)
        shell.widget("prompt")


@rows("B-18")
def test_dismissed_prompt_leaves_the_promise_pending_and_stores_nothing(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        begin(shell, {"video": True})
        shell.press("answer-dismiss")
        shell.gone("prompt")
        time.sleep(1.5)
        assert shell.run("return window.mediaOutcome") == ""
        assert shell.ask("facts")["grants"] == []


@rows("B-17 B-22 B-23")
def test_blocked_site_is_refused_without_being_asked_again(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        begin(shell, {"video": True})
        shell.press("answer-block")
        assert outcome(shell) == "NotAllowedError"
        begin(shell, {"video": {"width": {"exact": 99999}}})
        assert outcome(shell) == "NotAllowedError"
        assert not shell.has("prompt")


@rows("B-08 B-05 F-14")
def test_isolated_prompt_says_to_whom_alone_the_media_may_go(out):
    with stage.shell(out) as shell:
        begin(shell, {"video": True, "peerIdentity": "bob@idp.example"})
        shell.widget("answer-allow-callee")
        text = shell.text("prompt")
        assert "Only for media sent to" in text and "bob" in text and "idp.example" in text, text
        assert "cannot see" in text, text
        shell.press("answer-allow-callee")
        assert outcome(shell) == "ok"


@rows("B-10 B-11")
def test_isolated_track_that_is_live_does_not_answer_a_plain_request(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True, "peerIdentity": "bob@idp.example"}, "answer-allow-callee")
        begin(shell, {"video": True}, "plain")
        shell.widget("prompt")
        assert "Only for media" not in shell.text("prompt")
        shell.press("answer-allow")
        assert outcome(shell, "plain") == "ok"
        # The other way round the plain grant suffices.
        begin(shell, {"video": True, "peerIdentity": "carol@idp.example"}, "other")
        assert outcome(shell, "other") == "ok"
        assert not shell.has("prompt")
        assert shell.run("return other.getTracks ()[0].isolated") is True


@rows("B-16")
def test_request_for_nothing_is_a_type_error(out):
    with stage.shell(out) as shell:
        begin(shell, {})
        assert outcome(shell) == "TypeError"
        begin(shell, {"video": False, "audio": False})
        assert outcome(shell) == "TypeError"


@rows("B-39 B-41 B-42 B-43")
def test_screen_has_a_dialog_of_its_own_and_is_asked_for_each_time(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        begin(shell, BOTH, "devices")
        begin_display(shell, {"video": True}, "display")
        text = shell.widget("answer-allow-visit") and shell.text("prompt")
        assert "screen" not in text.lower(), text
        shell.press("answer-allow-visit")
        text = shell.widget("surface-1") and shell.text("prompt")
        assert "wants to see your screen" in text and "camera" not in text, text
        for name in ("answer-allow", "answer-allow-visit", "answer-allow-call", "answer-allow-session"):
            assert not shell.has(name), name
        shell.press("surface-1")
        shell.press("answer-allow-surface")
        assert outcome(shell, "display") == "ok"
        assert outcome(shell, "devices") == "ok"  # this engine opens one thing after the other
        assert shell.run("return display.getTracks ().map ((track) => track.kind)") == ["video"]
        state = "return (await navigator.permissions.query ({ name: 'display-capture' })).state"
        assert shell.run(state) == "prompt"
        begin_display(shell, {"video": True}, "again")
        shell.widget("surface-1")


@rows("B-40")
def test_screen_is_refused_without_a_gesture(out):
    with stage.shell(out, "/gesture.html") as shell:
        shell.until("window.outcome", "the refusal")
        assert shell.run("return window.outcome") == "InvalidStateError"
        assert not shell.has("prompt")


@rows("B-40")
def test_screen_share_of_no_video_is_a_type_error(out):
    with stage.shell(out) as shell:
        begin_display(shell, {"video": False, "audio": True}, "screen")
        assert outcome(shell, "screen") == "TypeError"


@rows("B-36 F-32 B-31")
def test_decision_is_listed_taken_back_and_given_back(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        shell.run("media.getTracks ()[0].onended = () => { window.ended = true; };")
        shell.press("chip")
        assert stage.site.origin() in shell.text("permissions")
        shell.press("revoke-camera-origin")
        shell.until("window.ended", "the ended event")
        state = "(await navigator.permissions.query ({ name: 'camera' })).state"
        assert shell.run("return " + state) == "prompt"
        shell.wait(lambda: "Undo" in shell.text("permissions"), "the undo button")
        shell.press("revoke-camera-origin")
        shell.until(state + " === 'granted'", "the grant to be back")
        shell.press("revoke-camera-origin")
        shell.until(state + " === 'prompt'", "the same line to take it back once more")


@rows("")
def test_question_that_is_quiet_waits_behind_a_chip(out):
    with stage.shell(out, arguments=("--quiet-prompts", *SLOW)) as shell:
        begin(shell, {"video": True})
        shell.widget("quiet-prompt")
        time.sleep(6)
        assert not shell.has("prompt")
        shell.press("quiet-prompt")
        assert not shell.widget("answer-allow-call", sensitive=False)["sensitive"], "armed only once it is open"
        shell.press("answer-allow-call")
        assert outcome(shell) == "ok"
        shell.gone("quiet-prompt")


@rows("B-36")
def test_rules_of_the_administrator_are_listed_as_such_and_a_refusal_is_seen(out, tmp_path):
    rules = tmp_path / "rules.json"
    rules.write_text('{ "block": { "camera": ["*"] }, "allow": { "microphone": ["%s"] } }' % stage.site.origin())
    with stage.shell(out, profile=tmp_path / "profile", arguments=["--managed-policy", str(rules)]) as shell:
        assert not shell.has("refusal")
        begin(shell, {"video": True})
        assert outcome(shell) == "NotAllowedError"
        shell.widget("refusal")
        begin(shell, {"audio": True}, "sound")
        assert outcome(shell, "sound") == "ok"
        assert not shell.has("prompt")
        shell.press("refusal")
        text = shell.widget("permissions") and shell.text("permissions")
        assert "Camera\nBlocked by your administrator" in text, text
        assert "Microphone\nAllowed by your administrator" in text, text
        assert not any(name.startswith("revoke-") for name in shell.widgets()), "nothing of it is changed there"


@rows("B-36")
def test_site_that_asked_too_often_is_listed_and_may_be_let_ask_again(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        for _ in range(3):
            begin(shell, {"video": True})
            shell.press("answer-dismiss")
            shell.gone("prompt")
        begin(shell, {"video": True})
        assert outcome(shell) == "NotAllowedError"
        shell.press("refusal")
        assert "closed its question too often" in shell.text("permissions")
        shell.press("revoke-camera-origin")
        shell.press("chip")
        begin(shell, {"video": True})
        shell.press("answer-allow-call")
        assert outcome(shell) == "ok"


@rows("B-09 B-29")
@timeout(300)
def test_callee_grant_survives_a_restart_and_answers_nothing_else(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True, "peerIdentity": "bob@idp.example"}, "answer-allow-callee")
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True, "peerIdentity": "bob@idp.example"}, None)
        begin(shell, {"video": True, "peerIdentity": "mallory@idp.example"}, "other")
        shell.widget("prompt")
        assert "mallory" in shell.text("prompt")


@rows("A-01 A-03")
def test_grant_of_one_origin_is_not_anothers(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        shell.load(stage.site.origin("other.localhost") + "/blank.html")
        shell.until("location.hostname === 'other.localhost' && document.readyState === 'complete'", "the other origin")
        begin(shell, {"video": True})
        shell.widget("prompt")
        assert "other.localhost" in shell.text("prompt")


@rows("")
def test_isolated_and_plain_requests_of_one_turn_are_not_merged(out):
    with stage.shell(out) as shell:
        begin(shell, {"video": True, "peerIdentity": "bob@idp.example"}, "one")
        begin(shell, {"video": True}, "two")
        shell.press("answer-allow-callee-call")
        assert outcome(shell, "one") == "ok"
        shell.widget("answer-allow-call")
        assert shell.run("return window.twoOutcome") == ""
        shell.press("answer-allow-call")
        assert outcome(shell, "two") == "ok"
        assert shell.run("return [one.getTracks ()[0].isolated, two.getTracks ()[0].isolated]") == [True, False]


@rows("")
def test_unknown_error_of_the_engine_reaches_the_page_and_gives_the_device_back(out):
    with stage.shell(out) as shell:
        begin(shell, {"video": {"width": {"exact": 99999}}})
        shell.press("answer-allow-call")
        assert outcome(shell) == "OverconstrainedError"
        shell.wait(lambda: "in use" not in shell.text("strip"), "the light to go off")


