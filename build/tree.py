#!/usr/bin/python3
"""Configures and builds one tree: ./dev build. Other scripts call build () of here."""

import argparse
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

CONFIGS = {
    "debug": {"is_debug": True},
    "release": {"is_debug": False},
    # What ./dev install takes: neither tests nor shell, so that it wants fewer packages.
    "install": {"is_debug": False, "cordon_build_tests": False, "cordon_build_shell": False},
    "asan": {"is_debug": True, "sanitizer": "address", "is_clang": True},
    "tsan": {"is_debug": True, "sanitizer": "thread", "is_clang": True},
    "coverage": {"is_debug": True, "use_coverage": True, "is_clang": True},
    "fuzz": {"is_debug": True, "sanitizer": "address", "use_libfuzzer": True, "is_clang": True},
}


class BuildError(Exception):
    """gn or ninja failed; the message is what they said."""


def directory(config, compiler=None):
    """Where the tree of a configuration is; the second compiler has trees of its own."""
    if compiler and (compiler == "clang") != CONFIGS[config].get("is_clang", False):
        return ROOT / "out" / ("%s-%s" % (config, compiler))
    return ROOT / "out" / config


def arguments(config, compiler=None):
    values = dict(CONFIGS[config])
    if compiler:
        values["is_clang"] = compiler == "clang"
    words = {True: "true", False: "false"}
    return " ".join("%s=%s" % (name, words[value] if isinstance(value, bool) else '"%s"' % value)
                    for name, value in sorted(values.items()))


def _run(order, quiet):
    if not quiet:
        sys.stdout.flush()
        if subprocess.run(order, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode != 0:
            raise BuildError("%s failed, see above" % order[0])
        return
    answer = subprocess.run(order, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    if answer.returncode != 0:
        tail = "\n".join(answer.stdout.splitlines()[-60:])
        raise BuildError("%s failed:\n%s" % (" ".join(map(str, order)), tail))


def configure(config, compiler=None, quiet=True):
    """Writes the ninja files, with `gn check`, and returns the tree's folder; raises BuildError."""
    out = directory(config, compiler)
    _run(["gn", "gen", "-q", "--check", "--export-compile-commands", str(out),
          "--args=" + arguments(config, compiler)], quiet)
    return out


def build(config, compiler=None, targets=(), quiet=True, jobs=None):
    """Builds targets (all when empty) and returns the tree's folder; raises BuildError."""
    out = configure(config, compiler, quiet)
    order = ["ninja", "-C", str(out)]
    if quiet:
        order.append("--quiet")
    if jobs:
        order.append("-j%d" % jobs)
    _run(order + list(targets), quiet)
    return out


def main():
    parser = argparse.ArgumentParser(prog="./dev build", description="Builds one configuration into out/.")
    parser.add_argument("--config", choices=sorted(CONFIGS), default="debug")
    parser.add_argument("--cc", choices=["gcc", "clang"], help="compiler, where not the configuration's own")
    parser.add_argument("-j", type=int, dest="jobs", help="compilers at once")
    parser.add_argument("--print-directory", action="store_true",
                        help="build quietly and print the folder, for scripts")
    parser.add_argument("targets", nargs="*", help="ninja targets; all when none is named")
    options = parser.parse_args()
    begin = time.monotonic()
    try:
        out = build(options.config, options.cc, options.targets, options.print_directory, options.jobs)
    except BuildError as error:
        sys.exit("dev: " + str(error))
    except FileNotFoundError as error:
        sys.exit("dev: %s is not installed; see build/packages.txt" % error.filename)
    if options.print_directory:
        print(out)
    else:
        print("built %s in %.0f s" % (os.path.relpath(out), time.monotonic() - begin))


if __name__ == "__main__":
    main()
