#!/usr/bin/python3
"""The answers at the sinks, side by side: what the library's table demands, and what engines say to the same page.

usage: sink_answers.py [--record]     ask now, and with --record keep the answers and docs/sinks.md
"""

import ctypes
import http.server
import json
import pathlib
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.interop import marionette

QUESTIONS = ROOT / "tests" / "support" / "sink_questions.js"
RECORD = ROOT / "tests" / "interop" / "sink_answers.json"
PAGE = ROOT / "docs" / "sinks.md"

# The sink of the library behind each question, and whether it is met by a late change.
SINKS = {
    "canvas-draw": ("canvas-draw", False),
    "canvas-pattern": ("canvas-pattern", False),
    "canvas-read-back": ("canvas-read-back", False),
    "canvas-convert-to-blob": ("canvas-convert-to-blob", False),
    "create-image-bitmap": ("create-image-bitmap", False),
    "webgl-upload": ("webgl-upload", False),
    "video-frame": ("video-frame", False),
    "canvas-capture": ("canvas-capture", False),
    "canvas-capture-late": ("canvas-capture", True),
    "element-capture": ("element-capture", False),
    "audio-stream-source": ("audio-stream-source", False),
    "audio-track-source": ("audio-track-source", False),
    "audio-element-source": ("audio-element-source", False),
    "recorder": ("recorder", False),
    "track-processor": ("track-processor", False),
    "grab-frame": ("grab-frame", False),
    "shape-detection": ("shape-detection", False),
    "speech-recognition": ("speech-recognition", False),
    "frame-metadata": ("frame-metadata", False),
    "stats": ("stats", False),
}

# What a page sees of each failure form. A captured element's track is isolated as well as mute, so that drawing it
# leaves a canvas that cannot be read.
SEEN = {
    "throw": "throws %s",
    "reject": "rejects %s",
    "taint": "ok, then throws SecurityError",
    "silence": "silence",
    "absent": "without audioLevel",
    "coarsen": "without processingDuration",
}
SEEN_BY_QUESTION = {
    "canvas-capture-late": "the last readable frame",
    "element-capture": "ok, then throws SecurityError",
}

# Where there is nothing to compare.
SILENT = ("no such API", "no audio device", "no frame", "no answer")

PLAIN = {"canvas-draw": "ok, then picture", "canvas-pattern": "ok, then picture", "canvas-read-back": "picture",
         "create-image-bitmap": "ok, then picture", "canvas-capture-late": "picture",
         "element-capture": "ok, then picture", "audio-stream-source": "sound", "audio-track-source": "sound",
         "audio-element-source": "sound"}


def required(out):
    """The answer that the sink table of the built library demands for isolated media, by question; and its row."""
    library = ctypes.CDLL(str(pathlib.Path(out) / "libcordon-content.so.0"))
    for name in ("cordon_form_to_string", "cordon_sink_exception", "cordon_sink_source_row"):
        getattr(library, name).restype = ctypes.c_char_p
    answers = {}
    for question, (name, is_late) in SINKS.items():
        sink = library.cordon_sink_from_string(name.encode())
        assert sink != 0, name
        form = library.cordon_sink_late_form(sink) if is_late else library.cordon_sink_form(sink)
        seen = SEEN_BY_QUESTION.get(question) or SEEN[library.cordon_form_to_string(form).decode()]
        if "%s" in seen:
            seen %= library.cordon_sink_exception(sink).decode()
        answers[question] = (seen, library.cordon_sink_source_row(sink).decode())
    return answers


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<!doctype html><title>sinks</title><body><script>%s</script>" % QUESTIONS.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


class Page:
    """The page of the questions, on loopback. Use it as a context; `url` is its address."""

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = "http://localhost:%d/" % self.server.server_port
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def ask_firefox():
    """{"engine", "plain", "isolated"}: asked of a real one with fake devices."""
    ask = "const stream = await navigator.mediaDevices.getUserMedia(args[0]); return askSinks(stream);"
    with Page() as page, marionette.Firefox() as firefox:
        firefox.open(page.url)
        return {
            "engine": firefox.version.rpartition(" ")[2].replace("/", " "),
            "plain": firefox.run(ask, {"audio": True, "video": True}),
            "isolated": firefox.run(ask, {"audio": True, "video": True, "peerIdentity": "bob@localhost"}),
        }


def ask_shell(out):
    """The same of this project's own browser, each question by itself: a frozen page must not take the others along."""
    from tests.browser.stage import BLANK, Stage, get, get_isolated

    def ask(shell):
        names = shell.run("return sinkQuestions")
        return {name: shell.run("return await askSink ('%s', media)" % name) for name in names}

    stage = Stage(pages={"/sinks.html": BLANK + "<script src=/sink_questions.js></script>"})
    try:
        with stage.shell(out, "/sinks.html") as shell:
            get_isolated(shell)
            isolated = ask(shell)
            shell.run("for (const track of media.getTracks ()) track.stop ();")
            get(shell, {"audio": True, "video": True}, "answer-allow-visit")
            return {"engine": "The shell", "isolated": isolated, "plain": ask(shell)}
    finally:
        stage.close()


def stale(name, answers):
    """What the record, and docs/sinks.md with it, says otherwise than an engine that was asked just now."""
    kept = load().get(name, {"plain": {}, "isolated": {}})
    return ["%s, %s media: %s, recorded as %s" % (question, kind, answer, kept[kind].get(question, "nothing"))
            for kind in ("isolated", "plain") for question, answer in answers[kind].items()
            if answer != kept[kind].get(question) and not {answer, kept[kind].get(question)} <= set(SILENT)]


def load():
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


def table(out, record):
    """docs/sinks.md as text."""
    engines = [record[name] for name in ("shell", "firefox") if name in record]
    lines = ["# Answers at the sinks", "",
             "What a page gets at each sink from an isolated stream. The first column of answers is read from the sink",
             "table of the library; the others are what an engine said when the same page asked it, once with a stream",
             "of `getUserMedia ({peerIdentity})`, once with a plain one. The questions are in",
             "`tests/support/sink_questions.js`; every test run asks them again, and fails where this page says otherwise.", "",
             "| sink | row | Cordon's table | " + " | ".join("%s, isolated | %s, plain" % (e["engine"], e["engine"])
                                                           for e in engines) + " |",
             "|" + " --- |" * (3 + 2 * len(engines))]
    for question, (seen, row) in required(out).items():
        cells = ["`%s`" % question, row, seen]
        for engine in engines:
            cells += [engine[kind].get(question, "no such API").replace("no such API", "–")
                      for kind in ("isolated", "plain")]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "– the engine, built or run as it was here, does not have the API.", ""]
    return "\n".join(lines)


def disagreements(out, answers):
    """Questions at which an engine says something else than the table, isolated media first, plain media second."""
    wrong = []
    for question, (seen, _row) in required(out).items():
        isolated, plain = answers["isolated"].get(question), answers["plain"].get(question)
        if isolated not in SILENT and isolated != seen:
            wrong.append("%s, isolated: %s, not %s" % (question, isolated, seen))
        if plain not in SILENT and question in PLAIN and plain != PLAIN[question]:
            wrong.append("%s, plain: %s" % (question, plain))
    return wrong


def main():
    out = ROOT / "out" / "debug"
    record = {**load(), "shell": ask_shell(out), "firefox": ask_firefox()}
    print(table(out, record))
    print("\n".join(disagreements(out, record["shell"]) + disagreements(out, record["firefox"])))
    if "--record" in sys.argv:
        RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        PAGE.write_text(table(out, record), encoding="utf-8")


if __name__ == "__main__":
    main()
