"""What the shared libraries let out: no key, no operation with one, and nothing of sessions to a content process."""

import ctypes
import pathlib
import re
import subprocess

from tests.support.programs import ROOT
from tests.support.rows import rows

# Words of functions that would read a key, or work with one for the caller.
FORBIDDEN = re.compile(r"private|secret|master|keying|export|extract|sign(?!al)|derive_key|decrypt|encrypt|to_pem|to_der|"
                       r"transaction|get_key|get_nonce")

# Where keys are near. Elsewhere such words mean other things: a private profile, a derived node.
NEAR_KEYS = re.compile(r"cordon_(certificate|keyring|dtls|session|association|sas|cname|consent|freshness|ice|identity|"
                       r"assertion|fingerprint)_")


def symbols(out, library):
    listing = subprocess.run(["nm", "-D", "--defined-only", str(pathlib.Path(out) / library)], check=True,
                             capture_output=True, text=True).stdout
    return {line.split()[-1].partition("@")[0] for line in listing.splitlines() if line.split()}


@rows("D-33 D-34")
def test_no_function_reads_a_key_or_works_with_one(out):
    names = symbols(out, "libcordon.so.0")
    assert "cordon_certificate_install" in names
    suspicious = sorted(name for name in names if NEAR_KEYS.match(name) and FORBIDDEN.search(name))
    assert suspicious == []


@rows("C-78 D-37")
def test_a_content_process_has_no_word_about_sessions_or_keys(out):
    names = symbols(out, "libcordon-content.so.0")
    assert "cordon_graph_new" in names
    told = sorted(name for name in names if re.match(r"cordon_(session|association|gate|dtls|certificate|keyring|sas|alpn|"
                                                     r"identity_validator|freshness)", name))
    assert told == []


NEVER_REFUSED = {"render", "fullscreen", "picture-in-picture", "output-device"}


@rows("C-47")
def test_every_sink_has_its_place_in_every_engine_or_is_said_to_have_none(out):
    library = ctypes.CDLL(str(pathlib.Path(out) / "libcordon-content.so.0"))
    library.cordon_sink_to_string.restype = ctypes.c_char_p
    names = set()
    number = 1
    while (name := library.cordon_sink_to_string(number).decode()) != "none":
        names.add(name)
        number += 1
    assert len(names) == number - 1 >= 39
    text = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    for engine in ("Blink", "Gecko", "WebKit", "Ladybird"):
        section = text.split("\n### %s\n" % engine)[1].split("\n### ")[0].split("\n## ")[0]
        listed = set()
        for line in section.splitlines():
            if line.startswith("| `"):
                listed |= set(re.findall(r"`([a-z0-9-]+)`", line.split("|")[1]))
        assert names - listed - NEVER_REFUSED == set(), (engine, names - listed - NEVER_REFUSED)
        assert listed <= names, (engine, listed - names)
