"""cordon:debug: the chrome's page, and nobody else's."""

import json
import time

from tests.browser.stage import Stage, get, get_isolated
from tests.support.rows import rows

stage = None


def setup_module():
    global stage
    stage = Stage()


def teardown_module():
    stage.close()


@rows("X-01 X-04 B-36")
def test_page_shows_grants_documents_media_and_decisions(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get_isolated(shell)
        shell.press("debug")
        shell.wait(lambda: shell.text("chip") == "Cordon", "the debug page")
        text = shell.wait(lambda: _text(shell), "its contents")
        for word in (stage.site.origin(), "bob@idp.example", "peer-identity", "user-allowed", "camera"):
            assert word in text, word
        assert shell.run("return document.scripts.length") == 0
        assert "no RTCPeerConnection" in text, "why there are no connections"


@rows("X-04 X-05")
def test_page_filters_its_lines_and_gives_them_as_text(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        shell.press("debug")
        shell.wait(lambda: shell.text("chip") == "Cordon", "the debug page")
        shell.wait(lambda: _text(shell), "its contents")
        shell.click("input[name=filter]")
        stage.display.type("nowhere.example")
        stage.display.key("Return")
        shell.until("location.href.includes ('filter=nowhere.example')", "the filtered page")
        assert stage.site.origin() not in shell.wait(lambda: _text(shell), "its contents")
        shell.click("a[href='cordon:debug?format=export']")
        shell.until("location.href === 'cordon:debug?format=export'", "the page as text")
        exported = json.loads(shell.run("return document.body.innerText"))
        assert [grant["origin"] for grant in exported["grants"]] == [stage.site.origin()]
        # From a page of the web, the same links lead nowhere.
        shell.load(stage.site.origin() + "/blank.html")
        shell.until("location.pathname === '/blank.html' && document.readyState === 'complete'", "the page")
        shell.run("document.body.insertAdjacentHTML ('afterbegin', '<a id=link href=\"cordon:debug?format=json\">A link</a>')")
        shell.click("#link")
        time.sleep(1)
        assert shell.run("return location.pathname") == "/blank.html"


def _text(shell):
    text = shell.run("return document.body ? document.body.innerText : ''")
    return text if "decisions" in text.lower() else None


@rows("X-02")
def test_page_can_neither_fetch_nor_frame_nor_open_it(out):
    with stage.shell(out) as shell:
        assert shell.run("return fetch ('cordon:debug').then (() => 'fetched', (error) => error.name)") == "TypeError"
        assert shell.run("""return new Promise ((done) => { const request = new XMLHttpRequest ();
          request.onload = () => done ('loaded ' + request.responseText.length); request.onerror = () => done ('refused');
          try { request.open ('GET', 'cordon:debug'); request.send (); } catch (error) { done ('refused'); } });""") == "refused"
        assert shell.run("""return new Promise ((done) => { const frame = document.createElement ('iframe');
          frame.src = 'cordon:debug'; document.body.append (frame);
          setTimeout (() => { let text = ''; try { text = frame.contentDocument.body.innerText; } catch (error) { text = ''; }
            done (text); }, 1500); });""") == ""
        assert shell.run("""return new Promise ((done) => { const image = new Image (); image.src = 'cordon:debug';
          image.onload = () => done ('shown'); image.onerror = () => done ('refused'); });""") == "refused"
        shell.run("setTimeout (() => { location.href = 'cordon:debug'; }, 0);")
        shell.run("await new Promise ((done) => setTimeout (done, 800));")
        assert shell.run("return location.pathname") == "/blank.html"
        assert shell.text("chip") == stage.site.origin()
        shell.run("button.onclick = () => { window.open ('cordon:debug'); };")
        shell.click("#button")
        time.sleep(1)
        assert shell.text("chip") != "Cordon"
        assert "grants" not in str(shell.run("return document.body ? document.body.innerText : ''"))
