"""An X display of our own, with a pointer."""

import os
import shutil
import subprocess
import tempfile
import time


class DisplayError(Exception):
    """No display can be had; the message says what to do."""


class Display:
    """Xvfb on a free number and a session bus; environment for programs that draw there."""

    def __init__(self, width=1180, height=800):
        for program, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool"), ("import", "imagemagick"),
                                 ("dbus-daemon", "dbus")):
            if not shutil.which(program):
                raise DisplayError("%s is missing: apt-get install %s" % (program, package))
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "%dx%dx24" % (width, height), "-nolisten", "tcp",
             "-noreset"],  # or the next program may come just while the server starts over behind the last one
            pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as lines:
            number = lines.readline().strip()
        if not number:
            raise DisplayError("Xvfb does not start: try `Xvfb :99` by hand to see why")
        self.runtime = tempfile.mkdtemp(prefix="cordon-display-")
        self.environment = dict(os.environ, DISPLAY=":" + number, GDK_BACKEND="x11", LIBGL_ALWAYS_SOFTWARE="1",
                                XDG_RUNTIME_DIR=self.runtime, NO_AT_BRIDGE="1", GTK_A11Y="none", GSETTINGS_BACKEND="memory")
        self.environment.pop("WAYLAND_DISPLAY", None)
        if os.getuid() == 0:
            # The engine's sandbox cannot be set up by root inside a container.
            self.environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        self._start_bus()

    def _start_bus(self):
        reader, writer = os.pipe()
        self.bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=%d" % writer], pass_fds=[writer],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as lines:
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = lines.readline().strip()

    def _xdotool(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def click(self, x, y):
        """A person's click: the pointer moves there, then presses."""
        self._xdotool("mousemove", int(x), int(y))
        time.sleep(0.05)
        self._xdotool("click", 1)

    def type(self, text):
        self._xdotool("type", "--delay", 5, text)

    def key(self, name):
        self._xdotool("key", name)

    def focus(self, window):
        """FALSE where the window cannot take the focus, or not yet."""
        answer = subprocess.run(["xdotool", "windowfocus", "--sync", window], env=self.environment, check=False,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return answer.returncode == 0

    def windows(self, title):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], env=self.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
        return found.stdout.split()

    def shoot(self, path):
        subprocess.run(["import", "-window", "root", str(path)], env=self.environment, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        for process in (self.bus, self.server):
            process.terminate()
            process.wait()
        shutil.rmtree(self.runtime, ignore_errors=True)
