"""What a Python test uses: @rows names the requirement rows that it proves, @timeout its time, skip () leaves it.

    from tests.support.rows import rows, skip, timeout

    @rows("F-01 F-13")
    def test_indicator_is_on_before_the_first_frame(tmp_path, out):
        ...

A test may ask for `tmp_path`, a fresh folder that is removed afterwards, and `out`, the build folder. A module may have
setup_module () and teardown_module (). ./dev rows reads the decorator from the source: give it a literal.
"""

import os
import time

DEFAULT_TIMEOUT = 180
PROGRESS_SECONDS = 10
_told = [0.0]


class Skipped(Exception):
    """The machine cannot run this test; the text says why."""


class Leak(AssertionError):
    """Something was had that nobody may have. It happened; no second try takes it back."""


def skip(reason):
    raise Skipped(reason)


def report(*words):
    path = os.environ.get("CORDON_TEST_RESULTS")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(" ".join(str(word).replace("\n", " ") for word in words) + "\n")


def figures(**counts):
    """What the running test counted; ./dev torture has columns for trials, silent, forged and lost."""
    text = " ".join("%s=%s" % pair for pair in counts.items())
    print("figures: " + text)
    report("figures", "-", text)


def progress(text):
    """A line now and then under ./dev torture; call it as often as you like."""
    if os.environ.get("CORDON_TEST_LONG") and time.monotonic() - _told[0] > PROGRESS_SECONDS:
        _told[0] = time.monotonic()
        report("progress", "-", text)


def rows(_names):
    return lambda function: function


def timeout(seconds):
    def mark(function):
        function.cordon_timeout = seconds
        return function
    return mark
