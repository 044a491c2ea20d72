#!/usr/bin/python3
"""./dev docs: the API reference, one page per folder, read from the public headers."""

import argparse
import re
import sys

import sources

ROOT = sources.ROOT
OUT = ROOT / "out" / "docs"
COMMENT = re.compile(r"/\*\*?(.*?)\*/", re.S)


def plain(comment):
    """The text of a comment without its stars."""
    lines = [re.sub(r"^\s*\* ?", "", line).rstrip() for line in comment.strip().splitlines()]
    return "\n".join(lines).strip()


def declaration_after(text, begin):
    """The declarations that stand under a comment, up to the next empty line."""
    rest = text[begin:].lstrip("\n")
    block = re.split(r"\n\s*\n", rest, maxsplit=1)[0]
    return "" if block.startswith(("#", "/*", "G_BEGIN")) else block.replace("CORDON_API ", "").strip()


def page_of(header):
    text = header.read_text(encoding="utf-8")
    name = str(header.relative_to(ROOT))
    first = COMMENT.match(text.lstrip())
    parts = ["## `%s`\n" % name]
    if first:
        parts.append(plain(first.group(1)) + "\n")
    for comment in re.finditer(r"^/\*\*(.*?)\*/", text, re.S | re.M):
        declaration = declaration_after(text, comment.end())
        said = re.sub(r"^\w+:\s*", "", plain(comment.group(1)))
        if declaration:
            parts.append("```c\n%s\n```\n\n%s\n" % (declaration, said))
    return "\n".join(parts)


def main():
    parser = argparse.ArgumentParser(prog="./dev docs", description="Writes the API reference to out/docs/.")
    parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    for folder in sources.LIBRARY:
        headers = [header for header in sources.public_headers() if sources.folder(header) == folder]
        if headers:
            target = OUT / (folder + ".md")
            target.write_text("# %s/\n\n%s" % (folder, "\n".join(map(page_of, headers))), encoding="utf-8")
            print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
