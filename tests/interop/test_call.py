"""The call between two processes: rows of the tables of labels and of content, what an attacker gets of it, and what an
administrator, a peer's consent and a changed key do to it."""

import json
import os
import pathlib
import re
import subprocess
import tempfile

from tests.support.rows import rows, timeout


def play(out, table, *more):
    """Fails with the pieces that went wrong."""
    program = pathlib.Path(out) / "cordon-call"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([str(program), "--only", table, *more], capture_output=True, text=True, timeout=150,
                              env={**os.environ, "TMPDIR": folder})
        left = os.listdir(folder)
    wrong = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert done.returncode == 0, done.stderr + "\n".join(wrong)
    assert re.search(r"\b[1-9]\d* pieces played", done.stdout), done.stdout
    assert left == [], left


@rows("C-61 C-62 C-63 C-64 C-65 C-66 C-67 C-68 C-69 C-73 D-35")
@timeout(180)
def test_every_row_of_the_label_table_is_played_between_two_processes(out):
    play(out, "4.7")


@rows("C-09 C-50 C-51 C-52 C-53 C-54 C-55 C-56 C-70 C-72 C-74 C-77 F-19 D-22 D-25 E-01")
@timeout(180)
def test_every_row_of_the_content_table_is_what_the_far_end_decodes(out):
    play(out, "4.8")


@rows("C-61 C-65 C-69 D-05 D-06 D-12 D-36 D-38 D-46 E-15")
@timeout(180)
def test_an_attacker_in_the_middle_reads_no_sample(out):
    play(out, "attack")


@rows("C-75 E-23 E-24 E-25 E-30 E-34 E-41")
@timeout(180)
def test_the_network_rules_hold_in_a_running_call(out):
    play(out, "rules")


@rows("E-01 E-09 E-14 E-20")
@timeout(180)
def test_sending_stops_where_consent_ends(out):
    play(out, "consent")


@rows("D-40 D-41 F-24 G-13")
@timeout(180)
def test_a_changed_key_is_noticed_across_calls_and_stops_none(out):
    play(out, "keys")


# What nothing that leaves the browser may hold: private keys, ICE passwords, addresses, ids of transactions.
SECRETS = re.compile(r"BEGIN [A-Z ]*KEY|ice-pwd|ice-ufrag|candidate:|127\.0\.0\.|[0-9a-f]{24}|token", re.IGNORECASE)


@rows("F-22 F-23 C-77 C-78 X-01 X-05 E-02 D-33")
@timeout(180)
def test_the_inspector_of_both_ends_shows_the_connection_and_no_secret(out, tmp_path):
    play(out, "4.8.2", "--debug-page", str(tmp_path))
    ends = {end: json.loads((tmp_path / ("4.8.2-%s.json" % end)).read_text(encoding="utf-8")) for end in "ab"}
    alice, bob = (ends[end]["connections"][0] for end in "ab")
    for connection in (alice, bob):
        assert connection["label"] == "c-webrtc", connection
        assert connection["dtls_version"] == "DTLSv1.2" and connection["forward_secret"], connection
        assert connection["cipher"].startswith("ECDHE-"), connection
        assert connection["srtp_profile"] == "SRTP_AES128_CM_SHA1_80", connection
        assert connection["freshness"] == "granted" and connection["confidential"], connection
    assert alice["own_certificate"].startswith("sha-256 "), alice
    assert alice["own_certificate"] == bob["peer_certificate"] != bob["own_certificate"], (alice, bob)
    assert alice["peer_certificate"] == bob["own_certificate"], (alice, bob)
    assert (alice["callee"], alice["assurance"]) == ("identity:bob@idp.example", "provider"), alice
    assert (bob["callee"], bob["assurance"]) == (None, "none"), bob
    assert [(track["track"], track["gate"], track["reason"]) for track in alice["tracks"]] == [
        ("plain", "content", "plain"), ("isolated", "content", "match")], alice
    assert [(track["track"], track["reason"]) for track in bob["tracks"]] == [("plain", "plain")], bob
    assert "confidential-session" in json.dumps(ends["b"]["media"])
    for page in tmp_path.iterdir():
        found = SECRETS.search(re.sub(r"[0-9A-F]{2}(:[0-9A-F]{2})+", "", page.read_text(encoding="utf-8")))
        assert not found, "%s: %s" % (page.name, found.group(0))
