#!/usr/bin/python3
"""./dev install: libraries, headers, pkg-config files and the command-line tool below a prefix."""

import argparse
import os
import pathlib
import shutil
import sys

import sources
import tree

ROOT = sources.ROOT
VERSION = "0.1.0"
LIBRARIES = ("cordon", "cordon-content")

PKG_CONFIG = """\
prefix=%(prefix)s
libdir=${prefix}/lib
includedir=${prefix}/include/cordon-0

Name: %(name)s
Description: %(description)s
Version: %(version)s
Requires: %(requires)s
Libs: -L${libdir} -l%(name)s
Cflags: -I${includedir}
"""

DESCRIPTIONS = {
    "cordon": "Consent and isolation of live media for a browser engine: the browser process",
    "cordon-content": "Consent and isolation of live media for a browser engine: the content process",
}
# What the public headers include.
REQUIRES = {
    "cordon": "glib-2.0 >= 2.74, gio-2.0 >= 2.74, openssl >= 3.0",
    "cordon-content": "glib-2.0 >= 2.74, gio-2.0 >= 2.74",
}


def put(source, target, mode=0o644):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)
    print("  " + str(target))


def install_libraries(out, prefix):
    for name in LIBRARIES:
        versioned = "lib%s.so.0" % name
        put(out / versioned, prefix / "lib" / versioned, 0o755)
        link = prefix / "lib" / ("lib%s.so" % name)
        link.unlink(missing_ok=True)
        link.symlink_to(versioned)
        print("  " + str(link))


def install_headers(prefix):
    for header in sources.public_headers():
        put(header, prefix / "include" / "cordon-0" / header.relative_to(ROOT))


def install_pkg_config(place, prefix):
    for name in LIBRARIES:
        target = place / "lib" / "pkgconfig" / (name + ".pc")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(PKG_CONFIG % {"prefix": prefix, "name": name, "version": VERSION,
                                        "description": DESCRIPTIONS[name], "requires": REQUIRES[name]},
                          encoding="utf-8")
        print("  " + str(target))


def install_tools(out, place):
    """The tool for people, with its manual page and its completion."""
    if (out / "cordon-profile").exists():
        put(out / "cordon-profile", place / "bin" / "cordon-profile", 0o755)
    extras = {"cordon-profile.1": "share/man/man1/cordon-profile.1",
              "cordon-profile.bash": "share/bash-completion/completions/cordon-profile"}
    for path in sources.files():
        if path.name in extras:
            put(path, place / extras[path.name])


def main():
    parser = argparse.ArgumentParser(prog="./dev install", description="Builds libraries and tool, and installs them.")
    parser.add_argument("--prefix", required=True, type=pathlib.Path, help="where the files belong")
    parser.add_argument("--destdir", type=pathlib.Path, help="put them below this folder instead, for packagers")
    parser.add_argument("--config", choices=sorted(tree.CONFIGS), default="install")
    options = parser.parse_args()
    prefix = pathlib.Path(os.path.abspath(options.prefix))
    place = options.destdir / prefix.relative_to("/") if options.destdir else prefix
    try:
        out = tree.build(options.config)
        install_libraries(out, place)
        install_headers(place)
        install_pkg_config(place, prefix)
        install_tools(out, place)
    except (tree.BuildError, OSError) as error:
        sys.exit("dev: cannot install: %s" % error)
    print("installed Cordon %s in %s" % (VERSION, place))


if __name__ == "__main__":
    main()
