"""A small Marionette client: drives a real Firefox, headless, with fake devices, on loopback only."""

import base64
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import zlib

BINARY = "firefox-esr"

PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_open_during_load": False,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
    "webgl.force-enabled": True,
}


def is_installed():
    return shutil.which(BINARY) is not None


def _unfilter(kind, row, above, step):
    """One line of a PNG; @above is the line before it."""
    for i, value in enumerate(row):
        left = row[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        if kind == 4:
            near = sorted((abs(above[i] - corner), abs(left - corner), abs(left + above[i] - 2 * corner)))[0]
            guess = (left if abs(above[i] - corner) == near else above[i] if abs(left - corner) == near else corner)
        else:
            guess = (0, left, above[i], (left + above[i]) // 2)[kind]
        row[i] = (value + guess) & 255
    return row


def read_png(data):
    """(width, height, rows of RGB) of what a screenshot is: eight bits, RGB or RGBA, not interlaced."""
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and depth == 8 and colour in (2, 6)
    packed, at = b"", 8
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    raw, step = zlib.decompress(packed), 4 if colour == 6 else 3
    rows, above = [], bytearray(width * step)
    for y in range(height):
        begin = y * (width * step + 1)
        above = _unfilter(raw[begin], bytearray(raw[begin + 1:begin + 1 + width * step]), above, step)
        rows.append([tuple(above[i:i + 3]) for i in range(0, width * step, step)])
    return width, height, rows


class ScriptError(Exception):
    """The page's script failed; the message is the page's."""


class Firefox:
    """One browser with a fresh profile. Use it as a context."""

    def __init__(self, **preferences):
        self.folder = tempfile.TemporaryDirectory(prefix="cordon-firefox-")
        self.preferences = {**PREFERENCES, **preferences}
        self.process = self.sound = self.socket = None
        self.buffer = b""
        self.next_id = 0

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def _start_sound(self, run):
        """An AudioContext wants an output; a null sink will do. Without one the audio questions say so."""
        if not shutil.which("pulseaudio"):
            return {}
        environment = {"PULSE_RUNTIME_PATH": str(run), "XDG_RUNTIME_DIR": str(run), "HOME": self.folder.name}
        self.sound = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
             "--load=module-null-sink", "--load=module-native-protocol-unix auth-anonymous=1 socket=%s/native" % run],
            env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(50):
            if (run / "native").exists():
                break
            time.sleep(0.1)
        return {**environment, "PULSE_SERVER": "unix:%s/native" % run}

    def _start(self):
        profile = pathlib.Path(self.folder.name) / "profile"
        run = pathlib.Path(self.folder.name) / "run"
        profile.mkdir()
        run.mkdir(mode=0o700)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        lines = ["user_pref(%s, %s);" % (json.dumps(name), json.dumps(value))
                 for name, value in {**self.preferences, "marionette.port": port}.items()]
        (profile / "user.js").write_text("\n".join(lines) + "\n", encoding="utf-8")
        environment = {**os.environ, "MOZ_HEADLESS": "1", "HOME": self.folder.name, **self._start_sound(run)}
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        self.process = subprocess.Popen(
            [BINARY, "--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile",
             str(profile), "about:blank"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._connect(port)
        self.command("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}},
                                              "acceptInsecureCerts": True})
        self.command("WebDriver:SetTimeouts", {"script": 120000, "pageLoad": 60000})

    def _connect(self, port):
        deadline = time.monotonic() + 60
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), timeout=130)
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.2)
        self._receive()

    def _receive(self):
        while b":" not in self.buffer:
            self._fill()
        length, _, rest = self.buffer.partition(b":")
        while len(rest) < int(length):
            self._fill()
            rest = self.buffer.partition(b":")[2]
        self.buffer = rest[int(length):]
        return json.loads(rest[:int(length)])

    def _fill(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the browser closed the connection")
        self.buffer += data

    def command(self, name, parameters=None):
        self.next_id += 1
        text = json.dumps([0, self.next_id, name, parameters or {}]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._receive()
        if error:
            raise ScriptError("%s: %s" % (error["error"], error["message"]))
        return result

    @property
    def version(self):
        return self.command("WebDriver:ExecuteScript", {"script": "return navigator.userAgent", "args": []})["value"]

    def open(self, url):
        self.command("WebDriver:Navigate", {"url": url})

    def run(self, script, *arguments):
        """The value of an async function's body."""
        wrapped = ("const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);"
                   "(async (...args) => {%s})(...args).then(value => done({value}),"
                   " error => done({error: String(error)}))" % script)
        answer = self.command("WebDriver:ExecuteAsyncScript", {"script": wrapped, "args": list(arguments)})["value"]
        if "error" in answer:
            raise ScriptError(answer["error"])
        return answer.get("value")

    def screenshot(self, selector):
        """The element as its user sees it: (width, height, rows of RGB)."""
        element = self.command("WebDriver:FindElement", {"using": "css selector", "value": selector})["value"]
        picture = self.command("WebDriver:TakeScreenshot", {"id": next(iter(element.values())), "full": False,
                                                            "scroll": False})["value"]
        return read_png(base64.b64decode(picture))

    def _stop(self):
        if self.socket:
            self.socket.close()
        for process in (self.process, self.sound):
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.folder.cleanup()
