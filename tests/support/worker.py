#!/usr/bin/python3
"""Runs the tests of one Python file, one after the other, and reports as tests/support/test.c does.

usage: worker.py FILE [--list] [--only GLOB] [--after NAME]
"""

import fnmatch
import importlib.util
import inspect
import os
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.rows import DEFAULT_TIMEOUT, Leak, Skipped, report


def load(path):
    sys.path.insert(1, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def tests_of(module):
    return [(name, function) for name, function in vars(module).items()
            if name.startswith("test_") and inspect.isfunction(function) and function.__module__ == module.__name__]


def call(function):
    """Runs one test with what it asks for."""
    wanted = {}
    folder = None
    parameters = inspect.signature(function).parameters
    if "tmp_path" in parameters:
        folder = tempfile.mkdtemp(prefix="cordon-test-")
        wanted["tmp_path"] = pathlib.Path(folder)
    if "out" in parameters:
        wanted["out"] = pathlib.Path(os.environ.get("CORDON_OUT", ROOT / "out" / "debug"))
    try:
        function(**wanted)
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def run_one(name, function):
    """TRUE where the test passed or was skipped."""
    print("test: " + name, flush=True)
    report("begin", name, getattr(function, "cordon_timeout", DEFAULT_TIMEOUT))
    begin = time.monotonic()
    status, detail = "pass", None
    try:
        call(function)
    except Skipped as skipped:
        status, detail = "skip", skipped
        print("skip: %s: %s" % (name, skipped))
    except Exception as error:
        status = "fail"
        if isinstance(error, Leak):
            report("final", name)
        traceback.print_exc(file=sys.stdout)
    sys.stdout.flush()
    report(status, name, int((time.monotonic() - begin) * 1000) if detail is None else detail)
    return status != "fail"


def main(words):
    path = pathlib.Path(words[0]).resolve()
    options = dict(zip(words[1::2], words[2::2]))
    module = load(path)
    names = tests_of(module)
    if "--list" in words:
        print("\n".join(name for name, _ in names))
        return 0
    after = options.get("--after")
    if after:
        names = names[[name for name, _ in names].index(after) + 1:]
    only = options.get("--only")
    if only:
        names = [pair for pair in names if fnmatch.fnmatchcase(pair[0], only)]
    if not names:
        return 0

    good = True
    getattr(module, "setup_module", lambda: None)()
    try:
        for name, function in names:
            good = run_one(name, function) and good
    finally:
        getattr(module, "teardown_module", lambda: None)()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
