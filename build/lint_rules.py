"""The project's own rules, each a function over one file. A message names the remedy.

A line may say why it breaks a rule: a comment with `lint: allow RULE (why)` on the line itself or on the one before.
"""

import re

import sources

RULES = []
LIBRARY = sources.LIBRARY


def rule(name, *endings, folders=None):
    """Registers a rule for files with these endings in these folders (all where None)."""
    def register(function):
        RULES.append((name, endings, folders, function))
        return function
    return register


def problems():
    found = []
    for path in sources.files():
        relative = str(path.relative_to(sources.ROOT))
        chosen = [(name, function) for name, endings, folders, function in RULES
                  if relative.endswith(endings) and (folders is None or sources.folder(path) in folders)]
        if not chosen:
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        code = without_comments(lines) if relative.endswith((".c", ".h")) else lines
        for name, function in chosen:
            for number, remedy in function(relative, lines, code):
                if not allowed(lines, number, name):
                    found.append("%s:%d: %s [%s]" % (relative, number, remedy, name))
    return found


def allowed(lines, number, name):
    return any("lint: allow " + name in line for line in lines[max(0, number - 2):number])


def without_comments(lines):
    """The lines with comments and the contents of strings blanked, so that a rule sees code only."""
    out, inside = [], False
    for line in lines:
        kept, index = [], 0
        while index < len(line):
            if inside:
                end = line.find("*/", index)
                index, inside = (len(line), True) if end < 0 else (end + 2, False)
            elif line.startswith("/*", index):
                inside, index = True, index + 2
            elif line.startswith("//", index):
                break
            elif line[index] in "\"'":
                end = _end_of_literal(line, index)
                kept.append(line[index] * 2)
                index = end
            else:
                kept.append(line[index])
                index += 1
        out.append("".join(kept).rstrip())
    return out


def _end_of_literal(line, begin):
    index = begin + 1
    while index < len(line) and line[index] != line[begin]:
        index += 2 if line[index] == "\\" else 1
    return index + 1


def each(code, pattern, remedy):
    """One finding per line of code that the pattern matches."""
    found = re.compile(pattern)
    return [(number, remedy % match.groups() if "%s" in remedy else remedy)
            for number, line in enumerate(code, 1) for match in [found.search(line)] if match]


# Shape.

@rule("file-length", ".c", ".h", ".py", ".js", ".gn", ".gni")
def file_length(_path, lines, _code):
    if len(lines) <= 600:
        return []
    return [(601, "%d lines; look for a second noun and give it a file (600 at most)" % len(lines))]


@rule("function-length", ".c")
def function_length(_path, _lines, code):
    found, begin = [], None
    for number, line in enumerate(code, 1):
        before = next((other for other in reversed(code[:number - 1]) if other), "")
        if line == "{" and before.endswith(")"):
            begin = number
        elif line == "}" and begin:
            if number - begin - 1 > 60:
                remedy = "a function of %d lines; give its parts names (60 at most)"
                found.append((begin, remedy % (number - begin - 1)))
            begin = None
    return found


@rule("line-length", ".c", ".h", ".py", ".js")
def line_length(path, lines, _code):
    """clang-format holds code to 110; comments and tables may reach a little further, scripts in strings too."""
    most = 120 if path.endswith((".c", ".h")) else 140
    return [(number, "%d columns; break the line (%d at most)" % (len(line), most))
            for number, line in enumerate(lines, 1) if len(line) > most]


@rule("white-space", ".c", ".h", ".py", ".js", ".gn", ".gni", ".md", ".txt", ".html", ".css",
      folders=LIBRARY + ("", "build", "shell", "docs", "tests"))
def white_space(path, lines, _code):
    if "/corpus/" in path:
        return []
    tabs = not path.endswith((".c", ".h", ".py"))
    return [(number, "blank or tab at the wrong place; remove it") for number, line in enumerate(lines, 1)
            if line != line.rstrip() and not path.endswith(".md") or "\t" in line and not tabs]


# Layers that `gn check` cannot see, because the headers are not ours.

@rule("third-party-include", ".c", ".h")
def third_party_include(path, lines, _code):
    places = [
        (r"<sqlite3", ("storage/", "tests/"), "storage/"),
        (r"<openssl/", ("isolation/", "storage/mac.", "storage/mac_", "tests/"), "isolation/ and storage/mac.c"),
        (r"<unicode/", ("permissions/idna", "ui-bridge/domain_", "tests/"),
         "permissions/idna.c and ui-bridge/domain_*.c"),
        (r"<(?:webkit|gtk/|jsc/|libsoup/)", ("shell/", "tests/"), "shell/"),
    ]
    found = []
    for pattern, folders, where in places:
        if not path.startswith(folders):
            found += each(lines, r"^#include (?:%s)" % pattern,
                          "this header stays in %s; ask that part instead" % where)
    return found


@rule("own-include", ".c", ".h", ".cc")
def own_include(_path, lines, _code):
    return (each(lines, r"^#include <(?:permissions|storage|isolation|ui-bridge|shell|tests)/",
                 "own headers take quotes")
            + each(lines, r'^#include "[^/]*"', 'name the header from the root: "folder/file.h"'))


