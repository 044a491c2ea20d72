#!/usr/bin/python3
"""./dev torture: the tests tagged "torture" in their long form (CORDON_TEST_LONG), with a summary table.

Python tests take part with a file named tests/*/torture_*.py; their functions are found as those of test_*.py.
"""

import argparse
import os
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[0:0] = [str(ROOT), str(ROOT / "build")]

import run as test_run
import tree
from tests.support import programs


def candidates(out, hours):
    found = test_run.unit_programs(out, "debug", "torture")
    found += [programs.python_program(path, out) for path in sorted((ROOT / "tests").glob("*/torture_*.py"))]
    for program in found:
        program.environment["CORDON_TEST_LONG"] = "1"
        program.timeout = hours * 3600
    return found


def main():
    parser = argparse.ArgumentParser(prog="./dev torture", description="The long forms of fault, soak and model tests.")
    parser.add_argument("--only", metavar="PATTERN", help="programs with this in their name")
    parser.add_argument("--config", choices=["debug", "release", "asan"], default="release")
    parser.add_argument("--hours", type=float, default=6, help="at most, for one test (6)")
    options = parser.parse_args()
    os.environ["CORDON_TEST_LONG"] = "1"
    try:
        out = tree.build(options.config)
    except tree.BuildError as error:
        sys.exit("dev: %s" % error)
    rows, failed = [], 0
    for program in candidates(out, options.hours):
        if options.only and not programs.matches(options.only, program.suite):
            continue
        print("torture: %s" % program.suite, flush=True)
        begin = time.monotonic()
        results = programs.run(program)
        for result in results:
            failed += result.status == "fail"
            rows.append((program.suite, result.name, result.status, "%.1f s" % result.seconds))
            if result.status == "fail":
                print(test_run.indent(result.detail))
        print("  %d tests in %.0f s" % (len(results), time.monotonic() - begin), flush=True)
    for row in rows:
        print("%-28s %-64s %-5s %10s" % row)
    print("%d passed, %d failed" % (len(rows) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
