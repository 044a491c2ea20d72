#!/usr/bin/python3
"""./dev inspect: what a profile holds, and whether it is what was written."""

import argparse
import subprocess
import sys

import tree


def main():
    parser = argparse.ArgumentParser(prog="./dev inspect", description="Grants, journal and verification of a profile.")
    parser.add_argument("profile", help="the profile's folder")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args()
    try:
        out = tree.build("debug", targets=["cordon-profile"])
    except tree.BuildError as error:
        sys.exit("dev: %s" % error)
    status = 0
    for verb in ("list", "journal", "verify"):
        order = [out / "cordon-profile", verb, options.profile] + (["--json"] if options.json else [])
        if not options.json:
            print("== " + verb, flush=True)
        status = max(status, subprocess.run(order, check=False).returncode)
    return status


if __name__ == "__main__":
    sys.exit(main())
