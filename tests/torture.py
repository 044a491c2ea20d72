#!/usr/bin/python3
"""./dev torture: the long forms of the tests tagged "torture", hostile pages over and over, and every fuzz target, with
a table at the end. Each part is kept in out/torture/state.json as it ends, so that --resume goes on behind it.

Python tests take part with a file named tests/*/torture_*.py; their functions are found as those of test_*.py.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[0:0] = [str(ROOT), str(ROOT / "build")]

import run as test_run
import tree
from tests.fuzz import run as fuzz_run
from tests.support import programs

STATE = ROOT / "out" / "torture" / "state.json"
# What the table has columns for; what else a test counted stands behind them.
COLUMNS = ("trials", "silent", "forged", "lost")
ROW = "%-24s %-66s %10s %6s %6s %5s %5s %8s  %s"
# Of one part on two quiet cores, in minutes; a part that is not here takes less than half of one.
MINUTES = {"disk_fault_test": 3, "flip_test": 6, "log_test": 2, "soak_test": 1, "label_stress_test": 1,
           "consent_model_test": 2, "decision_model_test": 3, "hostile pages": 20}


# What holds the shell up in the rounds of the hostile pages, by turns (shell/delay.h).
DELAYS = ("", "capture=400,tell=60", "frame=300,gone=300", "install=120,message=40", "label=400,verdict=15",
          "reaction=500,tell=150")


@dataclass
class Part:
    name: str
    play: object        # called with options and a function for progress lines; returns rows
    minutes: float


def row_of(suite, result):
    """What the table shows of one test."""
    counts = dict(word.split("=", 1) for word in result.figures.split() if "=" in word)
    crashed = result.status == "fail" and result.detail.startswith(("ended by", "took too long"))
    return {"suite": suite, "name": result.name, "status": result.status, "seconds": result.seconds,
            "counts": counts, "crashes": int(crashed), "detail": result.detail}


def program_part(program, hours):
    def play(_options, say):
        program.environment["CORDON_TEST_LONG"] = "1"
        program.timeout = hours * 3600
        program.progress = say
        return [row_of(program.suite, result) for result in programs.run(program)]
    return Part(program.suite, play, MINUTES.get(program.suite, 0.5))


def hostile_part(out):
    """The suite of hostile pages again and again, a new browser each time; one row for each attempt that ever failed."""
    def play(options, say):
        begin, n_attempts, rows = time.monotonic(), 0, []
        for number in range(options.rounds):
            say("round %d of %d, %s" % (number + 1, options.rounds, DELAYS[number % len(DELAYS)] or "no delays"))
            program = programs.python_program(ROOT / "tests/browser/test_hostile.py", out)
            program.environment["CORDON_SHELL_DELAYS"] = DELAYS[number % len(DELAYS)]
            results = programs.run(program)
            n_attempts += sum(result.status != "skip" for result in results)
            rows += [row_of("hostile pages", result) for result in results if result.status == "fail"]
        whole = programs.Result("hostile pages", "%d rounds" % options.rounds, "fail" if rows else "pass",
                                time.monotonic() - begin, figures="trials=%d failed=%d" % (n_attempts, len(rows)))
        return rows + [row_of("hostile pages", whole)]
    return Part("hostile pages", play, MINUTES["hostile pages"])


def fuzz_part(name, entry, out, seconds):
    def play(_options, say):
        say("for %d s" % seconds)
        outcome = fuzz_run.fuzz(entry, out, seconds)
        found = programs.Result("fuzz", name, "pass" if outcome.good else "fail", outcome.seconds, outcome.text,
                                "trials=%s" % outcome.n_runs)
        return [row_of("fuzz", found)]
    return Part("fuzz " + name, play, seconds / 60)


def find_parts(options):
    """All parts in their order, the trees they need built."""
    out = tree.build(options.config)
    found = [program_part(program, options.hours) for program in test_run.unit_programs(out, "debug", "torture")]
    found += [program_part(programs.python_program(path, out), options.hours)
              for path in sorted((ROOT / "tests").glob("*/torture_*.py"))]
    if options.rounds:
        found.append(hostile_part(out))
    if options.fuzz_seconds:
        fuzz_out = tree.configure("fuzz")
        targets = sorted(fuzz_run.targets(fuzz_out).items())
        wanted = [pair for pair in targets if is_wanted(options, "fuzz " + pair[0])]
        if wanted:
            tree.build("fuzz", targets=[entry["program"] for _, entry in wanted])
        found += [fuzz_part(name, entry, fuzz_out, options.fuzz_seconds) for name, entry in wanted]
    return [part for part in found if is_wanted(options, part.name)]


def is_wanted(options, name):
    return not options.only or any(programs.matches(pattern, name) for pattern in options.only)


def state_of_sources():
    """What --resume must find unchanged: the commit, and what differs from it."""
    order = "git rev-parse HEAD; git diff HEAD | git hash-object --stdin"
    return subprocess.run(order, shell=True, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()


def load_done(options, sources):
    if not options.resume or not STATE.exists():
        return {}
    state = json.loads(STATE.read_text(encoding="utf-8"))
    if state["sources"] != sources or state["config"] != options.config:
        print("torture: the sources are others than at the last run; beginning anew")
        return {}
    return {name: rows for name, rows in state["parts"].items() if all(row["status"] != "fail" for row in rows)}


def save_done(options, sources, done):
    STATE.parent.mkdir(parents=True, exist_ok=True)
    STATE.write_text(json.dumps({"sources": sources, "config": options.config, "parts": done}, indent=1),
                     encoding="utf-8")


def show_table(rows):
    print()
    print(ROW % ("part", "trial", "count", "silent", "forged", "lost", "crash", "time", "verdict"))
    for row in rows:
        counts = dict(row["counts"])
        shown = [counts.pop(name, "-") for name in COLUMNS]
        more = " ".join("%s=%s" % pair for pair in counts.items())
        print(ROW % (row["suite"], row["name"], *shown, row["crashes"], "%.0f s" % row["seconds"],
                     row["status"] + ("  " + more if more else "")))


def play_all(options, parts, done, sources):
    rows = []
    for number, part in enumerate(parts):
        head = "torture: %d of %d, %s" % (number + 1, len(parts), part.name)
        if part.name in done:
            print(head + ": done before", flush=True)
        else:
            print("%s, about %.0f min" % (head, max(part.minutes, 1)), flush=True)
            begin = time.monotonic()
            done[part.name] = part.play(options, lambda line: print("    " + line, flush=True))
            save_done(options, sources, done)
            print("  %d tests in %.0f s" % (len(done[part.name]), time.monotonic() - begin), flush=True)
            for row in done[part.name]:
                if row["status"] == "fail":
                    print("  failed: %s\n%s" % (row["name"], test_run.indent(row["detail"])), flush=True)
        rows += done[part.name]
    return rows


def main():
    parser = argparse.ArgumentParser(prog="./dev torture", description="The long forms of fault, soak and model tests, "
                                     "hostile pages and fuzzing; about an hour on two quiet cores.")
    parser.add_argument("--only", metavar="PATTERN", action="append", help="parts with this in their name; repeatable")
    parser.add_argument("--list", action="store_true", help="name the parts and their times, run nothing")
    parser.add_argument("--resume", action="store_true", help="leave out what passed in the last run of these sources")
    parser.add_argument("--config", choices=["debug", "release", "asan"], default="release")
    parser.add_argument("--hours", type=float, default=6, help="at most, for one test (6)")
    parser.add_argument("--rounds", type=int, default=20, help="of the hostile pages (20); 0 for none")
    parser.add_argument("--fuzz-seconds", type=int, default=60, help="for each fuzz target (60); 0 for none")
    options = parser.parse_args()
    os.environ["CORDON_TEST_LONG"] = "1"
    MINUTES["hostile pages"] = options.rounds
    try:
        parts = find_parts(options)
    except tree.BuildError as error:
        sys.exit("dev: %s" % error)
    if not parts:
        sys.exit("dev: no part has that in its name; --list names them")
    total = sum(part.minutes for part in parts)
    if options.list:
        for part in parts:
            print("%-40s about %3.0f min" % (part.name, max(part.minutes, 1)))
        print("all of them: about %.0f min" % total)
        return 0
    sources = state_of_sources()
    done = load_done(options, sources)
    left = sum(part.minutes for part in parts if part.name not in done)
    print("torture: %d parts, about %.0f min on two quiet cores" % (len(parts), left), flush=True)
    begin = time.monotonic()
    rows = play_all(options, parts, done, sources)
    show_table(rows)
    n_failed = sum(row["status"] == "fail" for row in rows)
    n_skipped = sum(row["status"] == "skip" for row in rows)
    print("took %.0f min; %d passed, %d failed, %d skipped"
          % ((time.monotonic() - begin) / 60, len(rows) - n_failed - n_skipped, n_failed, n_skipped))
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
