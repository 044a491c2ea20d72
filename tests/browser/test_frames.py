"""Frames: whose permission it is, and what delegation leaves."""

from tests.browser.stage import Stage, begin, get, outcome
from tests.support.rows import rows

stage = None
FRAME = "<!doctype html><title>Widget</title><body><script>" \
        "onmessage = async ({ data, source }) => { try {" \
        " if (data.query) return source.postMessage ({ result: (await navigator.permissions.query ({ name: data.query })).state }, '*');" \
        " window.stream = await navigator.mediaDevices.getUserMedia (data.constraints);" \
        " source.postMessage ({ result: 'ok', isolated: stream.getTracks ().map ((track) => track.isolated) }, '*');" \
        " } catch (error) { source.postMessage ({ result: error.name }, '*'); } };" \
        "parent.postMessage ({ result: 'ready' }, '*');</script>"


def setup_module():
    global stage
    stage = Stage(pages={"/frame.html": FRAME},
                  headers={"/strict.html": {"Permissions-Policy": "camera=()"},
                           "/no-calls.html": {"Content-Security-Policy": "img-src *; WebRTC 'none'"},
                           "/calls.html": {"Content-Security-Policy": "webrtc 'allow'; webrtc 'block'"},
                           "/no-calls-frame.html": {"Content-Security-Policy": "webrtc 'block'"}})
    pages = stage.site.server.RequestHandlerClass.func.pages
    pages.update({path: pages["/blank.html"] for path in ("/strict.html", "/no-calls.html", "/calls.html")})
    pages["/no-calls-frame.html"] = FRAME


def teardown_module():
    stage.close()


def embed(shell, host, attributes="", name="frame", path="/frame.html"):
    """A frame of host in the page; what it says is in window.said."""
    shell.run("window.said = []; onmessage = ({ data }) => said.push (data);"
              " document.body.insertAdjacentHTML ('beforeend', '<iframe id=%s %s src=\"%s%s\"></iframe>');"
              % (name, attributes, stage.site.origin(host), path))
    shell.until("said.some ((data) => data.result === 'ready')", "the frame")


def frame_asks(shell, message, name="frame"):
    shell.run("said.length = 0; document.getElementById ('%s').contentWindow.postMessage (%s, '*');" % (name, message))


def frame_answer(shell):
    shell.until("said.length > 0", "the frame's answer")
    return shell.run("return said[0].result")


CAMERA = "{ constraints: { video: true } }"


