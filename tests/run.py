#!/usr/bin/python3
"""./dev test: sets up, builds and runs all tests, from cheap to dear. The last line counts them."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[0:0] = [str(ROOT), str(ROOT / "build")]

import coverage_report
import lint
import tree
from tests.support import programs
from tests.support.programs import Program, Result

# Folders whose Python tests need a display or another browser; they run last and one by one.
DEAR_FOLDERS = ("browser", "interop")
# A sanitizer makes everything slower.
SLOWER = {"asan": 4, "tsan": 10, "coverage": 2}


def was_late(result):
    """A test that took too long may have stood still because of what else ran: alone it has to come to its end."""
    return result.status == "fail" and result.detail.startswith(programs.TOOK_TOO_LONG)


def was_unlucky(result):
    """Real clicks on real windows: a busy machine can make a bar come under the pointer. Twice is no accident, and what
    got hold of protected media (Leak) is none either."""
    return result.status == "fail" and not result.final


class Run:
    """Collects results and tells of them while they come."""

    def __init__(self, options):
        self.options = options
        self.results = []
        self.unsteady = []
        self.begin = time.monotonic()

    def phase(self, title):
        print("\n== %s  (at %d s)" % (title, time.monotonic() - self.begin), flush=True)

    def add(self, suite, results, seconds):
        self.results += results
        count = {status: sum(result.status == status for result in results) for status in ("pass", "fail", "skip")}
        line = "%s %-44s %4d passed" % ("FAIL" if count["fail"] else "  ok", suite, count["pass"])
        for status, word in (("fail", "failed"), ("skip", "skipped")):
            if count[status]:
                line += ", %d %s" % (count[status], word)
        print("%s  %.1f s" % (line, seconds), flush=True)
        for result in results:
            if result.status == "fail":
                print("     %s\n%s" % (result.name, indent(result.detail)), flush=True)

    def step(self, suite, name, work):
        """One thing that is done as a whole; it counts as a test. Returns what work () returns, None on failure."""
        begin = time.monotonic()
        try:
            value, result = work(), Result(suite, name, "pass")
        except (tree.BuildError, AssertionError) as error:
            value, result = None, Result(suite, name, "fail", 0.0, str(error))
        self.add("%s: %s" % (suite, name), [result], time.monotonic() - begin)
        return value

    def programs(self, list_of_programs, jobs, may_repeat=was_late):
        """A failure that may_repeat () says may be one of the machine is tried once more, by itself."""
        def work(program):
            begin = time.monotonic()
            only = self.chosen(program)
            results = programs.run(program, only) if only is not False else []
            return program, results, time.monotonic() - begin

        to_repeat = []
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            waiting = [pool.submit(work, program) for program in list_of_programs]
            for done in concurrent.futures.as_completed(waiting):
                program, results, seconds = done.result()
                if any(map(may_repeat, results)):
                    to_repeat.append((program, results, seconds))
                elif results or not self.options.only:
                    self.add(program.suite, results, seconds)
        for program, results, seconds in to_repeat:
            self.add(program.suite, self.try_again(program, results, may_repeat), seconds)

    def try_again(self, program, results, may_repeat):
        """Each failed test alone, once more; one that passes then is told of as unsteady, with how it failed first."""
        if any(may_repeat(result) and result.name == programs.WHOLE for result in results):
            self.unsteady += [result for result in results if result.status == "fail"]
            return programs.run(program, self.chosen(program))
        return [self.once_more(program, result) if may_repeat(result) else result for result in results]

    def once_more(self, program, result):
        again = [each for each in programs.run(program, result.name) if each.name == result.name]
        if not again or again[0].status != "pass":
            return again[0] if again and again[0].final else result
        self.unsteady.append(result)
        return again[0]

    def chosen(self, program):
        """What of a program --only means: None for all, a glob, or False for nothing."""
        pattern = self.options.only
        if not pattern or programs.matches(pattern, program.suite):
            return None
        if any(programs.matches(pattern, name) for name in programs.names(program)):
            return pattern if any(sign in pattern for sign in "*?[") else "*%s*" % pattern
        return False

    def finish(self):
        failed = [result for result in self.results if result.status == "fail"]
        skipped = [result for result in self.results if result.status == "skip"]
        print()
        for result in skipped:
            print("skipped %s: %s: %s" % (result.suite, result.name, result.detail))
        for result in self.unsteady:
            print("unsteady %s: %s passed at the second try; at the first:\n%s"
                  % (result.suite, result.name, indent(result.detail)))
        for result in failed:
            print("failed  %s: %s" % (result.suite, result.name))
        print("took %d s" % (time.monotonic() - self.begin))
        if self.options.json:
            with open(self.options.json, "w", encoding="utf-8") as file:
                json.dump([vars(result) for result in self.results], file, indent=1)
        passed = len(self.results) - len(failed) - len(skipped)
        tail = ", %d skipped" % len(skipped) if skipped else ""
        print("%d passed, %d failed%s" % (passed, len(failed), tail), flush=True)
        return 1 if failed or not passed else 0


def indent(text):
    return "\n".join("       | " + line for line in text.splitlines())


def registry(out):
    with open(out / "tests.json", encoding="utf-8") as file:
        return json.load(file)


def unit_programs(out, config="debug", tag=None):
    found = []
    for entry in registry(out):
        if entry["kind"] == "unit" and (tag is None or tag in entry["tags"]):
            suite = entry["name"] if config == "debug" else "%s (%s)" % (entry["name"], config)
            surroundings = programs.environment(out)
            if config == "coverage":
                surroundings["LLVM_PROFILE_FILE"] = str(out / "profiles" / (entry["name"] + ".%p.profraw"))
            found.append(Program(suite, [out / entry["program"]] + entry["args"],
                                 entry["timeout"] * SLOWER.get(config, 1), surroundings, tuple(entry["tags"]),
                                 tuple(entry["files"])))
    return found


def replay_corpus(run, out, config="debug"):
    """Each fuzz target over its corpus; every target is one test."""
    for entry in registry(out):
        name = "replay of %s" % entry["name"]
        if entry["kind"] != "fuzz" or (run.options.only and not programs.matches(run.options.only, name)):
            continue
        inputs = sorted(path for path in (ROOT / entry["corpus"]).rglob("*") if path.is_file())

        def work(entry=entry, inputs=inputs):
            assert inputs, "the corpus %s is empty" % entry["corpus"]
            try:
                answer = subprocess.run([out / entry["program"], *inputs], cwd=ROOT, env=programs.environment(out),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True, errors="replace", timeout=300, check=False)
            except subprocess.TimeoutExpired as late:
                raise AssertionError("took longer than %d s" % late.timeout) from late
            assert answer.returncode == 0, "\n".join(answer.stdout.splitlines()[-40:])

        run.step("fuzz" if config == "debug" else "fuzz (%s)" % config, name, work)


def vectors(run, out):
    """Every set of ../shared/vectors is one test; a case that the project answers otherwise stands in its table."""
    folder = ROOT.parent / "shared" / "vectors"
    program = out / "cordon-vectors"
    if run.options.only and not programs.matches(run.options.only, "vectors"):
        return
    if not folder.is_dir() or not program.exists():
        missing = folder if program.exists() else program
        reason = "%s is not there" % os.path.relpath(missing, ROOT)
        run.add("vectors", [Result("vectors", "all sets", "skip", 0, reason)], 0)
        return
    begin = time.monotonic()
    answer = subprocess.run([program, folder, "--json"], cwd=ROOT, env=programs.environment(out), text=True,
                            stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    try:
        sets = json.loads(answer.stdout)
    except ValueError:
        said = answer.stdout[-2000:] + answer.stderr
        run.add("vectors", [Result("vectors", "(the program itself)", "fail", 0, said)], 0)
        return
    results = []
    for entry in sets:
        status = "fail" if entry["failed"] else "pass" if entry["passed"] else "skip"
        detail = "%d cases failed: %s" % (entry["failed"], " ".join(map(str, entry["failed_ids"][:20])))
        if status == "skip":
            detail = "%d cases: %s" % (entry["skipped"], first_reason(entry.get("skips")))
        results.append(Result("vectors", "%s/%s" % (entry["topic"], entry["set"]), status, 0, detail))
    print("     %d cases passed, %d failed, %d skipped" % tuple(
        sum(entry[key] for entry in sets) for key in ("passed", "failed", "skipped")))
    run.add("vectors", results, time.monotonic() - begin)


def first_reason(skips):
    for skip in skips or []:
        return skip.get("reason", str(skip)) if isinstance(skip, dict) else str(skip)
    return "no reason given"


def python_tests(run, out, folders, jobs, may_repeat=was_late):
    run.programs([programs.python_program(path, out) for path in programs.python_files(*folders)], jobs, may_repeat)


def cheap_folders():
    return sorted({path.parent.name for path in programs.python_files()} - set(DEAR_FOLDERS))


def lint_phase(run):
    run.phase("lint")
    for name, check in lint.CHECKS.items():
        if name in lint.CHEAP:
            run.step("lint", name, lambda check=check: lint.demand(check))


def compiled(run, config, compiler=None, chosen=None):
    """Builds a tree, or of it only the registered programs that chosen () wants."""
    def work():
        out = tree.configure(config, compiler)
        targets = [entry["program"] for entry in registry(out) if chosen and chosen(entry)]
        if chosen and not targets:
            return out
        return tree.build(config, compiler, targets, jobs=run.options.jobs)

    return run.step("build", config + (" with " + compiler if compiler else ""), work)


def everything(run):
    jobs = run.options.jobs
    only = run.options.only
    if not only:
        lint_phase(run)
    run.phase("debug build, gcc")
    out = compiled(run, "debug", "gcc")
    if not out:
        return
    run.phase("unit tests")
    run.programs(unit_programs(out), jobs)
    run.phase("vectors")
    vectors(run, out)
    run.phase("fuzz corpus")
    replay_corpus(run, out)
    run.phase("scenario tests")
    python_tests(run, out, cheap_folders(), jobs)
    if not run.options.quick and not only:
        other_builds(run)
    if not run.options.quick:
        run.phase("tests with a real browser")
        python_tests(run, out, DEAR_FOLDERS, 1, was_unlucky)


def other_builds(run):
    jobs = run.options.jobs
    run.phase("release build, gcc")
    compiled(run, "release", "gcc")
    run.phase("AddressSanitizer and UBSan, clang")
    out = compiled(run, "asan", chosen=lambda entry: entry["kind"] in ("unit", "fuzz"))
    if out:
        run.programs(unit_programs(out, "asan"), jobs)
        replay_corpus(run, out, "asan")
    run.phase("ThreadSanitizer, clang")
    out = compiled(run, "tsan", chosen=lambda entry: "threads" in entry.get("tags", []))
    if out:
        run.programs(unit_programs(out, "tsan", "threads"), jobs)


def coverage(run):
    run.phase("coverage build, clang")
    out = compiled(run, "coverage", chosen=lambda entry: entry["kind"] == "unit")
    if out:
        run.phase("unit tests")
        run.programs(unit_programs(out, "coverage"), run.options.jobs)
        print(coverage_report.summary(out, unit_programs(out, "coverage")))


def main():
    parser = argparse.ArgumentParser(
        prog="./dev test", description="Builds and runs all tests. The last line says how many passed and failed.")
    parser.add_argument("--only", metavar="PATTERN", help="tests or programs with this in their name, or a glob")
    parser.add_argument("--quick", action="store_true", help="one build, no sanitizers, no browsers")
    parser.add_argument("--coverage", action="store_true", help="unit tests with coverage, and a summary per folder")
    parser.add_argument("--json", metavar="FILE", help="also write every result there")
    parser.add_argument("-j", type=int, dest="jobs", default=os.cpu_count() or 2, help="how many at once")
    run = Run(parser.parse_args())
    try:
        (coverage if run.options.coverage else everything)(run)
    except KeyboardInterrupt:
        run.results.append(Result("run", "interrupted", "fail"))
    return run.finish()


if __name__ == "__main__":
    sys.exit(main())
