"""Profiles that cannot be opened, and sessions that leave nothing behind."""

import hashlib
import os
import pathlib
import subprocess

from tests.browser.stage import Stage, begin, get, outcome
from tests.support.rows import rows

stage = None


def setup_module():
    global stage
    stage = Stage()


def teardown_module():
    stage.close()


def digest(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(pathlib.Path(folder).rglob("*"))
            if path.is_file() and "engine" not in path.relative_to(folder).parts}


def asks(shell):
    """Everything reads prompt."""
    assert shell.run("return (await navigator.permissions.query ({ name: 'camera' })).state") == "prompt"
    begin(shell, {"video": True})
    shell.widget("prompt")


@rows("X-06")
def test_second_browser_on_a_profile_says_so_and_asks(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as first:
        get(first, {"video": True}, "answer-allow")
        with stage.shell(out, profile=tmp_path) as second:
            text = second.text("message")
            assert str(tmp_path) in text and "nothing is saved" in text, text
            asks(second)
    with stage.shell(out, profile=tmp_path) as shell:
        assert not shell.has("message")
        get(shell, {"video": True}, None)


@rows("X-06")
def test_damaged_store_is_said_and_never_reads_granted(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
    stores = [path for path in tmp_path.iterdir() if path.is_file() and path.read_bytes()[:6] == b"SQLite"]
    assert len(stores) == 1, list(tmp_path.iterdir())
    data = bytearray(stores[0].read_bytes())
    data[100:] = os.urandom(len(data) - 100)
    stores[0].write_bytes(data)
    with stage.shell(out, profile=tmp_path) as shell:
        assert shell.has("message"), "the user is told"
        asks(shell)


@rows("X-06")
def test_profile_that_is_no_folder_is_said(out, tmp_path):
    path = tmp_path / "file"
    path.write_text("not a folder")
    with stage.shell(out, profile=path) as shell:
        assert str(path) in shell.text("message")
        asks(shell)


@rows("")
def test_missing_display_is_a_sentence_and_a_status(out):
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    answer = subprocess.run([str(out / "cordon-shell")], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                            text=True, check=False, timeout=30)
    assert answer.returncode == 2 and "no display" in answer.stderr, answer


@rows("B-37")
def test_private_window_inherits_nothing_and_leaves_nothing(out, tmp_path):
    with stage.shell(out, profile=tmp_path) as shell:
        get(shell, {"video": True}, "answer-allow")
        shell.run("media.getTracks ()[0].stop ();")
        shell.wait(lambda: not shell.has("strip"), "the light to go off")
    before = digest(tmp_path)
    with stage.shell(out, profile=tmp_path) as shell:
        shell.press("private-window")
        shell.wait(lambda: stage.display.windows("^Cordon .private.$"), "the private window")
        shell.focus("^Cordon .private.$")
        shell.wait(lambda: shell.ask("widgets")["title"] == "Cordon (private)", "the private window's focus")
        shell.until("document.readyState === 'complete' && location.pathname === '/blank.html'", "its page")
        assert shell.run("return (await navigator.permissions.query ({ name: 'camera' })).state") == "prompt"
        begin(shell, {"video": True})
        shell.widget("answer-allow-visit")
        assert "rivate" in shell.text("prompt")
        shell.press("answer-allow" if shell.has("answer-allow") else "answer-allow-visit")
        assert outcome(shell) == "ok"
    after = digest(tmp_path)
    assert {name: after[name] for name in after if "wal" not in name and "shm" not in name} \
        == {name: before[name] for name in before if "wal" not in name and "shm" not in name}
