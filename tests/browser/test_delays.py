"""The hostile pages that race, against a shell that is held up at the places where its processes wait for each other
(shell/delay.h). ./dev torture plays all of them so."""

from tests.browser import test_hostile
from tests.support.rows import rows, timeout

RACES = ("frame-navigation-race", "frame-synchronous-right-after-append", "frame-reloaded-while-it-reads",
         "frame-removed-and-added-again", "document-opened-at-pagehide-of-a-navigation", "request-of-a-frame",
         "request-by-two-at-once", "late-recorder-gives-out-nothing", "late-sound-through-an-element",
         "late-source-change-and-a-race-of-draws", "video-between-two-sources", "popup-read-before-its-document")


def setup_module():
    test_hostile.setup_module()


def teardown_module():
    test_hostile.teardown_module()


def race(out, delays):
    test_hostile.leave()
    test_hostile.hold_up(delays)
    for name in RACES:
        test_hostile.play(out, name)


@rows("C-02 C-15")
@timeout(600)
def test_nothing_leaks_where_the_browser_process_is_late(out):
    race(out, "frame=250,gone=250,capture=300,tell=40")


@rows("C-02 C-35")
@timeout(600)
def test_nothing_leaks_where_the_page_process_is_late(out):
    race(out, "install=80,message=30,label=300,verdict=10,reaction=400")
