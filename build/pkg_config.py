#!/usr/bin/python3
"""Asks pkg-config for packages such as "glib-2.0 >= 2.74"; prints their options as JSON for GN."""

import json
import shlex
import subprocess
import sys


def ask(option, packages):
    answer = subprocess.run(["pkg-config", option, *packages], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        sys.exit("pkg-config cannot give %s:\n%sRun ./dev build, which installs what build/packages.txt lists."
                 % (", ".join(packages), answer.stderr))
    return shlex.split(answer.stdout)


def main(packages):
    flags = {"cflags": [], "defines": [], "ldflags": [], "lib_dirs": [], "libs": []}
    for word in ask("--cflags", packages):
        if word.startswith("-I"):
            if word[2:] != "/usr/include":
                flags["cflags"].append("-isystem" + word[2:])
        elif word.startswith("-D"):
            flags["defines"].append(word[2:])
        else:
            flags["cflags"].append(word)
    for word in ask("--libs", packages):
        if word.startswith("-l"):
            flags["libs"].append(word[2:])
        elif word.startswith("-L"):
            flags["lib_dirs"].append(word[2:])
        else:
            flags["ldflags"].append(word)
    json.dump(flags, sys.stdout)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except FileNotFoundError:
        sys.exit("pkg-config is not installed. Run ./dev build, which installs what build/packages.txt lists.")
