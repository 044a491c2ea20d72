"""./dev itself: what it says where something is missing, and what the scripts behind it read."""

import json
import os
import subprocess

from tests import rows as rows_command
from tests.support.programs import ROOT
from tests.support.rows import rows, timeout

COMMANDS = ("build", "test", "rows", "bench", "fuzz", "torture", "inspect", "lint", "format", "docs",
            "install")


def dev(*words, **environment):
    answer = subprocess.run([ROOT / "dev", *words], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False,
                            env={**os.environ, "CORDON_NO_INSTALL": "1", **environment})
    return answer.returncode, answer.stdout


def stub(folder, name, script):
    path = folder / name
    path.write_text("#!/bin/sh\n" + script + "\n", encoding="utf-8")
    path.chmod(0o755)


@rows("")
def test_unknown_command_is_wrong_usage():
    status, said = dev("frobnicate")
    assert status == 2
    assert "unknown command: frobnicate" in said


@rows("")
@timeout(120)
def test_every_command_tells_of_itself():
    for command in COMMANDS:
        status, said = dev(command, "--help")
        assert status == 0 and "usage: ./dev " + command in said, (command, said)
        assert " %s " % command in dev("--help")[1], command


@rows("")
def test_missing_package_without_root_is_named_with_the_remedy(tmp_path):
    stub(tmp_path, "dpkg-query", 'case $* in *" ninja-build") exit 1;; *) echo "install ok installed";; esac')
    stub(tmp_path, "id", "echo 1000")
    stub(tmp_path, "apt-get", "exit 99")
    status, said = dev("build", PATH="%s:%s" % (tmp_path, os.environ["PATH"]), CORDON_NO_INSTALL="")
    assert status == 2, said
    assert "As root: apt-get install --no-install-recommends ninja-build" in said


@rows("")
def test_failing_package_installation_is_reported(tmp_path):
    stub(tmp_path, "dpkg-query", "exit 1")
    stub(tmp_path, "id", "echo 0")
    stub(tmp_path, "apt-get", "echo no route to the archive; exit 100")
    status, said = dev("build", PATH="%s:%s" % (tmp_path, os.environ["PATH"]), CORDON_NO_INSTALL="")
    assert status == 2, said
    assert "no route to the archive" in said and "could not install" in said


@rows("")
def test_what_is_installed_is_left_alone(tmp_path):
    stub(tmp_path, "dpkg-query", 'echo "install ok installed"')
    stub(tmp_path, "apt-get", "touch %s/asked" % tmp_path)
    status, _ = dev("build", "--help", CORDON_NO_INSTALL="", PATH="%s:%s" % (tmp_path, os.environ["PATH"]))
    assert status == 0
    assert not (tmp_path / "asked").exists()


@rows("")
def test_rows_are_read_from_the_sources(tmp_path):
    path = tmp_path / "one_test.c"
    path.write_text('CORDON_TEST (first_of_all, "A-01 B-02"),\n'
                    'CORDON_TEST_WITH (second_of_all,\n  "C-03 "\n  "C-04", set_up, NULL),\n', encoding="utf-8")
    assert list(rows_command.c_claims([path])) == [(path, "first_of_all", ["A-01", "B-02"]),
                                                   (path, "second_of_all", ["C-03", "C-04"])]


@rows("")
def test_rows_command_lists_the_whole_catalogue():
    status, said = dev("rows", "--json")
    table = json.loads(said)
    assert status == 0
    committed = (ROOT / "tests" / "rows.txt").read_text(encoding="utf-8").split()
    assert list(table) == committed
    assert set(table["A-01"]) == {"tests", "engine"}


@rows("")
def test_every_row_of_the_engine_names_a_place_in_the_docs():
    for row, entry in rows_command.engine_rows().items():
        file, _, anchor = entry["docs"].partition("#")
        text = (ROOT / file).read_text(encoding="utf-8")
        anchors = {"".join(letter for letter in line.lstrip("# ").lower().replace(" ", "-")
                           if letter.isalnum() or letter in "-_") for line in text.splitlines() if line.startswith("#")}
        assert entry["reason"] and (not anchor or anchor in anchors or 'id="%s"' % anchor in text), (row, entry)


@rows("")
def test_every_package_has_its_reason():
    for line in (ROOT / "build" / "packages.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            assert len(line.split(None, 1)) == 2, line
