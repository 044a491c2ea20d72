"""Every public header alone, as C and as C++; and what the shared libraries let out."""

import re
import shlex
import subprocess
import sys

from tests.support.programs import ROOT
from tests.support.rows import rows, timeout

sys.path.insert(0, str(ROOT / "build"))
import sources  # noqa: E402

PACKAGES = ["glib-2.0", "gio-2.0", "gio-unix-2.0", "openssl", "json-glib-1.0"]


def say(*order):
    answer = subprocess.run(list(map(str, order)), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    return answer.returncode, answer.stdout


def compile_each(folder, compiler, standard, ending):
    flags = shlex.split(say("pkg-config", "--cflags", *PACKAGES)[1].replace("-I", "-isystem"))
    files = []
    for header in sources.public_headers():
        name = str(header.relative_to(ROOT))
        file = folder / (re.sub(r"\W", "_", name) + ending)
        # Twice: a header must stand its own second inclusion.
        file.write_text('#include "%s"\n#include "%s"\nint nothing_else;\n' % (name, name), encoding="utf-8")
        files.append(file)
    assert files
    status, said = say(compiler, standard, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
                       "-Wno-missing-field-initializers", "-I", ROOT, *flags, *files)
    assert status == 0, said[:6000]


@rows("")
@timeout(300)
def test_all_public_headers_fit_into_one_program(tmp_path):
    headers = [str(header.relative_to(ROOT)) for header in sources.public_headers()]
    file = tmp_path / "all.c"
    file.write_text("".join('#include "%s"\n' % name for name in headers + headers[::-1]) + "int nothing_else;\n",
                    encoding="utf-8")
    flags = shlex.split(say("pkg-config", "--cflags", *PACKAGES)[1].replace("-I", "-isystem"))
    status, said = say("gcc", "-std=c17", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
                       "-I", ROOT, *flags, file)
    assert status == 0, said[:6000]


@rows("")
@timeout(300)
def test_every_public_header_compiles_alone_as_c(tmp_path):
    compile_each(tmp_path, "gcc", "-std=c17", ".c")


@rows("")
@timeout(300)
def test_every_public_header_compiles_alone_as_cplusplus(tmp_path):
    compile_each(tmp_path, "clang++", "-std=c++17", ".cc")


def exported(library):
    status, said = say("nm", "-D", "--defined-only", library)
    assert status == 0, said
    return {line.split()[-1] for line in said.splitlines() if line}


def declared():
    """Every function that a header marks CORDON_API, with its header."""
    found = {}
    for header in sources.public_headers():
        text = header.read_text(encoding="utf-8")
        for match in re.finditer(r"^CORDON_API\b[^;{]*?\b(cordon_\w+)\s*\(", text, re.M):
            found[match.group(1)] = str(header.relative_to(ROOT))
    return found


@rows("")
def test_libraries_export_only_marked_symbols(out):
    known = declared()
    for library in ("libcordon.so.0", "libcordon-content.so.0"):
        symbols = exported(out / library)
        assert symbols, library + " exports nothing"
        strangers = sorted(symbols - set(known))
        assert not strangers, "%s lets out what no header marks: %s" % (library, " ".join(strangers))


@rows("")
def test_every_marked_function_is_in_the_library(out):
    symbols = exported(out / "libcordon.so.0")
    missing = ["%s (%s)" % (name, header) for name, header in sorted(declared().items()) if name not in symbols]
    assert not missing, "declared, never defined: " + ", ".join(missing)


def needed(library):
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", say("readelf", "-d", library)[1]))


@rows("")
def test_content_library_needs_glib_only(out):
    libraries = needed(out / "libcordon-content.so.0")
    strangers = {name for name in libraries if not name.startswith(("libglib-", "libgobject-", "libgio-", "libc.",
                                                                    "libm.", "libpthread."))}
    assert not strangers, strangers


@rows("")
def test_libraries_carry_their_version_in_the_soname(out):
    for library in ("libcordon.so.0", "libcordon-content.so.0"):
        assert "[%s]" % library in say("readelf", "-d", out / library)[1]
