"""The command for people: what it prints, what it changes, and how it says no."""

import fcntl
import json
import struct
import subprocess

from tests.support.rows import rows, skip

PREFERENCES = {"profile": {"content_settings": {"exceptions": {
    "media_stream_camera": {"https://meet.example:443,*": {"setting": 1}},
    "media_stream_mic": {"https://ads.example:443,*": {"setting": 2}}}}}}


def command(out, *words):
    return subprocess.run([out / "cordon-profile", *map(str, words)], capture_output=True, text=True, check=False,
                          timeout=60)


def make_profile(out, folder):
    source, profile = folder / "Preferences", folder / "profile"
    source.write_text(json.dumps(PREFERENCES), encoding="utf-8")
    assert command(out, "import", profile, source, "--from", "chromium").returncode == 0
    return profile


def listed(out, profile):
    return {(item["origin"], item["feature"], item["answer"])
            for item in json.loads(command(out, "list", profile, "--json").stdout)}


ALL = {("https://meet.example", "camera", "allow"), ("https://ads.example", "microphone", "block")}


@rows("B-36")
def test_every_decision_can_be_seen_taken_back_and_brought_back(out, tmp_path):
    profile = make_profile(out, tmp_path)
    assert listed(out, profile) == ALL
    table = command(out, "list", profile).stdout
    assert table.splitlines()[0].startswith("Id ") and "https://meet.example" in table
    identity = next(item["id"] for item in json.loads(command(out, "show", profile, "https://meet.example",
                                                              "--json").stdout))
    assert command(out, "revoke", profile, identity).returncode == 0
    assert listed(out, profile) == ALL - {("https://meet.example", "camera", "allow")}
    undo = json.loads(command(out, "undo", profile, "--json").stdout)
    assert command(out, "undo", profile, undo[0]["undo_id"]).returncode == 0
    assert listed(out, profile) == ALL
    assert command(out, "revoke", profile, "--origin", "https://ads.example").returncode == 0
    kinds = [entry["what"] for entry in json.loads(command(out, "journal", profile, "--json").stdout)]
    assert kinds == ["imported", "imported", "revoked", "undone", "revoked"]
    assert command(out, "verify", profile).returncode == 0


def test_tables_fit_a_terminal_and_leave_nothing_out_of_a_name(out, tmp_path):
    profile, source = make_profile(out, tmp_path), tmp_path / "more"
    long_name = "https://" + "a-part-of-it." * 8 + "example"
    source.write_text(json.dumps({"profile": {"content_settings": {"exceptions": {"media_stream_mic": {
        long_name + ":443,*": {"setting": 1}, "http://plain.example:80,*": {"setting": 1}}}}}}), encoding="utf-8")
    answer = command(out, "import", profile, source, "--from", "chromium")
    assert "1 taken over" in answer.stdout and "left out: plain http" in answer.stdout
    again = command(out, "import", profile, source, "--from", "chromium")
    assert "0 taken over (0 of them blocks), 1 were there already, 1 left out" in again.stdout
    command(out, "revoke", profile, "--origin", "https://ads.example")
    for verb in ("list", "journal", "undo", "verify"):
        lines = command(out, verb, profile).stdout.splitlines()
        assert len(lines) > 1
        assert all(len(line) <= 80 for line in lines if long_name not in line), verb
    assert long_name in command(out, "list", profile).stdout
    assert max(map(len, command(out, "--help").stdout.splitlines())) <= 90
    shown = command(out, "show", profile, "https://meet.example").stdout
    assert "Created" in shown and "Source         import" in shown


def test_a_slip_changes_nothing_and_says_what_to_do(out, tmp_path):
    profile = make_profile(out, tmp_path)
    slips = {("list", profile, "extra"): (2, "extra"), ("list", profile, "--feature", "camra"): (2, "there are camera"),
             ("journal", profile, "--last", "-3"): (2, "--last"), ("revoke", profile): (2, "--origin"),
             ("revoke", profile, 1, "x"): (1, "nothing was changed"), ("show", profile, "https://no.example"): (1, "asks"),
             ("list", profile, "--origin", "meet"): (2, "https://"), ("undo", profile, 99): (1, "alone lists"),
             ("import", profile, tmp_path / "no", "--from", "firefox"): (1, "name another file"),
             ("import", profile, __file__, "--from", "firefox"): (1, "another kind of file"),
             ("import", profile, __file__): (2, "--from"), ("verify", profile, "--last", 3): (2, "no use for --last"),
             ("journal", profile, "--last", 0): (2, "--last"), ("journal", profile, "--origin", "meet"): (2, "https://"),
             ("list",): (2, "wants a profile"), ("lst",): (2, "lst"),
             ("export", profile, tmp_path / "no" / "file"): (1, "No such file")}
    for words, (status, part) in slips.items():
        answer = command(out, *words)
        assert answer.returncode == status and part in answer.stderr, (words, answer)
    assert listed(out, profile) == ALL
    for words in (("import", tmp_path / "new", tmp_path / "no", "--from", "firefox"),
                  ("import", tmp_path / "new", __file__)):
        assert command(out, *words).returncode != 0
    assert not (tmp_path / "new").exists(), "a slip begins no profile"


