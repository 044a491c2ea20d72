#!/usr/bin/python3
"""./dev format: clang-format and `gn format` over the project's own files."""

import argparse
import subprocess
import sys

import sources


def main():
    parser = argparse.ArgumentParser(prog="./dev format", description="Formats the sources in place.")
    parser.add_argument("files", nargs="*", help="only these C files; all sources when none is named")
    options = parser.parse_args()
    chosen = options.files or [str(path) for path in sources.c_files()]
    if chosen:
        subprocess.run(["clang-format", "-i", *chosen], check=True)
    if not options.files:
        subprocess.run(["gn", "format", *map(str, sources.gn_files())], check=True, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