@rule("upward-include", ".c", ".h", folders=LIBRARY)
def upward_include(_path, lines, _code):
    return each(lines, r'^#include "(?:shell|tests)/',
                "the library knows neither shell nor tests; declare an interface")


# Language.

@rule("goto", ".c", ".h")
def no_goto(_path, _lines, code):
    return each(code, r"\bgoto\b", "use g_autoptr and early return instead of goto")


@rule("default-case", ".c", folders=LIBRARY + ("shell",))
def no_default(_path, _lines, code):
    """A `default` hides the enum value that is added later."""
    found, switches = [], []
    for number, line in enumerate(code, 1):
        indent = len(line) - len(line.lstrip())
        while line and switches and indent <= switches[-1][0] and not line.lstrip().startswith(("{", "switch")):
            switches.pop()
        if re.search(r"\bswitch \(", line):
            switches.append([indent, False])
        elif switches and re.search(r"\bcase CORDON_", line):
            switches[-1][1] = True
        elif switches and re.search(r"\bdefault:", line) and switches[-1][1]:
            found.append((number, "name every value of an own enum instead of `default`"))
    return found


@rule("banned-function", ".c", ".h", folders=LIBRARY + ("shell", "tests"))
def banned_function(_path, _lines, code):
    banned = r"(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|alloca|g_alloca|g_newa|system|mktemp|tmpnam)"
    return each(code, r"(?<![\w>.])%s \(" % banned, "%s () is not for us; GLib has the bounded form")


@rule("quiet-library", ".c", ".h", folders=LIBRARY)
def quiet_library(_path, _lines, code):
    loud = r"(printf|puts|perror|fprintf|g_print|g_printerr|g_message|g_warning|g_info|exit|_exit|abort)"
    return each(code, r"(?<![\w>.])%s \(" % loud, "the library does not call %s (); return a value or a GError")


@rule("global-state", ".c", folders=LIBRARY)
def global_state(_path, _lines, code):
    return each(code, r"^(?:static )?(?!.*\b(?:const|typedef|extern|struct|enum|union|return|inline|_Static_assert)\b)"
                      r"[A-Za-z_][\w ]*[ *]+\w+(?:\[[^\]]*\])*(?: = .*)?;$",
                "no global mutable state; keep it in an object that the caller holds")


@rule("built-sql", ".c", folders=("storage",))
def built_sql(_path, lines, _code):
    maker = re.compile(r"(printf|strconcat|g_string_append|strjoin|mprintf)\b")
    verb = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|ATTACH|ALTER|REPLACE|VACUUM)\b', re.I)
    return [(number, "SQL lives in the table of named statements; bind values instead of building text")
            for number, line in enumerate(lines, 1) if verb.search(line) and maker.search(line)]


# Contract.

@rule("header-frame", ".h", folders=LIBRARY)
def header_frame(path, lines, _code):
    text = "\n".join(lines)
    found = []
    if "#pragma once" not in text and not re.search(r"^#ifndef \w+_H\b", text, re.M):
        found.append((1, "begin the header with #pragma once"))
    if not path.endswith("_private.h") and re.search(r"^CORDON_API", text, re.M) and "G_BEGIN_DECLS" not in text:
        found.append((1, "wrap the declarations in G_BEGIN_DECLS and G_END_DECLS for C++"))
    return found


@rule("doc-comment", ".h", folders=LIBRARY)
def doc_comment(_path, lines, _code):
    found = []
    for number, line in enumerate(lines, 1):
        if not line.startswith("CORDON_API ") or "(" not in line:
            continue
        index = number - 2
        # One comment may serve a group: what stands under it without an empty line.
        while index >= 0 and lines[index] and "*/" not in lines[index]:
            index -= 1
        if index < 0 or not lines[index].rstrip().endswith("*/"):
            found.append((number, "say in a /** comment what the function promises"))
            continue
        while index > 0 and "/*" not in lines[index]:
            index -= 1
        if "/**" not in lines[index]:
            found.append((number, "a public function's comment begins with /**"))
    return found


@rule("listed", ".h", ".c", folders=LIBRARY + ("shell",))
def listed(path, _lines, _code):
    folder, name = path.rsplit("/", 1)
    upward = [place / "BUILD.gn" for place in (sources.ROOT / path).parents if place.is_relative_to(sources.ROOT)]
    if any('"%s"' % name in text or '/%s"' % name in text
           for text in (file.read_text(encoding="utf-8") for file in upward if file.exists())):
        return []
    return [(1, "no target of %s/BUILD.gn lists it; `gn check` is blind to it" % folder)]


@rule("test-name", ".c", folders=("tests",))
def test_name(path, lines, _code):
    if not path.endswith("_test.c"):
        return []
    return [(number, "a test's name is a sentence: what holds when it passes")
            for number, line in enumerate(lines, 1)
            for match in [re.search(r"^\s*CORDON_TEST(?:_WITH)? \((\w+)", line)]
            if match and match.group(1).count("_") < 2]


# What must not stand in the project.

@rule("foreign-path", ".c", ".h", ".py", ".js", ".gn", ".gni", ".md", ".txt", ".html", "dev")
def foreign_path(_path, lines, _code):
    return each(lines, r"(?<![\w.])/(?:work|home|root)/\w",
                "a path of one machine; derive it or let the caller name it")
