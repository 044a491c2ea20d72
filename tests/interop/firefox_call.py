"""Calls between Firefox and an end that embeds the library, with sound and pictures: both DTLS roles, every combination
of labels. The page and the identity provider come from a loopback server; the table of what happened is
docs/firefox-call.md."""

import base64
import http.server
import json
import os
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
  const constraints = {audio: true, video: true};
  if (want.isolated) constraints.peerIdentity = want.isolated;
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  window.call = {pc, stream, remote: null, identity: "none"};
  document.body.innerHTML = "<video muted autoplay width=96 height=72></video>";
  pc.ontrack = event => {
    window.call.remote = event.streams[0] || new MediaStream([event.track]);
    document.querySelector("video").srcObject = window.call.remote;
  };
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

# The loudest sample and the brightest pixel that the page's script finds in what it received.
LISTEN = """
  const {pc, remote, identity} = window.call;
  const found = {state: pc.connectionState, identity, loudest: -1, picture: "nothing"};
  if (!remote) return found;
  const context = new AudioContext();
  await context.resume();
  for (let i = 0; i < 100 && !context.currentTime; i++) await new Promise(done => setTimeout(done, 50));
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(remote).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  found.loudest = 0;
  for (let i = 0; i < 40 && found.loudest <= 0.01; i++) {
    await new Promise(done => setTimeout(done, 50));
    analyser.getFloatTimeDomainData(samples);
    found.loudest = Math.max(found.loudest, ...samples.map(Math.abs));
  }
  await context.close();
  const video = document.querySelector("video"), canvas = document.createElement("canvas");
  for (let i = 0; i < 60 && !video.videoWidth; i++) await new Promise(done => setTimeout(done, 50));
  if (video.videoWidth) {
    const pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0);
    try { found.picture = pen.getImageData(0, 0, 96, 72).data.some((v, i) => i % 4 != 3 && v > 60) ? "picture" : "black"; }
    catch (error) { found.picture = error.name == "SecurityError" ? "refused" : error.name; }
  }
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

    def __init__(self, out, host, options, folder):
        self.host = host
        order = [str(pathlib.Path(out) / "cordon-call"), "peer", "telephone", "offerer", *options]
        self.process = subprocess.Popen(order, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env={**os.environ, "TMPDIR": str(folder)})
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

    def wait(self, wanted, seconds=40):
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
            self.process.wait(20)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


# (name, Firefox's wish, the library's end, what must come of it)
# outcome: connected or failed; label; the sound and the picture that this end decoded of Firefox; the picture that
# Firefox's user sees; the sound and the picture that Firefox's page reads. None is not judged: this engine withholds
# what it receives from a page whose connection has a target identity, and a record is kept of the rest.
FOX, BOB = "fox@localhost", "bob@localhost"
PLAIN, WANTS = {}, {"isolated": BOB, "target": BOB}
BOTH, BLANK, NOTHING = ("content", "content"), ("silence", "black"), ("nothing", "nothing")
OPEN, CLOSED = ("sound", "picture"), ("silence", "refused")
FAILED = ("failed", None, NOTHING, None, None)
CASES = [
    ("plain", PLAIN, "plain", [], ("connected", "accessible", BOTH, "picture", OPEN)),
    ("plain, has an identity", {"asserts": "fox"}, "isolates to it", ["isolated=" + FOX],
     ("connected", "isolated", BOTH, "picture", None)),
    ("plain, has no identity", PLAIN, "isolates to it", ["isolated=" + FOX],
     ("connected", "isolated", BOTH, "black", ("silence", None))),
    ("isolates and wants Bob", WANTS, "plain, is Bob", ["identity=" + BOB],
     ("connected", "isolated", BOTH, "picture", CLOSED)),
    ("isolates and wants Bob", {**WANTS, "asserts": "fox"}, "isolates, is Bob", ["identity=" + BOB, "isolated=" + FOX],
     ("connected", "isolated", BOTH, "picture", CLOSED)),
    ("isolates", {"isolated": BOB}, "plain, shows no identity", [],
     ("connected", "isolated", BLANK, "picture", None)),
    ("isolates", {"isolated": BOB}, "plain, is Eve", ["identity=eve@localhost"],
     ("connected", "isolated", BLANK, "picture", None)),
    ("isolates and wants Bob", WANTS, "plain, is Eve", ["identity=eve@localhost"],
     ("refused", None, NOTHING, None, None)),
    ("isolates", {"isolated": BOB}, "records for others", ["relay"], FAILED),
    ("plain", PLAIN, "records for others", ["relay"], ("connected", "accessible", BOTH, "picture", OPEN)),
    ("plain", PLAIN, "no ALPN, no library", ["no-cordon"], ("connected", None, BOTH, "picture", OPEN)),
    ("isolates", {"isolated": BOB}, "no ALPN, no library", ["no-cordon"], FAILED),
    ("isolates", {"isolated": BOB}, "webrtc alone, no library", ["no-cordon", "offers=webrtc", "answers=webrtc"],
     FAILED),
]


def shown(fox):
    """What Firefox's user sees of this end."""
    if not fox.run("return document.querySelector('video').videoWidth"):
        return "nothing"
    _, _, rows = fox.screenshot("video")
    return "picture" if any(max(pixel) > 60 for row in rows for pixel in row) else "black"


