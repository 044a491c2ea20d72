#!/usr/bin/python3
"""./dev bench: runs every registered benchmark of the release tree and sets it beside its peer and its budget."""

import argparse
import fnmatch
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[0:0] = [str(ROOT), str(ROOT / "build")]

import tree
from tests.support import programs

BUDGETS = ROOT / "tests" / "bench" / "budgets.json"


def budget_of(name, budgets):
    for entry in budgets:
        if fnmatch.fnmatchcase(name, entry["name"]):
            return entry
    return None


def within(figure, budget):
    """Whether the figure keeps its budget; None where there is none."""
    if not budget:
        return None
    checks = []
    if "most" in budget:
        checks.append(figure["value"] <= budget["most"])
    if "least" in budget:
        checks.append(figure["value"] >= budget["least"])
    if "ratio_most" in budget and figure.get("ratio") is not None:
        checks.append(figure["ratio"] <= budget["ratio_most"])
    if "ratio_least" in budget and figure.get("ratio") is not None:
        checks.append(figure["ratio"] >= budget["ratio_least"])
    return all(checks) if checks else None


def figures_of(order, out):
    """The JSON lines that one benchmark prints; other lines are its own talk."""
    answer = subprocess.run(list(map(str, order)), cwd=ROOT, env=programs.environment(out, G_DEBUG="", G_SLICE=""),
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=1200, check=False)
    figures = []
    for line in answer.stdout.splitlines():
        if line.startswith("{"):
            figures.append(json.loads(line))
    if answer.returncode != 0:
        raise RuntimeError("%s: exit status %d\n%s" % (order[0], answer.returncode, answer.stderr[-2000:]))
    return figures


def orders(out, pattern):
    with open(out / "tests.json", encoding="utf-8") as file:
        for entry in json.load(file):
            if entry["kind"] == "bench" and (not pattern or programs.matches(pattern, entry["name"])):
                yield entry["name"], [out / entry["program"]] + entry["args"]
    for path in sorted((ROOT / "tests" / "bench").glob("*_bench.py")):
        if not pattern or programs.matches(pattern, path.stem):
            yield path.stem, [sys.executable, path]


def human(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return "%.0f" % value if abs(value) >= 100 else "%.3g" % value


def show(figures, budgets):
    rows = [("what", "value", "unit", "peer", "peer value", "ratio", "budget", "")]
    for figure in figures:
        budget = budget_of(figure["name"], budgets)
        verdict = {True: "kept", False: "MISSED", None: ""}[within(figure, budget)]
        rows.append((figure["name"], human(figure["value"]), figure["unit"], figure.get("peer") or "",
                     human(figure.get("peer_value")), human(figure.get("ratio")), budget["text"] if budget else "",
                     verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.rjust(width) if column in (1, 4, 5) else cell.ljust(width)
                        for column, (cell, width) in enumerate(zip(row, widths))).rstrip())


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures the release build.")
    parser.add_argument("--json", action="store_true",
                        help="{name: {value, unit, peer, peer_value, ratio, budget, kept}}")
    parser.add_argument("--only", metavar="PATTERN", help="benchmarks with this in their name")
    options = parser.parse_args()
    budgets = json.loads(BUDGETS.read_text(encoding="utf-8"))
    figures, failed = [], False
    try:
        out = tree.build("release")
    except tree.BuildError as error:
        sys.exit("dev: %s" % error)
    for name, order in orders(out, options.only):
        print("measuring %s" % name, file=sys.stderr, flush=True)
        try:
            figures += figures_of(order, out)
        except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
            failed = True
            print("dev: %s" % error, file=sys.stderr)
    if options.json:
        table = {}
        for figure in figures:
            budget = budget_of(figure["name"], budgets)
            table[figure["name"]] = {key: figure.get(key) for key in ("value", "unit", "peer", "peer_value", "ratio")}
            table[figure["name"]].update(budget=budget["text"] if budget else None, kept=within(figure, budget))
        print(json.dumps(table, indent=1))
    else:
        show(figures, budgets)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
