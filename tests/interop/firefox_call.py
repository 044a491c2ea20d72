"""Calls between Firefox and an end that embeds the library: both DTLS roles, every combination of labels. The page and
the identity provider come from a loopback server; the table of what happened is docs/firefox-call.md."""

import base64
import http.server
import json
import pathlib
import queue
import ssl
import subprocess
import threading
import time

from tests.interop import marionette

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "firefox-call.md"

# Vouches for whoever asks, as the user "fox"; gives back what it was shown.
PROVIDER = """
rtcIdentityProvider.register({
  generateAssertion: async (contents, origin, options) => ({
    idp: {domain: location.host, protocol: "idp.js"},
    assertion: JSON.stringify({user: (options && options.usernameHint) || "fox", contents}) }),
  validateAssertion: async (assertion, origin) => {
    const word = JSON.parse(assertion);
    return {identity: word.user + "@localhost", contents: word.contents};
  } });
"""

# One call from Firefox's side. Answers {answer} first; the rest is asked later of window.call.
CALL = """
  const [offer, want] = args;
  const pc = new RTCPeerConnection(want.target ? {peerIdentity: want.target} : {});
  const constraints = {audio: true};
  if (want.isolated) constraints.peerIdentity = want.isolated;
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  window.call = {pc, stream, remote: null, identity: "none"};
  pc.ontrack = event => { window.call.remote = event.streams[0] || new MediaStream([event.track]); };
  pc.peerIdentity.then(who => { window.call.identity = who.name; }, () => { window.call.identity = "failed"; });
  if (want.asserts) pc.setIdentityProvider(location.host, {protocol: "idp.js", usernameHint: want.asserts});
  try { await pc.setRemoteDescription({type: "offer", sdp: offer}); }
  catch (error) { return {refused: error.name}; }
  for (const track of stream.getTracks()) pc.addTrack(track, stream);
  await pc.setLocalDescription(await pc.createAnswer());
  if (pc.iceGatheringState != "complete")
    await new Promise(done => { pc.onicegatheringstatechange = () => pc.iceGatheringState == "complete" && done();
                                setTimeout(done, 4000); });
  return {answer: pc.localDescription.sdp};
"""

STATE = "return window.call ? window.call.pc.connectionState : 'none'"

# The loudest sample that the page's script finds in what it received.
LISTEN = """
  const {pc, remote, identity} = window.call;
  const found = {state: pc.connectionState, identity, loudest: -1};
  if (!remote) return found;
  const context = new AudioContext();
  await context.resume();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(remote).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  found.loudest = 0;
  for (let i = 0; i < 12; i++) {
    await new Promise(done => setTimeout(done, 50));
    analyser.getFloatTimeDomainData(samples);
    found.loudest = Math.max(found.loudest, ...samples.map(Math.abs));
  }
  await context.close();
  return found;
"""

HANG_UP = """
  if (window.call) { window.call.pc.close(); window.call.stream.getTracks().forEach(track => track.stop()); }
  delete window.call;
"""


