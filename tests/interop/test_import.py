"""Files that real other browsers wrote in this run are imported by the command, twice."""

import json
import subprocess

from tests.interop import other_browsers
from tests.support.rows import rows, timeout


def command(out, *words):
    return subprocess.run([out / "cordon-profile", *map(str, words)], capture_output=True, text=True, check=False,
                          timeout=60)


def imported(out, profile, browser, path):
    answer = command(out, "import", profile, path, "--from", browser, "--json")
    assert answer.returncode == 0, answer.stderr
    items = json.loads(answer.stdout)
    answers = [item["answer"] for item in items]
    assert answers == sorted(answers, key=lambda word: word != "block"), "a yes was taken over before a no"
    return {(item["origin"], item["feature"], item["answer"]): item["outcome"] for item in items}


def stored(out, profile):
    answer = command(out, "list", profile, "--json")
    assert answer.returncode == 0, answer.stderr
    return {(item["origin"], item["feature"]): item["answer"] for item in json.loads(answer.stdout)}


@timeout(180)
@rows("A-04 B-39")
def test_firefox_decisions_are_taken_over(out, tmp_path):
    foreign, profile = tmp_path / "firefox", tmp_path / "cordon"
    other_browsers.write_firefox(foreign, [
        ("https://yes.example", "camera", 1), ("https://no.example", "microphone", 2),
        ("https://screen.example", "screen", 2), ("https://share.example", "screen", 1),
        ("http://plain.example", "camera", 1), ("https://box.example^userContextId=2", "camera", 1),
        ("https://speak.example:8443", "speaker", 1), ("https://other.example", "cookie", 1)])
    outcome = imported(out, profile, "firefox", foreign)
    assert outcome[("http://plain.example", "camera", "allow")] == "http"
    assert outcome[("https://share.example", "display-capture", "allow")] == "forbidden"
    assert outcome[("https://box.example^userContextId=2", "camera", "allow")] == "not-one-origin"
    expected = {("https://yes.example", "camera"): "allow", ("https://no.example", "microphone"): "block",
                ("https://screen.example", "display-capture"): "block",
                ("https://speak.example:8443", "speaker-selection"): "allow"}
    assert stored(out, profile) == expected
    again = imported(out, profile, "firefox", foreign)
    assert "taken" not in again.values()
    assert stored(out, profile) == expected


@timeout(180)
@rows("A-04")
def test_chromium_decisions_are_taken_over(out, tmp_path):
    foreign, profile = tmp_path / "chromium", tmp_path / "cordon"
    preferences = other_browsers.write_chromium(foreign, [
        ("media-stream-camera", "https://yes.example:443", 1), ("media-stream-mic", "https://no.example", 2),
        ("media-stream-camera", "http://plain.example:80", 1), ("media-stream-mic", "https://port.example:8443", 1),
        ("media-stream-camera", "https://[*.]many.example", 1)])
    outcome = imported(out, profile, "chromium", preferences)
    assert outcome[("http://plain.example:80", "camera", "allow")] == "http"
    assert outcome[("https://[*.]many.example", "camera", "allow")] == "not-one-origin"
    expected = {("https://yes.example", "camera"): "allow", ("https://no.example", "microphone"): "block",
                ("https://port.example:8443", "microphone"): "allow"}
    assert stored(out, profile) == expected
    again = imported(out, profile, "chromium", preferences)
    assert "taken" not in again.values()
    assert stored(out, profile) == expected