def settle(fox, end):
    """Waits until both ends say how it went. Returns this end's word."""
    state = (end.wait("state") or ["failed"])[0]
    deadline = time.monotonic() + 30
    while state == "connected" and fox.run(STATE) not in ("connected", "failed") and time.monotonic() < deadline:
        time.sleep(0.1)
    return state


def look(fox, end, state):
    """What flows from now on, and what is seen of it."""
    end.say("mark")
    heard = fox.run(LISTEN)
    end.say("report")
    report = end.wait("report")
    decoded = (report[7], report[6])
    if state != "connected" or heard["state"] != "connected":
        return ("failed", None, decoded, None, None)
    return ("connected", report[2], decoded, shown(fox),
            ("sound" if heard["loudest"] > 0.01 else "silence", heard["picture"]))


def play(fox, site, folder, out, wish, options, server, expected):
    """Returns (outcome, label, decoded, what the user sees, what the page reads). On a loaded machine the first sound
    and the first picture take their time: it looks again for a while, as long as the answer is another one."""
    end = End(out, site.host, options + (["server"] if server else []), folder)
    try:
        end.wait("hello")
        end.say("go", "")
        description = end.wait("description")
        told = fox.run(CALL, description[0], wish)
        if "refused" in told:
            return ("refused", None, NOTHING, None, None)
        end.say("description", told["answer"], "")
        state = settle(fox, end)
        time.sleep(0.5)
        actual = look(fox, end, state)
        deadline = time.monotonic() + 20
        while actual[0] == "connected" and not agrees(expected, actual) and time.monotonic() < deadline:
            time.sleep(0.5)
            actual = look(fox, end, state)
        return actual
    finally:
        fox.run(HANG_UP)
        end.close()


def agrees(expected, actual):
    outcome, label, decoded, user, page = expected
    return (outcome == actual[0] and decoded == actual[2] and label in (None, actual[1]) and user == actual[3]
            and (page is None or all(word in (None, read) for word, read in zip(page, actual[4]))))


def words(pair):
    """"sound and picture" of a pair."""
    names = {"content": ("sound", "picture")}
    return "–" if not pair else pair[0] if pair[0] == pair[1] != "content" else " and ".join(
        names.get(word, (word, word))[i] for i, word in enumerate(pair))


def table(version, results):
    lines = ["# A call with Firefox", "",
             "What came of calls between %s and an end that embeds the library, in both DTLS roles. "
             "`tests/interop/test_firefox_call.py` plays them again in every run and writes this page." % version, "",
             "| Firefox | this end | DTLS client | outcome | received media is | this end decodes of Firefox | "
             "Firefox's user sees | Firefox's page reads |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for fox, end, server, (outcome, label, decoded, user, page) in results:
        lines.append("| %s | %s | %s | %s | %s | %s | %s | %s |" % (
            fox, end, "Firefox" if server else "this end", outcome, label or "–", words(decoded), user or "–",
            words(page)))
    lines += ["", "Sound is G.711 and pictures are VP8, decoded at this end sample by sample and frame by frame. What "
              "Firefox's user sees is a screenshot; its page listened through Web Audio and read a canvas back, which "
              "an isolated picture refuses. In every failure nothing fell back to `webrtc` and nothing was decoded. An "
              "end that isolates to a Firefox without an identity sends it silence and black; one that knows the "
              "identity sends sound and picture."]
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
                    actual = play(fox, site, folder, out, wish, options, server, expected)
                    results.append((name, end, server, actual))
                    if not agrees(expected, actual):
                        wrong.append("%s / %s / %s: %s" % (name, end, "server" if server else "client", actual))
    finally:
        site.close()
    return version, results, wrong
