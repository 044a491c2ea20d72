#!/usr/bin/python3
"""./dev rows: each requirement row with the tests that prove it, read from the tests' own sources.

A test counts where it is registered: a C file by a target in tests.json, a Python file by its name and place.
"""

import argparse
import ast
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[0:0] = [str(ROOT), str(ROOT / "build")]

import tree
from tests.support import programs

C_TEST = re.compile(r'\bCORDON_TEST(?:_WITH)?\s*\(\s*(\w+)\s*,\s*((?:"[^"]*"\s*)+)')
ROW = re.compile(r"[A-Z]-\d{2}")
CATALOGUE = ROOT.parent / "shared" / "requirements.md"


def catalogue():
    """The ids of all rows with what they ask, in order; the committed list where the catalogue is not at hand."""
    if CATALOGUE.exists():
        rows = {}
        for line in CATALOGUE.read_text(encoding="utf-8").splitlines():
            match = re.match(r"\| ([A-Z]-\d{2}) \|[^|]*\| (.*?) \|", line)
            if match and not match.group(1).startswith("Q"):
                rows[match.group(1)] = re.sub(r"\*\*\[SEED\]\*\* ", "", match.group(2))
        return rows
    return {name: "" for name in (ROOT / "tests" / "rows.txt").read_text(encoding="utf-8").split()}


def c_claims(registered):
    """(file, test, rows) of every CORDON_TEST in the registered C files."""
    for name in registered:
        text = (ROOT / name).read_text(encoding="utf-8")
        for match in C_TEST.finditer(text):
            yield name, match.group(1), " ".join(re.findall(r'"([^"]*)"', match.group(2))).split()


def _rows_of(decorators):
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "rows":
            for argument in decorator.args:
                yield from ast.literal_eval(argument).split()


def python_claims(paths):
    for path in paths:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield str(path.relative_to(ROOT)), node.name, list(_rows_of(node.decorator_list))


def engine_rows():
    """Rows that only an engine can keep: {row: {"reason", "docs"}}."""
    return json.loads((ROOT / "tests" / "engine_rows.json").read_text(encoding="utf-8"))


def collect():
    """The table of rows and a list of what is wrong with the claims."""
    known = catalogue()
    table = {row: {"tests": [], "engine": None} for row in known}
    wrong = []
    out = tree.configure("debug")
    with open(out / "tests.json", encoding="utf-8") as file:
        registered = sorted({name for entry in json.load(file) for name in entry["files"] if name.endswith(".c")})
    claims = list(c_claims(registered)) + list(python_claims(programs.python_files()))
    for name, test, rows in claims:
        for row in rows:
            if row in table:
                table[row]["tests"].append("%s:%s" % (name, test))
            else:
                wrong.append("%s: %s names %s, which is no row" % (name, test, row))
    for name in sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*_test.c")):
        if name not in registered:
            wrong.append("%s: no target builds it, its tests do not count" % name)
    for row, engine in engine_rows().items():
        if row in table:
            table[row]["engine"] = engine
        else:
            wrong.append("tests/engine_rows.json: %s is no row" % row)
    return known, table, wrong


def show(known, table, missing_only):
    for row, entry in table.items():
        tests, engine = entry["tests"], entry["engine"]
        if missing_only and (tests or engine):
            continue
        print("%s  %s" % (row, known[row][:100]))
        for test in tests:
            print("        " + test)
        if engine:
            print("        the engine's: %s (%s)" % (engine["reason"], engine["docs"]))


def main():
    parser = argparse.ArgumentParser(prog="./dev rows", description="Lists requirement rows and their tests.")
    parser.add_argument("--json", action="store_true", help='{"A-01": {"tests": [...], "engine": null}, ...}')
    parser.add_argument("--missing", action="store_true", help="only rows without a test that are not the engine's")
    options = parser.parse_args()
    try:
        known, table, wrong = collect()
    except tree.BuildError as error:
        sys.exit("dev: %s" % error)
    if options.json:
        print(json.dumps(table, indent=1))
    else:
        show(known, table, options.missing)
        engine = sum(1 for entry in table.values() if entry["engine"] and not entry["tests"])
        print("\nthe engine's, with its hook in the docs: %d" % engine)
    for problem in wrong:
        print("dev: " + problem, file=sys.stderr)
    if not options.json:
        proven = sum(1 for entry in table.values() if entry["tests"])
        print("proven %d of %d" % (proven, len(table)), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
