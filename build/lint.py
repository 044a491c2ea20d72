#!/usr/bin/python3
"""./dev lint: what the compiler does not see. build/lint_rules.py holds the project's own rules."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

import lint_rules
import sources
import tree

ROOT = sources.ROOT


def own_rules():
    return lint_rules.problems()


def _chunks(items, size):
    return [items[begin:begin + size] for begin in range(0, len(items), size)]


def _say(order, paths):
    answer = subprocess.run(order + [str(path) for path in paths], cwd=ROOT, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    return answer.returncode, answer.stdout


def clang_format():
    problems = []
    for chunk in _chunks(sources.c_files(), 50):
        _, said = _say(["clang-format", "--dry-run", "--ferror-limit=1"], chunk)
        names = {line.split(":")[0] for line in said.splitlines() if "clang-format-violations" in line}
        problems += ["%s: is not formatted; run ./dev format" % os.path.relpath(name, ROOT) for name in sorted(names)]
    return problems


def gn_format():
    problems = []
    for path in sources.gn_files():
        status, _ = _say(["gn", "format", "--dry-run"], [path])
        if status != 0:
            problems.append("%s: is not formatted; run ./dev format" % path.relative_to(ROOT))
    return problems


def python_compiles():
    problems = []
    for path in sources.python_files():
        try:
            compile(path.read_text(encoding="utf-8"), str(path), "exec")
        except SyntaxError as error:
            problems.append("%s:%s: %s" % (path.relative_to(ROOT), error.lineno, error.msg))
    return problems


def gn_check():
    try:
        tree.configure("debug")
    except tree.BuildError as error:
        return [str(error)]
    return []


TIDY = ",".join(["-*", "bugprone-*", "-bugprone-easily-swappable-parameters", "-bugprone-narrowing-conversions",
                 "-bugprone-reserved-identifier", "-bugprone-assignment-in-if-condition",
                 "-bugprone-implicit-widening-of-multiplication-result", "-bugprone-branch-clone",
                 "-bugprone-sizeof-expression", "-bugprone-macro-parentheses",
                 "clang-analyzer-core.*", "clang-analyzer-deadcode.*", "clang-analyzer-security.*",
                 "-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling",
                 # The analyzer follows neither reference counts nor g_autoptr.
                 "clang-analyzer-unix.*", "-clang-analyzer-unix.Malloc", "misc-static-assert",
                 "readability-misleading-indentation", "readability-redundant-declaration"])


def clang_tidy():
    out = tree.configure("debug", "clang")
    with open(out / "compile_commands.json", encoding="utf-8") as file:
        known = {str((pathlib.Path(entry["directory"]) / entry["file"]).resolve()) for entry in json.load(file)}
    chosen = [path for path in sources.library_files(".c") if str(path) in known]

    def tidy(path):
        status, said = _say(["clang-tidy", "--quiet", "-p", str(out), "--checks=" + TIDY, "--warnings-as-errors=*"],
                            [path])
        lines = [line for line in said.splitlines() if ": error:" in line or ": warning:" in line]
        return lines if status != 0 else []

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        return [problem for problems in pool.map(tidy, chosen) for problem in problems]


CHECKS = {
    "own rules": own_rules,
    "clang-format": clang_format,
    "gn format": gn_format,
    "Python compiles": python_compiles,
    "gn check": gn_check,
    "clang-tidy": clang_tidy,
}
# What ./dev test runs each time. Its build does `gn check` as well.
CHEAP = ("own rules", "clang-format", "gn format", "Python compiles")


def demand(check):
    """Raises where a check finds something."""
    problems = check()
    if problems:
        raise AssertionError("\n".join(problems))


def main():
    parser = argparse.ArgumentParser(prog="./dev lint", description="Checks the sources.")
    parser.add_argument("--full", action="store_true", help="with clang-tidy, which takes minutes")
    options = parser.parse_args()
    failed = 0
    for name, check in CHECKS.items():
        if name == "clang-tidy" and not options.full:
            continue
        problems = check()
        failed += len(problems)
        print("%-16s %s" % (name, "%d to mend" % len(problems) if problems else "ok"), flush=True)
        for problem in problems:
            print("  " + problem)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        sys.exit(1)