class Site:
    """The page and the provider, over https on loopback."""

    def __init__(self, folder):
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                provider = self.path.startswith("/.well-known/idp-proxy/")
                body = (PROVIDER if provider else "<!doctype html><title>call</title>").encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/javascript" if provider else "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.host = "localhost:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class End:
    """The end that embeds the library, spoken to in lines."""

    def __init__(self, out, host, options):
        self.host = host
        order = [str(pathlib.Path(out) / "cordon-call"), "peer", "telephone", "offerer", *options]
        self.process = subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            word, *arguments = line.decode().strip().split(" ")
            self.lines.put((word, [base64.b64decode(argument).decode() for argument in arguments]))

    def say(self, word, *arguments):
        encoded = [base64.b64encode(argument.encode()).decode() for argument in arguments]
        self.process.stdin.write((" ".join([word, *encoded]) + "\n").encode())
        self.process.stdin.flush()

    def wait(self, wanted, seconds=12):
        """The arguments of the next line @wanted; the provider's questions are answered meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                word, arguments = self.lines.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                break
            if word == wanted:
                return arguments
            if word == "generate":
                user = arguments[0].split("@")[0]
                self.say("token", json.dumps({"user": user, "contents": arguments[1]}), self.host, "idp.js")
            elif word == "validate":
                told = json.loads(arguments[1])
                self.say("answer", arguments[0], told["user"] + "@localhost", told["contents"])
        return None

    def close(self):
        try:
            self.say("quit")
            self.process.wait(5)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


# (name, Firefox's wish, the library's end, what must come of it)
# outcome: connected or failed; label; what this end decoded of Firefox; what Firefox's page read of this end. None is
# not judged: this engine withholds what it receives from a page whose connection has a target identity, and records
# are kept of the rest.
FOX, BOB = "fox@localhost", "bob@localhost"
PLAIN, WANTS = {}, {"isolated": BOB, "target": BOB}
CASES = [
    ("plain", PLAIN, "plain", [], ("connected", "accessible", "content", "sound")),
    ("plain, has an identity", {"asserts": "fox"}, "isolates to it", ["isolated=" + FOX],
     ("connected", "isolated", "content", None)),
    ("plain, has no identity", PLAIN, "isolates to it", ["isolated=" + FOX],
     ("connected", "isolated", "content", "silence")),
    ("isolates and wants Bob", WANTS, "plain, is Bob", ["identity=" + BOB],
     ("connected", "isolated", "content", "silence")),
    ("isolates and wants Bob", {**WANTS, "asserts": "fox"}, "isolates, is Bob", ["identity=" + BOB, "isolated=" + FOX],
     ("connected", "isolated", "content", "silence")),
    ("isolates", {"isolated": BOB}, "plain, shows no identity", [], ("connected", "isolated", "silence", None)),
    ("isolates", {"isolated": BOB}, "plain, is Eve", ["identity=eve@localhost"],
     ("connected", "isolated", "silence", None)),
    ("isolates and wants Bob", WANTS, "plain, is Eve", ["identity=eve@localhost"], ("refused", None, "nothing", None)),
    ("isolates", {"isolated": BOB}, "records for others", ["relay"], ("failed", None, "nothing", None)),
    ("plain", PLAIN, "records for others", ["relay"], ("connected", "accessible", "content", "sound")),
    ("plain", PLAIN, "no ALPN, no library", ["no-cordon"], ("connected", None, "content", "sound")),
    ("isolates", {"isolated": BOB}, "no ALPN, no library", ["no-cordon"], ("failed", None, "nothing", None)),
    ("isolates", {"isolated": BOB}, "webrtc alone, no library", ["no-cordon", "offers=webrtc", "answers=webrtc"],
     ("failed", None, "nothing", None)),
]


def play(fox, site, out, wish, options, server):
    """Returns (outcome, label, decoded, page)."""
    end = End(out, site.host, options + (["server"] if server else []))
    try:
        end.wait("hello")
        end.say("go", "")
        description = end.wait("description")
        told = fox.run(CALL, description[0], wish)
        if "refused" in told:
            return ("refused", None, "nothing", None)
        end.say("description", told["answer"], "")
        state = (end.wait("state") or ["failed"])[0]
        deadline = time.monotonic() + 5
        while state == "connected" and fox.run(STATE) not in ("connected", "failed") and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)
        end.say("mark")
        heard = fox.run(LISTEN)
        end.say("report")
        report = end.wait("report")
        outcome = "connected" if state == "connected" and heard["state"] == "connected" else "failed"
        if outcome == "failed":
            return ("failed", None, report[7], None)
        page = "sound" if heard["loudest"] > 0.01 else "silence"
        return (outcome, report[2], report[7], page)
    finally:
        fox.run(HANG_UP)
        end.close()


def agrees(expected, actual):
    outcome, label, decoded, page = expected
    return (outcome == actual[0] and decoded == actual[2] and page in (None, actual[3])
            and (label is None or label == actual[1]))


def table(version, results):
    lines = ["# A call with Firefox", "",
             "What came of calls between %s and an end that embeds the library, in both DTLS roles. "
             "`tests/interop/test_firefox_call.py` plays them again in every run and writes this page." % version, "",
             "| Firefox | this end | DTLS client | outcome | received media is | this end heard of Firefox | "
             "Firefox's page read of this end |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for fox, end, server, (outcome, label, decoded, page) in results:
        lines.append("| %s | %s | %s | %s | %s | %s | %s |" % (
            fox, end, "Firefox" if server else "this end", outcome, label or "–", decoded, page or "–"))
    lines += ["", "Sound is G.711, decoded at this end sample by sample; the page listened through Web Audio. In every "
              "failure nothing fell back to `webrtc` and no packet of media was decoded. An end that isolates to "
              "a Firefox without an identity sends it silence; one that knows the identity sends sound."]
    return "\n".join(lines) + "\n"


def play_all(out, folder):
    """Returns (version, results, disagreements)."""
    site = Site(folder)
    results, wrong = [], []
    try:
        with marionette.Firefox(**{"media.peerconnection.dtls.version.max": 771,
                                   "media.peerconnection.identity.enabled": True}) as fox:
            version = "Firefox " + fox.version.rpartition("Firefox/")[2]
            fox.open("https://%s/" % site.host)
            for name, wish, end, options, expected in CASES:
                for server in (True, False):
                    actual = play(fox, site, out, wish, options, server)
                    results.append((name, end, server, actual))
                    if not agrees(expected, actual):
                        wrong.append("%s / %s / %s: %s" % (name, end, "server" if server else "client", actual))
    finally:
        site.close()
    return version, results, wrong
