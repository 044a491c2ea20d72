"""navigator.permissions tells the truth, at once and when it changes."""

from tests.browser.stage import Stage, begin, get, outcome
from tests.support.rows import rows

stage = None
WATCH = "window.seen = []; for (const name of ['camera', 'microphone', 'display-capture']) {" \
        " const status = await navigator.permissions.query ({ name });" \
        " seen.push (name + ' ' + status.state);" \
        " status.onchange = (event) => seen.push (event.target.name + ' ' + status.state); (window.kept ??= []).push (status); }"


def setup_module():
    global stage
    stage = Stage(pages={"/worker.js": ""})


def teardown_module():
    stage.close()


@rows("B-30 B-39")
def test_states_follow_grant_and_revocation_with_change_events(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        shell.run(WATCH)
        assert shell.run("return seen") == ["camera prompt", "microphone prompt", "display-capture prompt"]
        get(shell, {"video": True}, "answer-allow")
        shell.until("seen.includes ('camera granted')", "the change")
        shell.press("chip")
        shell.press("revoke-camera-origin")
        shell.until("seen.at (-1) === 'camera prompt'", "the change back")
        assert not any(entry.startswith("display-capture g") for entry in shell.run("return seen"))


@rows("B-35")
def test_unknown_name_is_a_type_error(out):
    with stage.shell(out) as shell:
        for name in ("no-such-thing", "", "Camera"):
            query = "return navigator.permissions.query ({ name: '%s' }).then (() => 'ok', (error) => error.name)" % name
            assert shell.run(query) == "TypeError", name
        assert shell.run("return navigator.permissions.query ().then (() => 'ok', (error) => error.name)") == "TypeError"


@rows("")
def test_status_is_of_the_right_class_and_keeps_its_name(out):
    with stage.shell(out) as shell:
        shell.run("window.status_ = await navigator.permissions.query ({ name: 'microphone' });")
        assert shell.run("return status_ instanceof PermissionStatus && status_ instanceof EventTarget")
        assert shell.run("return [status_.name, status_.state, status_.onchange]") == ["microphone", "prompt", None]


@rows("")
def test_worker_is_answered_as_the_page_is(out, tmp_path):
    ask = "return await new Promise ((done) => { const source = 'navigator.permissions.query ({ name: \"camera\" })" \
          ".then ((status) => postMessage (status.state), (error) => postMessage (error.name));';" \
          " const worker = new Worker (URL.createObjectURL (new Blob ([source])));" \
          " worker.onmessage = (event) => done (event.data); worker.onerror = (event) => done ('error ' + event.message); });"
    with stage.shell(out, profile=tmp_path) as shell:
        assert shell.run(ask) == "prompt"
        begin(shell, {"video": True})
        shell.press("answer-block")
        assert outcome(shell) == "NotAllowedError"
        assert shell.run(ask) in ("denied", "prompt"), "never granted"
