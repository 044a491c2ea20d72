"""A real provider's page vouches for a peer: the script runs in the engine, its words are judged by the library."""

import base64
import json

from tests.browser.stage import Stage
from tests.support.rows import rows

stage = None
PRINT = "sha-256 " + ":".join("%02X" % byte for byte in range(32))
OTHER_PRINT = "sha-256 " + ":".join("%02X" % (byte + 64) for byte in range(32))
CONTENTS = json.dumps({"fingerprint": [{"algorithm": "sha-256", "digest": PRINT.split()[1]}]})

# A provider that knows its own assertions: the word is the JSON that it returns.
HONEST = """rtcIdentityProvider.register ({
  validateAssertion (assertion, origin) {
    const said = JSON.parse (assertion);
    if (said.origin && said.origin !== origin) throw Object.assign (new Error (), { errorDetail: 'idp-token-invalid' });
    return said.answer; },
  generateAssertion () { } });"""

SCRIPTS = {
    "/.well-known/idp-proxy/default": HONEST,
    "/.well-known/idp-proxy/silent": "globalThis.something = 1;",
    "/.well-known/idp-proxy/late": "setTimeout (() => rtcIdentityProvider.register ({ validateAssertion () { } }), 0);",
    "/.well-known/idp-proxy/broken": "rtcIdentityProvider.register ({",
    "/.well-known/idp-proxy/throws":
        "rtcIdentityProvider.register ({ validateAssertion () {"
        " throw Object.assign (new Error (), { idpErrorInfo: 'no such user' }); } });",
    "/.well-known/idp-proxy/expired":
        "rtcIdentityProvider.register ({ validateAssertion () {"
        " throw Object.assign (new Error (), { errorDetail: 'idp-token-expired' }); } });",
    "/.well-known/idp-proxy/forger":
        "rtcIdentityProvider.register ({ validateAssertion () {"
        " throw Object.assign (new Error (), { errorDetail: 'idp-load-failure' }); } });",
    "/.well-known/idp-proxy/number":
        "rtcIdentityProvider.register ({ validateAssertion: () => ({ identity: 7, contents: {} }) });",
    "/.well-known/idp-proxy/realm":
        "rtcIdentityProvider.register ({ validateAssertion (assertion) { const said = JSON.parse (assertion).answer;"
        " if (location.origin !== said.realm || window.opener || parent !== window"
        "     || document.cookie || navigator.mediaDevices?.getUserMedia?.toString ().includes ('cordon'))"
        "   throw new Error (); return said; } });",
}


def setup_module():
    global stage
    stage = Stage(pages=SCRIPTS, redirects={
        "/.well-known/idp-proxy/moved": "https://other.localhost:PORT/.well-known/idp-proxy/default",
        "/.well-known/idp-proxy/downgraded": "http://localhost:PORT/.well-known/idp-proxy/default"})


def teardown_module():
    stage.close()


def authority():
    return stage.site.origin("localhost").removeprefix("https://")


def describe(word, protocol="default", prints=(PRINT,), domain=None):
    identity = json.dumps({"idp": {"domain": domain or authority(), "protocol": protocol}, "assertion": json.dumps(word)})
    lines = ["v=0", "a=identity:" + base64.b64encode(identity.encode()).decode()]
    return "\r\n".join(lines + ["a=fingerprint:" + each for each in prints]) + "\r\n"


def vouch(name="bob@localhost", contents=CONTENTS, **more):
    return {"answer": {"identity": name, "contents": contents, **more}}


def check(shell, sdp, target="", origin="https://site.example"):
    return shell.question({"ask": "identity", "text": sdp, "origin": origin, "target": target})


@rows("D-05 D-08 D-15")
def test_provider_page_vouches_for_the_peer(out):
    with stage.shell(out) as shell:
        result = check(shell, describe(vouch()))
        assert (result["verdict"], result["identity"]) == ("valid", "bob@localhost"), result
        assert result["idp"] == authority()


@rows("D-17")
def test_provider_learns_the_true_origin_of_the_connection(out):
    word = {"origin": "https://site.example", **vouch()}
    with stage.shell(out) as shell:
        assert check(shell, describe(word))["verdict"] == "valid"
        result = check(shell, describe(word), origin="https://other.example")
        assert (result["verdict"], result["detail"]) == ("failed", "idp-token-invalid")


@rows("D-05 D-10 D-25")
def test_nobody_is_believed_beyond_fingerprints_domain_and_target(out):
    with stage.shell(out) as shell:
        assert check(shell, describe(vouch(), prints=(PRINT, OTHER_PRINT)))["verdict"] == "failed"
        assert check(shell, describe(vouch(name="bob@bank.example")))["verdict"] == "failed"
        assert check(shell, describe(vouch(contents="{}")))["verdict"] == "failed"
        assert check(shell, describe(vouch()), target="bob@localhost")["verdict"] == "valid"
        result = check(shell, describe(vouch(name="mallory@localhost")), target="bob@localhost")
        assert (result["verdict"], result["rejected"], result["identity"]) == ("failed", True, None)


@rows("D-16 D-20")
def test_script_that_does_not_register_at_once_is_a_bad_script(out):
    with stage.shell(out) as shell:
        for protocol in ("silent", "late", "broken"):
            result = check(shell, describe(vouch(), protocol))
            assert (result["verdict"], result["detail"]) == ("failed", "idp-bad-script-failure"), protocol


@rows("D-20")
def test_failures_of_the_provider_keep_their_details(out):
    with stage.shell(out) as shell:
        result = check(shell, describe(vouch(), "throws"))
        assert (result["detail"], result["info"]) == ("idp-execution-failure", "no such user")
        assert check(shell, describe(vouch(), "expired"))["detail"] == "idp-token-expired"
        assert check(shell, describe(vouch(), "forger"))["detail"] == "idp-execution-failure"
        result = check(shell, describe(vouch(), "absent"))
        assert (result["detail"], result["status"]) == ("idp-load-failure", 404)
        assert check(shell, describe(vouch(), "number"))["verdict"] == "failed"
        assert check(shell, describe(vouch(), domain="localhost:1"))["detail"] == "idp-load-failure"


@rows("D-14")
def test_redirect_leaves_the_domain_as_it_was(out):
    with stage.shell(out) as shell:
        result = check(shell, describe(vouch(), "moved"))
        assert (result["verdict"], result["identity"]) == ("valid", "bob@localhost"), result
        assert check(shell, describe(vouch(name="bob@other.localhost"), "moved"))["verdict"] == "failed"
        assert check(shell, describe(vouch(), "downgraded"))["detail"] == "idp-load-failure"


@rows("D-15")
def test_script_runs_in_a_realm_of_its_own_origin_without_any_page(out):
    with stage.shell(out) as shell:
        result = check(shell, describe(vouch(realm=stage.site.origin("localhost")), "realm"))
        assert result["verdict"] == "valid", result
        assert shell.run("return typeof cordonRealm") == "undefined"
