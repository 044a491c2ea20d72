"""The long form of test_kill.py: every system call that touches a file."""

from tests.fault.test_kill import kill_everywhere
from tests.support.rows import timeout


@timeout(7200)
def test_a_process_killed_at_every_system_call_loses_nothing_acknowledged(out, tmp_path):
    kill_everywhere(out, tmp_path, 1)
