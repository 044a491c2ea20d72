"""Kills a process at its system calls, one run for each, and opens what it left behind."""

import os
import shutil
import subprocess

from tests.support.rows import figures, progress, rows, skip, timeout

# What touches files; the others change nothing that outlives the process.
CALLS = ("openat", "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "fcntl", "chmod",
         "fchmod", "mkdir", "close")


def play(out, folder, call, number):
    """Returns what the process told before it was killed at the number-th such call, and whether it was."""
    order = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call,
             "-e", "inject=%s:signal=SIGKILL:when=%d" % (call, number),
             str(out / "tests" / "store_script"), "play", str(folder)]
    answer = subprocess.run(order, capture_output=True, text=True, timeout=200, check=False)
    return answer.stdout, answer.returncode != 0


def kill_everywhere(out, tmp_path, stride):
    if not shutil.which("strace"):
        skip("no strace here")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode != 0:
        skip("this machine does not let a process be traced")
    n_kills = 0
    for call in CALLS:
        number, killed = 1, True
        while killed:
            folder = tmp_path / "profile"
            shutil.rmtree(folder, ignore_errors=True)
            told, killed = play(out, folder, call, number)
            checked = subprocess.run([out / "tests" / "store_script", "check", folder], input=told, capture_output=True,
                                     text=True, timeout=200, check=False)
            assert checked.returncode == 0, "%s number %d: %s\n%s" % (call, number, checked.stdout, told)
            n_kills += killed
            number += stride
            progress("killed %d times, now at %s" % (n_kills, call))
    figures(trials=n_kills, lost=0, forged=0)
    assert n_kills > 20


@timeout(600)
@rows("X-07")
def test_a_process_killed_at_a_system_call_loses_nothing_acknowledged(out, tmp_path):
    kill_everywhere(out, tmp_path, 1 if os.environ.get("CORDON_TEST_LONG") else 17)
