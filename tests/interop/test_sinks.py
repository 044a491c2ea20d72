"""A shipping engine at the same sinks: it must say what the library's table demands, wherever it has the API."""

from tests.interop import marionette, sink_answers
from tests.support.rows import rows, skip, timeout


@rows("C-14 C-24 C-25 C-26 C-27 C-30 C-31 C-32 C-33 C-34 C-16")
@timeout(180)
def test_shipping_engine_answers_as_the_sink_table_demands(out):
    if not marionette.is_installed():
        skip("firefox-esr is not installed")
    answers = sink_answers.ask_firefox()
    assert sink_answers.disagreements(out, answers) == []
    assert sink_answers.stale("firefox", answers) == []
    # Questions that found no API prove nothing: most must have found one.
    asked = [name for name, answer in answers["isolated"].items() if answer not in sink_answers.SILENT]
    assert len(asked) >= 12, answers["isolated"]
    assert answers["isolated"]["clones"] == "ok, then throws SecurityError"
    assert answers["plain"]["clones"] == "ok, then picture"


@rows("")
def test_table_in_the_documents_is_the_record(out):
    assert sink_answers.PAGE.read_text(encoding="utf-8") == sink_answers.table(out, sink_answers.load())
