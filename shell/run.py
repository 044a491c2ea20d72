#!/usr/bin/python3
"""./dev run: the shell on the demo site; with no display, the demo journey plays by itself."""

import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build.tree import BuildError, build  # noqa: E402
from shell.driver.display import DisplayError  # noqa: E402
from shell.driver.journey import Journey  # noqa: E402
from shell.driver.shell import ShellError  # noqa: E402
from shell.driver.site import HOSTS, Site, SiteError, make_certificate  # noqa: E402

PORT = 8443  # a fixed one, so that what the user decides about the demo site is still there the next time


def interactive(build_folder, options):
    folder = pathlib.Path(options.profile or ROOT / "out" / "profile")
    certificate = make_certificate(ROOT / "out" / "site")
    try:
        site = Site([ROOT / "shell" / "demo"], certificate, PORT)
    except OSError:
        site = Site([ROOT / "shell" / "demo"], certificate)
    order = [str(pathlib.Path(build_folder) / "cordon-shell"), "--profile", str(folder), "--trust-certificate",
             str(certificate)]
    for host in HOSTS:
        order += ["--trust-host", host]
    if not options.real_devices:
        order.append("--mock-devices")
    environment = dict(os.environ)
    if os.getuid() == 0:
        environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    try:
        return subprocess.run(order + [options.address or site.origin() + "/"], env=environment, check=False).returncode
    finally:
        site.close()


def main():
    parser = argparse.ArgumentParser(prog="./dev run", description=__doc__)
    parser.add_argument("address", nargs="?", help="open this instead of the demo site")
    parser.add_argument("--journey", action="store_true", help="play the demo journey even where there is a display")
    parser.add_argument("--profile", help="folder of the profile (out/profile)")
    parser.add_argument("--real-devices", action="store_true", help="camera and microphone of this machine")
    parser.add_argument("--config", default="debug", help="build configuration")
    options = parser.parse_args()
    try:
        folder = build(options.config)
        if options.journey or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            return 0 if Journey(folder, ROOT / "out" / "demo").play() else 1
        return interactive(folder, options)
    except (BuildError, DisplayError, SiteError) as error:
        print("dev run: %s" % error, file=sys.stderr)
        return 2
    except ShellError as error:
        print("dev run: %s. The shell's own words are in out/demo/shell.log." % error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
