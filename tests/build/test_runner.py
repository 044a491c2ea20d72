"""The runner behind ./dev test: what crashes, hangs, fails or is skipped is named, and nothing else is lost for it."""

import argparse
import sys

from tests import run as runner
from tests.support import programs
from tests.support.rows import rows

MIXED = '''
import os, time
from tests.support.rows import skip, timeout
def test_first_passes(): pass
def test_second_crashes(): os.abort()
def test_third_passes(tmp_path): assert tmp_path.is_dir()
@timeout(0.3)
def test_fourth_hangs(): time.sleep(60)
def test_fifth_fails(): assert 1 == 2, "one is not two"
def test_sixth_is_skipped(): skip("no such device")
def test_seventh_passes(): pass
'''


def run(tmp_path, out, text, only=None):
    path = tmp_path / "test_mixed.py"
    path.write_text(text, encoding="utf-8")
    program = programs.Program("mixed", [sys.executable, programs.WORKER, path], 10, programs.environment(out))
    return {result.name: result for result in programs.run(program, only)}


@rows("")
def test_every_kind_of_end_is_told_apart(tmp_path, out):
    results = run(tmp_path, out, MIXED)
    assert {name: result.status for name, result in results.items()} == {
        "test_first_passes": "pass", "test_second_crashes": "fail", "test_third_passes": "pass",
        "test_fourth_hangs": "fail", "test_fifth_fails": "fail", "test_sixth_is_skipped": "skip",
        "test_seventh_passes": "pass"}
    assert "SIGABRT" in results["test_second_crashes"].detail
    assert "took too long" in results["test_fourth_hangs"].detail
    assert "one is not two" in results["test_fifth_fails"].detail
    assert "one is not two" not in results["test_second_crashes"].detail
    assert results["test_sixth_is_skipped"].detail == "no such device"


@rows("")
def test_only_runs_what_matches(tmp_path, out):
    assert list(run(tmp_path, out, MIXED, "*passes")) == ["test_first_passes", "test_third_passes",
                                                          "test_seventh_passes"]


@rows("")
def test_a_file_that_cannot_be_loaded_is_a_failure(tmp_path, out):
    results = run(tmp_path, out, "import no_such_module_at_all\n")
    assert [result.status for result in results.values()] == ["fail"]
    assert "no_such_module_at_all" in next(iter(results.values())).detail


# Fails in its own way the first time and passes ever after.
ONCE = '''
import pathlib, time
from tests.support.rows import Leak, timeout
def first(name):
    path = pathlib.Path(%r) / name
    is_first = not path.exists()
    path.touch()
    return is_first
def test_a_click_went_astray(): assert not first("click")
def test_something_leaked():
    if first("leak"):
        raise Leak("got 255")
@timeout(2)
def test_it_stood_still():
    if first("still"):
        time.sleep(60)
'''


def play(tmp_path, out, may_repeat, text=ONCE):
    folder = tmp_path / may_repeat.__name__
    folder.mkdir()
    path = folder / "test_once.py"
    path.write_text(text % str(folder), encoding="utf-8")
    program = programs.Program("once", [sys.executable, programs.WORKER, path], 10, programs.environment(out))
    run = runner.Run(argparse.Namespace(only=None))
    run.programs([program], 1, may_repeat)
    return {result.name: result.status for result in run.results}, {result.name for result in run.unsteady}


@rows("")
def test_what_may_be_bad_luck_is_tried_once_more_and_told_of(tmp_path, out):
    assert play(tmp_path, out, runner.was_unlucky) == (
        {"test_a_click_went_astray": "pass", "test_something_leaked": "fail", "test_it_stood_still": "pass"},
        {"test_a_click_went_astray", "test_it_stood_still"})
    assert play(tmp_path, out, runner.was_late) == (
        {"test_a_click_went_astray": "fail", "test_something_leaked": "fail", "test_it_stood_still": "pass"},
        {"test_it_stood_still"})


@rows("")
def test_a_stage_that_did_not_open_is_tried_once_more(tmp_path, out):
    text = ONCE + "def setup_module(): assert not first('stage')\n" + "del test_something_leaked, test_it_stood_still\n"
    assert play(tmp_path, out, runner.was_unlucky, text) == ({"test_a_click_went_astray": "fail"}, {programs.WHOLE})
