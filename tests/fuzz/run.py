#!/usr/bin/python3
"""./dev fuzz: libFuzzer over the parsers, each for a while. What it finds stays in out/fuzz/found/."""

import argparse
import json
import pathlib
import subprocess
import sys
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[0:0] = [str(ROOT), str(ROOT / "build")]

import tree
from tests.support import programs


def targets(out):
    with open(out / "tests.json", encoding="utf-8") as file:
        return {entry["name"]: entry for entry in json.load(file) if entry["kind"] == "fuzz"}


@dataclass
class Outcome:
    good: bool          # nothing was found
    n_runs: str
    seconds: float
    text: str           # the end of what the fuzzer said, where something was found


def fuzz(entry, out, seconds):
    """One target for a while, from its corpus and what earlier runs added to it."""
    grown = out / "grown" / entry["name"]
    found = out / "found" / entry["name"]
    grown.mkdir(parents=True, exist_ok=True)
    found.mkdir(parents=True, exist_ok=True)
    order = [out / entry["program"], "-max_total_time=%d" % seconds, "-timeout=60", "-rss_limit_mb=2048",
             "-artifact_prefix=%s/" % found, "-print_final_stats=1", "-verbosity=0"]
    if entry["dictionary"]:
        order.append("-dict=%s" % (ROOT / entry["dictionary"]))
    begin = time.monotonic()
    answer = subprocess.run(list(map(str, order + [grown, ROOT / entry["corpus"]])), cwd=ROOT,
                            env=programs.environment(out), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    runs = [line.split()[-1] for line in answer.stdout.splitlines() if "number_of_executed_units" in line]
    print("%-28s %12s runs in %4.0f s  %s" % (entry["name"], runs[0] if runs else "?", time.monotonic() - begin,
                                              "ok" if answer.returncode == 0 else "FOUND, see " + str(found)),
          flush=True)
    good = answer.returncode == 0
    if not good:
        print("\n".join("  | " + line for line in answer.stdout.splitlines()[-40:]))
    return Outcome(good, runs[0] if runs else "0", time.monotonic() - begin,
                   "" if good else "\n".join(answer.stdout.splitlines()[-40:]))


def main():
    parser = argparse.ArgumentParser(prog="./dev fuzz", description="Fuzzes the parsers with libFuzzer.")
    parser.add_argument("target", nargs="?", help="one target; all when none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    options = parser.parse_args()
    try:
        out = tree.configure("fuzz")
        known = targets(out)
        if options.target:
            name = options.target if options.target in known else options.target + "_fuzz"
            if name not in known:
                sys.exit("dev: no fuzz target %s; there are: %s" % (options.target, ", ".join(sorted(known)) or "none"))
            known = {name: known[name]}
        if not known:
            print("no fuzz targets are registered")
            return 0
        tree.build("fuzz", targets=[entry["program"] for entry in known.values()])
    except tree.BuildError as error:
        sys.exit("dev: %s" % error)
    return 0 if all([fuzz(entry, out, options.seconds).good for _, entry in sorted(known.items())]) else 1


if __name__ == "__main__":
    sys.exit(main())
