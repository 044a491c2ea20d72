"""Other browsers that are really there: started headless on a fresh profile, driven over their remote protocols, so
that they write their own permission files."""

import base64
import json
import os
import shutil
import socket
import subprocess
import time

from tests.support.rows import skip


def need(*names):
    """The first of the programs that is there; the test is skipped where none is."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    skip("no %s here" % names[0])
    return None


def wait_for(what, seconds, look):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("%s did not come within %d s" % (what, seconds))


def stop(process):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connect(port):
    try:
        return socket.create_connection(("127.0.0.1", port), 2)
    except OSError:
        return None


def read(stream, size):
    data = b""
    while len(data) < size:
        part = stream.recv(size - len(data))
        assert part, "the browser closed the connection"
        data += part
    return data


class Marionette:
    """Plain JSON over TCP: `LENGTH:[0, id, command, parameters]`."""

    def __init__(self, port):
        self.socket = wait_for("the browser's port", 60, lambda: connect(port))
        self.socket.settimeout(60)
        self.number = 0
        self._receive()

    def _receive(self):
        size = b""
        while not size.endswith(b":"):
            size += read(self.socket, 1)
        return json.loads(read(self.socket, int(size[:-1])))

    def call(self, command, parameters=None):
        self.number += 1
        text = json.dumps([0, self.number, command, parameters or {}])
        self.socket.sendall(("%d:%s" % (len(text), text)).encode())
        _, _, error, value = self._receive()
        assert error is None, error
        return value

    def chrome(self, script):
        self.call("Marionette:SetContext", {"value": "chrome"})
        return self.call("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]


def write_firefox(profile, decisions):
    """decisions: (origin, type, permission 1 or 2). The browser itself stores them and is closed in order."""
    program = need("firefox-esr", "firefox")
    profile.mkdir()
    port = free_port()
    (profile / "user.js").write_text('user_pref("marionette.port", %d);\n'
                                     'user_pref("permissions.isolateBy.userContext", true);\n' % port,
                                     encoding="utf-8")
    process = subprocess.Popen([program, "--headless", "--no-remote", "--marionette", "--remote-allow-system-access",
                                "--profile", str(profile)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=dict(os.environ, HOME=str(profile), MOZ_HEADLESS="1"))
    try:
        browser = Marionette(port)
        browser.call("WebDriver:NewSession", {"capabilities": {}})
        for origin, kind, permission in decisions:
            browser.chrome("""
                const origin = %s;
                const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
                Services.perms.addFromPrincipal(principal, %s, %d);""" % (json.dumps(origin), json.dumps(kind),
                                                                        permission))
        browser.call("Marionette:Quit", {"flags": ["eForceQuit"]})
        process.wait(60)
    finally:
        if process.poll() is None:
            stop(process)


class DevTools:
    """The DevTools protocol over a web socket."""

    def __init__(self, port, path):
        self.socket = connect(port)
        self.socket.settimeout(60)
        self.number = 0
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n\r\n" % (path, port, key)).encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += read(self.socket, 1)
        assert b" 101 " in head, head

    def _receive(self):
        size = read(self.socket, 2)[1] & 0x7f
        if size == 126:
            size = int.from_bytes(read(self.socket, 2), "big")
        elif size == 127:
            size = int.from_bytes(read(self.socket, 8), "big")
        return json.loads(read(self.socket, size))

    def call(self, method, **parameters):
        self.number += 1
        text = json.dumps({"id": self.number, "method": method, "params": parameters}).encode()
        mask = os.urandom(4)
        size = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0xfe]) + len(text).to_bytes(2, "big")
        self.socket.sendall(b"\x81" + size + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(text)))
        while True:
            answer = self._receive()
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer.get("result")


def start_chromium(profile):
    program = need("chromium", "chromium-browser", "google-chrome")
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    process = subprocess.Popen([program, "--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu",
                                "--remote-debugging-port=0", "--user-data-dir=%s" % profile, "about:blank"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=dict(os.environ, HOME=str(profile)))
    lines = wait_for("the browser's port", 60,
                     lambda: port_file.exists() and port_file.read_text(encoding="utf-8").split())
    return process, DevTools(int(lines[0]), lines[1])


def stop_chromium(process, tools):
    """In order, so that it writes its preferences."""
    try:
        tools.call("Browser.close")
    except (AssertionError, OSError):
        pass
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        stop(process)


def write_chromium(profile, decisions):
    """decisions: (kind, pattern, setting 1 or 2). Its own settings page stores them, as a user's click would. Nothing
    tells when it has; so the file is looked at, and a slow browser gets longer."""
    profile.mkdir()
    preferences = profile / "Default" / "Preferences"
    for seconds in (1, 5, 20):
        click_through_chromium(profile, decisions, seconds)
        text = preferences.read_text(encoding="utf-8")
        if all(pattern.removesuffix(":443") in text for _, pattern, _ in decisions):
            break
    return preferences


def click_through_chromium(profile, decisions, seconds):
    process, tools = start_chromium(profile)
    try:
        target = tools.call("Target.createTarget", url="chrome://settings/content")["targetId"]
        session = tools.call("Target.attachToTarget", targetId=target, flatten=False)["sessionId"]
        del session
        page = next(item for item in tools.call("Target.getTargets")["targetInfos"] if item["targetId"] == target)
        assert page["url"].startswith("chrome://settings"), page
        port = tools.socket.getpeername()[1]
        settings = DevTools(port, "/devtools/page/" + target)
        wait_for("the settings page", 60, lambda: settings.call(
            "Runtime.evaluate", expression="typeof chrome.send")["result"]["value"] == "function")
        for kind, pattern, setting in decisions:
            words = [pattern, "", kind, "allow" if setting == 1 else "block", False]
            settings.call("Runtime.evaluate", expression="chrome.send('setCategoryPermissionForPattern', %s)"
                          % json.dumps(words))
        time.sleep(seconds)
    finally:
        stop_chromium(process, tools)