def test_what_was_done_is_said_when_it_is_done(out, tmp_path):
    profile = make_profile(out, tmp_path)
    identity = json.loads(command(out, "show", profile, "https://meet.example", "--json").stdout)[0]["id"]
    answer = command(out, "revoke", profile, identity, identity)
    assert answer.stdout == "took back %d: allow camera https://meet.example\n" % identity
    undo = json.loads(command(out, "undo", profile, "--json").stdout)[0]["undo_id"]
    again = json.loads(command(out, "undo", profile, undo, "--json").stdout)
    assert [item["origin"] for item in again] == ["https://meet.example"]
    assert again[0]["id"] in {item["id"] for item in json.loads(command(out, "list", profile, "--json").stdout)}
    with open("/dev/full", "w", encoding="utf-8") as full:
        assert subprocess.run([out / "cordon-profile", "list", profile], stdout=full, stderr=subprocess.DEVNULL,
                              check=False, timeout=60).returncode == 1


def test_the_journal_can_be_asked_about_one_site(out, tmp_path):
    profile = make_profile(out, tmp_path)
    assert command(out, "revoke", profile, "--origin", "https://ads.example").returncode == 0
    kinds = {words: [(entry["what"], entry["origin"])
                     for entry in json.loads(command(out, "journal", profile, *words, "--json").stdout)]
             for words in ((), ("--origin", "https://ads.example"), ("--feature", "camera"),
                           ("--origin", "https://ads.example", "--last", "1"), ("--origin", "https://no.example"))}
    assert kinds[()] == [("imported", "https://ads.example"), ("imported", "https://meet.example"),
                         ("revoked", "https://ads.example")]
    assert kinds["--origin", "https://ads.example"] == [kinds[()][0], kinds[()][2]]
    assert kinds["--feature", "camera"] == [kinds[()][1]]
    assert kinds["--origin", "https://ads.example", "--last", "1"] == [kinds[()][2]]
    assert kinds["--origin", "https://no.example"] == []


def test_export_writes_what_list_shows(out, tmp_path):
    profile = make_profile(out, tmp_path)
    file = tmp_path / "export.json"
    assert command(out, "export", profile, file).returncode == 0
    assert {(item["origin"], item["feature"], item["answer"])
            for item in json.loads(file.read_text(encoding="utf-8"))} == ALL
    assert file.stat().st_mode & 0o777 == 0o600
    pipe = command(out, "export", profile, "/dev/stdout")
    assert pipe.returncode == 0 and pipe.stdout == file.read_text(encoding="utf-8")


@rows("X-06")
def test_a_changed_byte_is_found_and_the_damaged_file_is_kept(out, tmp_path):
    profile = make_profile(out, tmp_path)
    file = profile / "cordon.sqlite"
    data = file.read_bytes()
    file.write_bytes(data.replace(b"https://meet.example", b"https://evil.example"))
    answer = command(out, "verify", profile)
    assert answer.returncode == 1 and "row-damaged" in answer.stdout
    assert listed(out, profile) == {("https://ads.example", "microphone", "block")}
    aside = [path for path in profile.iterdir() if ".damaged-" in path.name]
    assert len(aside) == 1 and b"https://evil.example" in aside[0].read_bytes()
    assert command(out, "verify", profile).returncode == 0


def test_an_open_profile_and_a_wrong_word_have_their_own_exit_status(out, tmp_path):
    profile = make_profile(out, tmp_path)
    with open(profile / "cordon.lock", "r+b") as lock:
        # An open file description lock on the whole file, as another browser holds it: F_OFD_SETLK.
        fcntl.fcntl(lock, 37, struct.pack("hhqqi", fcntl.F_WRLCK, 0, 0, 0, 0))
        answer = command(out, "list", profile)
        assert answer.returncode == 3 and "another browser" in answer.stderr
    assert command(out, "list", profile).returncode == 0
    assert command(out, "lost", profile).returncode == 2
    assert command(out, "list").returncode == 2
    assert command(out, "list", tmp_path / "nowhere").returncode == 1
    assert not (tmp_path / "nowhere").exists()
    assert command(out, "show", profile, 77).returncode == 1


@rows("X-06")
def test_a_read_only_medium_is_read_and_says_so(out, tmp_path):
    profile = make_profile(out, tmp_path)
    # In a mount namespace of its own, so that nothing stays behind.
    script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 77; shift; exec "$@"'
    tool = str(out / "cordon-profile")

    def on_read_only(*words):
        answer = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", profile, tool, *map(str, words)],
                                capture_output=True, text=True, check=False, timeout=60)
        if answer.returncode == 77 or "unshare" in answer.stderr:
            skip("this machine gives no mount namespace")
        return answer

    answer = on_read_only("list", profile, "--json")
    assert answer.returncode == 0 and "read-only" in answer.stderr
    assert {(item["origin"], item["feature"], item["answer"]) for item in json.loads(answer.stdout)} == ALL
    answer = on_read_only("revoke", profile, 1)
    assert answer.returncode == 1 and "read-only" in answer.stderr and answer.stdout == ""
    assert listed(out, profile) == ALL
