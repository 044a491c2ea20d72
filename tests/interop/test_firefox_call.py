"""A real call with a shipping browser, in both DTLS roles."""

from tests.interop import firefox_call, marionette
from tests.support.rows import rows, skip, timeout


@rows("C-04 C-51 C-52 C-54 C-61 C-64 C-65 C-66 C-67 C-68 C-72 C-73 D-22 D-25 D-35")
@timeout(400)
def test_calls_with_firefox_end_as_the_tables_say(out, tmp_path):
    if not marionette.is_installed():
        skip("firefox-esr is not installed")
    version, results, wrong = firefox_call.play_all(out, tmp_path)
    assert wrong == [], "\n".join(wrong)
    firefox_call.PAGE.write_text(firefox_call.table(version, results), encoding="utf-8")