@rows("A-10 A-14 F-14")
def test_delegated_frame_asks_in_the_name_of_the_page_that_embeds_it(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        embed(shell, "widget.localhost", 'allow="camera"')
        frame_asks(shell, CAMERA)
        text = shell.widget("answer-allow") and shell.text("prompt")
        assert text.startswith(stage.site.origin()) and "widget.localhost" in text, text
        shell.press("answer-allow")
        assert frame_answer(shell) == "ok"
        assert {grant["origin"] for grant in shell.ask("facts")["grants"]} == {stage.site.origin()}
        # Opened by itself the same site has no permission.
        shell.load(stage.site.origin("widget.localhost") + "/blank.html")
        shell.until("location.hostname === 'widget.localhost' && document.readyState === 'complete'", "the widget's page")
        begin(shell, {"video": True})
        shell.widget("prompt")


@rows("A-13 A-15 A-16")
def test_frame_of_another_origin_has_nothing_without_delegation(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        embed(shell, "widget.localhost")
        frame_asks(shell, "{ query: 'camera' }")
        assert frame_answer(shell) == "denied"
        frame_asks(shell, CAMERA)
        assert frame_answer(shell) == "NotAllowedError"
        assert not shell.has("prompt")


@rows("A-18 A-08")
def test_sandboxed_frame_is_nobody(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        embed(shell, "demo.localhost", 'sandbox="allow-scripts" allow="camera %s"' % stage.site.origin())
        frame_asks(shell, "{ query: 'camera' }")
        assert frame_answer(shell) == "denied"
        frame_asks(shell, CAMERA)
        assert frame_answer(shell) in ("NotAllowedError", "SecurityError")


# How the page makes a frame of the same text without an address of its own, and what that frame is.
NAMELESS = {
    "blob": ("frame.src = URL.createObjectURL (new Blob ([text], { type: 'text/html' }));", "granted"),
    "srcdoc": ("frame.srcdoc = text;", "granted"),
    "data": ("frame.src = 'data:text/html,' + encodeURIComponent (text);", "denied"),
}


@rows("A-09 A-08")
def test_frame_without_an_address_is_its_creator_and_a_data_frame_is_nobody(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        for name, (make, state) in NAMELESS.items():
            shell.run("window.said = []; onmessage = ({ data }) => said.push (data);"
                      " const text = await (await fetch ('/frame.html')).text ();"
                      " const frame = document.createElement ('iframe'); frame.id = '%s'; %s"
                      " document.body.append (frame);" % (name, make))
            shell.until("said.some ((data) => data.result === 'ready')", "the frame")
            frame_asks(shell, "{ query: 'camera' }", name)
            assert (name, frame_answer(shell)) == (name, state)
        # Where the engine takes such a frame for an insecure context, the function is not there at all.
        frame_asks(shell, CAMERA, "data")
        assert frame_answer(shell) in ("NotAllowedError", "SecurityError", "TypeError")
        assert not shell.has("prompt")


@rows("A-15")
def test_frame_of_the_same_origin_shares_the_grant(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        embed(shell, "demo.localhost")
        frame_asks(shell, "{ query: 'camera' }")
        assert frame_answer(shell) == "granted"
        frame_asks(shell, CAMERA)
        assert frame_answer(shell) == "ok"
        assert not shell.has("prompt")


@rows("A-10")
def test_wildcard_delegation_does_not_use_the_stored_grant(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        embed(shell, "widget.localhost", 'allow="camera *"')
        frame_asks(shell, CAMERA)
        shell.widget("answer-allow-call")
        assert "widget.localhost" in shell.text("prompt")
        shell.press("answer-allow-call")
        assert frame_answer(shell) == "ok"


@rows("A-13 A-20")
def test_policy_of_the_page_takes_the_permission_away_and_keeps_the_grant(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        shell.load(stage.site.origin() + "/strict.html")
        shell.until("location.pathname === '/strict.html' && document.readyState === 'complete'", "the strict page")
        assert shell.run("return (await navigator.permissions.query ({ name: 'camera' })).state") == "denied"
        begin(shell, {"video": True, "audio": True})
        assert outcome(shell) == "NotAllowedError"
        assert not shell.has("prompt")
        assert [grant["feature"] for grant in shell.ask("facts")["grants"]] == ["camera"]


@rows("A-24")
def test_content_security_policy_keeps_calls_out_of_a_page_and_of_a_frame(out):
    with stage.shell(out, "/no-calls.html") as shell:
        begin(shell, {"video": True})
        assert outcome(shell) == "NotAllowedError"
        assert not shell.has("prompt")
    with stage.shell(out) as shell:
        embed(shell, "widget.localhost", 'allow="camera"', path="/no-calls-frame.html")
        frame_asks(shell, CAMERA)
        assert frame_answer(shell) == "NotAllowedError"
        assert not shell.has("prompt")
    with stage.shell(out, "/calls.html") as shell:
        begin(shell, {"video": True})
        shell.widget("prompt")  # of two directives of one policy the first counts


@rows("")
def test_frame_that_is_removed_gives_its_devices_back(out):
    with stage.shell(out) as shell:
        embed(shell, "demo.localhost")
        frame_asks(shell, CAMERA)
        shell.press("answer-allow-call")
        assert frame_answer(shell) == "ok"
        assert "Camera in use" in shell.text("strip")
        shell.run("document.getElementById ('frame').remove ();")
        shell.wait(lambda: "in use" not in shell.text("strip"), "the light to go off")
