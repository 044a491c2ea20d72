"""What a Python test uses: @rows names the requirement rows that it proves, @timeout its time, skip () leaves it.

    from tests.support.rows import rows, skip, timeout

    @rows("F-01 F-13")
    def test_indicator_is_on_before_the_first_frame(tmp_path, out):
        ...

A test may ask for `tmp_path`, a fresh folder that is removed afterwards, and `out`, the build folder. A module may have
setup_module () and teardown_module (). ./dev rows reads the decorator from the source: give it a literal.
"""

DEFAULT_TIMEOUT = 60


class Skipped(Exception):
    """The machine cannot run this test; the text says why."""


def skip(reason):
    raise Skipped(reason)


def rows(_names):
    return lambda function: function


def timeout(seconds):
    def mark(function):
        function.cordon_timeout = seconds
        return function
    return mark
