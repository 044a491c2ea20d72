"""What the shared libraries let out: no key, no operation with one, and nothing of sessions to a content process."""

import pathlib
import re
import subprocess

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
