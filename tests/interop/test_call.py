"""The call between two processes: rows of the tables of labels and of content, and what an attacker gets of it."""

import pathlib
import re
import subprocess

from tests.support.rows import rows, timeout


def play(out, table):
    """Fails with the pieces that went wrong."""
    program = pathlib.Path(out) / "cordon-call"
    done = subprocess.run([str(program), "--only", table], capture_output=True, text=True, timeout=150)
    wrong = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert done.returncode == 0, done.stderr + "\n".join(wrong)
    assert re.search(r"\b[1-9]\d* pieces played", done.stdout), done.stdout


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
