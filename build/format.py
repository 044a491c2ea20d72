#!/usr/bin/python3
"""./dev format: clang-format and `gn format` over the project's own files; long comments are wrapped."""

import argparse
import pathlib
import re
import subprocess
import sys
import textwrap

import sources

# clang-format holds code to 110 columns and leaves comments alone. A comment may reach 120.
LONGEST = 120
WIDTH = 114


def fill(text, prefix):
    return textwrap.wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_long_words=False,
                         break_on_hyphens=False)


def wrapped(lines):
    """The lines of a C file with long comments wrapped; what overflows goes before the paragraph's next line."""
    out, overflow, prefix = [], "", ""
    for line in lines:
        inner = re.match(r"^( *\* +)([\w(`\"%].*)$", line)
        if overflow and inner and inner.group(1) == prefix:
            line = prefix + overflow + " " + inner.group(2)
        elif overflow:
            out.append(prefix + overflow)
        overflow = ""
        one = re.match(r"^( *)(/\*\*?) (.*\S) \*/$", line)
        inner = re.match(r"^( *\* +)(\S.*)$", line)
        if len(line) <= LONGEST:
            out.append(line)
        elif one:
            indent, opening, text = one.groups()
            out += [indent + opening] + fill(text, indent + " * ") + [indent + " */"]
        elif inner and not text_is_drawn(line):
            prefix = inner.group(1)
            first, *rest = fill(inner.group(2), prefix)
            out.append(first)
            overflow = " ".join(part[len(prefix):] for part in rest)
        else:
            out.append(line)
    return out + ([prefix + overflow] if overflow else [])


def text_is_drawn(line):
    """Diagrams and tables keep their shape."""
    return any(sign in line for sign in "─│►◄▼▲┌└") or "   " in line.strip(" *")


def wrap_comments(path):
    text = path.read_text(encoding="utf-8")
    new = "\n".join(wrapped(text.split("\n")))
    if new != text:
        path.write_text(new, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(prog="./dev format", description="Formats the sources in place.")
    parser.add_argument("files", nargs="*", help="only these C files; all sources when none is named")
    options = parser.parse_args()
    chosen = options.files or [str(path) for path in sources.c_files()]
    for path in chosen:
        wrap_comments(pathlib.Path(path))
    if chosen:
        subprocess.run(["clang-format", "-i", *chosen], check=True)
    if not options.files:
        subprocess.run(["gn", "format", *map(str, sources.gn_files())], check=True, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
