"""What ./dev install leaves in a prefix is enough for a program that knows nothing else."""

import os
import shlex
import subprocess

from tests.support.programs import ROOT
from tests.support.rows import rows, timeout

PROGRAM = """
#include <permissions/origin.h>
#include <permissions/profile.h>
int
main (void)
{
  g_autoptr (CordonProfile) profile = cordon_profile_new_memory (NULL);
  g_autoptr (CordonOrigin) origin = cordon_origin_new ("https://a.example", -1, NULL);

  return profile && origin ? 0 : 1;
}
"""


def run(*order, **environment):
    answer = subprocess.run(list(map(str, order)), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
                            env=dict(os.environ, **environment))
    assert answer.returncode == 0, answer.stdout[-4000:]
    return answer.stdout


@rows("")
@timeout(900)
def test_a_program_builds_and_runs_against_the_installed_prefix(tmp_path):
    prefix = tmp_path / "prefix"
    run("./dev", "install", "--config", "debug", "--prefix", prefix, CORDON_NO_INSTALL="1")
    source = tmp_path / "program.c"
    source.write_text(PROGRAM, encoding="utf-8")
    pkg_config = {"PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig")}
    flags = shlex.split(run("pkg-config", "--cflags", "--libs", "cordon", **pkg_config))
    run("gcc", "-Wall", "-Werror", "-o", tmp_path / "program", source, *flags)
    run(tmp_path / "program", LD_LIBRARY_PATH=str(prefix / "lib"))
    assert "cordon-profile" in run(prefix / "bin" / "cordon-profile", "--help")
    assert (prefix / "share" / "man" / "man1" / "cordon-profile.1").is_file()
    assert "-lcordon-content" in run("pkg-config", "--libs", "cordon-content", **pkg_config)
