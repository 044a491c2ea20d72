"""Runs test programs, in C or in Python, and tells test by test how it went. A crash or a timeout costs one test: the
program is started again behind it."""

import fnmatch
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORKER = ROOT / "tests" / "support" / "worker.py"
TOOK_TOO_LONG = "took too long"
WHOLE = "(the program itself)"


@dataclass
class Result:
    suite: str
    name: str
    status: str                 # pass, fail, skip
    seconds: float = 0.0
    detail: str = ""            # why it failed or was skipped
    figures: str = ""           # what it counted, "key=value" with blanks between
    final: bool = False         # failed so that a second try would prove nothing


@dataclass
class Program:
    """One test program. `order` is its command line."""
    suite: str
    order: list
    timeout: float = 180        # for one test that names none itself
    environment: dict = field(default_factory=dict)
    tags: tuple = ()
    files: tuple = ()
    progress: object = None     # called with a line now and then


def environment(out, **more):
    """What every test program gets. Nothing of the user's session reaches it but the path and the display."""
    names_kept = ("PATH", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "LANG", "TMPDIR", "CORDON_TEST_SEED",
                  "CORDON_TEST_LONG", "CORDON_SHELL_DELAYS")
    kept = {name: os.environ[name] for name in names_kept if name in os.environ}
    kept.update(CORDON_OUT=str(out), PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1",
                G_DEBUG="fatal-criticals", G_SLICE="always-malloc", TZ="UTC",
                ASAN_OPTIONS="detect_leaks=1:abort_on_error=0:detect_stack_use_after_return=1",
                LSAN_OPTIONS="suppressions=%s:print_suppressions=0" % (ROOT / "tests/support/lsan.supp"),
                UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1",
                TSAN_OPTIONS="suppressions=%s:halt_on_error=0:second_deadlock_stack=1"
                             % (ROOT / "tests/support/tsan.supp"))
    kept.update(more)
    return kept


class _Watch:
    """Follows the lines that a program appends to its results file."""

    def __init__(self, suite, path, default_timeout, progress=None):
        self.suite = suite
        self.path = path
        self.default_timeout = default_timeout
        self.offset = 0
        self.results = []
        self.running = None
        self.figures = []
        self.final = False
        self.progress = progress or (lambda line: None)
        self.deadline = time.monotonic() + default_timeout

    def read(self):
        with open(self.path, encoding="utf-8", errors="replace") as file:
            file.seek(self.offset)
            text = file.read()
        complete = text.rfind("\n") + 1
        self.offset += len(text[:complete].encode("utf-8", "replace"))
        for line in text[:complete].splitlines():
            event, name, detail = (line.split(" ", 2) + ["", ""])[:3]
            self._take(event, name, detail.strip())

    def _take(self, event, name, detail):
        if event == "progress":
            self.progress("%s: %s" % (name, detail))
            return
        if event == "figures":
            self.figures.append(detail)
            return
        if event == "final":
            self.final = True
            return
        if event == "begin":
            self.running = name
            self.figures = []
            self.final = False
            self.deadline = time.monotonic() + (float(detail) if detail else self.default_timeout)
            return
        self.running = None
        self.deadline = time.monotonic() + self.default_timeout
        if event == "skip":
            self.results.append(Result(self.suite, name, "skip", 0.0, detail))
        else:
            self.results.append(Result(self.suite, name, event, int(detail or 0) / 1000, figures=" ".join(self.figures),
                                       final=self.final))


def _signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return "signal %d" % number


def _kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def excerpt(log, name, limit=60):
    """What the program said while the named test ran."""
    lines, taking = [], False
    for line in log.splitlines():
        if line.startswith("test: "):
            taking = line[len("test: "):].strip() == name
        if taking:
            lines.append(line)
    text = lines or log.splitlines()
    return "\n".join(text[-limit:])


def _start(program, only, after, log, folder):
    order = list(map(str, program.order))
    if only:
        order += ["--only", only]
    if after:
        order += ["--after", after]
    # What a test that crashed leaves behind goes with the folder.
    scratch = os.path.join(folder, "tmp")
    os.makedirs(scratch, exist_ok=True)
    surroundings = dict(program.environment, CORDON_TEST_RESULTS=os.path.join(folder, "results"), TMPDIR=scratch)
    return subprocess.Popen(order, cwd=ROOT, env=surroundings, stdin=subprocess.DEVNULL, stdout=log,
                            stderr=subprocess.STDOUT, start_new_session=True)


def _follow(process, watch):
    """Waits for the end of the program; TRUE where its running test took too long."""
    while process.poll() is None:
        watch.read()
        if time.monotonic() > watch.deadline:
            _kill(process)
            return True
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            pass
    watch.read()
    # What the program left behind belongs to nobody.
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    return False


def _run_once(program, only, after, folder):
    """One start of the program: its results, and the name of the test behind which to go on, if any."""
    results = os.path.join(folder, "results")
    log_path = os.path.join(folder, "log")
    open(results, "w", encoding="utf-8").close()
    watch = _Watch(program.suite, results, program.timeout, program.progress)
    with open(log_path, "wb") as log:
        process = _start(program, only, after, log, folder)
        late = _follow(process, watch)
    text = pathlib.Path(log_path).read_text(encoding="utf-8", errors="replace")

    for result in watch.results:
        if result.status == "fail":
            result.detail = excerpt(text, result.name)
    status = process.returncode
    how = "exit status %d" % status
    if status < 0:
        how = TOOK_TOO_LONG if late else "ended by " + _signal_name(-status)
    if watch.running:
        watch.results.append(Result(program.suite, watch.running, "fail", 0.0,
                                    how + "\n" + excerpt(text, watch.running)))
        return watch.results, watch.running
    if status != 0 and not any(result.status == "fail" for result in watch.results):
        watch.results.append(Result(program.suite, WHOLE, "fail", 0.0,
                                    how + "\n" + "\n".join(text.splitlines()[-80:])))
    return watch.results, None


def run(program, only=None):
    """All results of one program."""
    found, after = [], None
    with tempfile.TemporaryDirectory(prefix="cordon-run-", ignore_cleanup_errors=True) as folder:
        while True:
            results, after = _run_once(program, only, after, folder)
            found += results
            if after is None:
                return found


def names(program):
    """The names of a program's tests."""
    answer = subprocess.run(list(map(str, program.order)) + ["--list"], cwd=ROOT, env=program.environment,
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return answer.stdout.split()


def python_program(path, out, timeout=180):
    relative = path.relative_to(ROOT)
    suite = "%s/%s" % (relative.parent.name, relative.stem)
    return Program(suite, [sys.executable, WORKER, relative], timeout, environment(out), files=(str(relative),))


def python_files(*folders):
    """The Python test files of folders below tests/, every folder where none is named."""
    if not folders:
        return sorted((ROOT / "tests").glob("*/test_*.py"))
    return [path for folder in folders for path in sorted((ROOT / "tests" / folder).glob("test_*.py"))]


def matches(pattern, text):
    """A pattern of --only is a glob where it has a glob's signs, else a part of the name."""
    if re.search(r"[*?[]", pattern):
        return fnmatch.fnmatchcase(text, pattern)
    return pattern in text
