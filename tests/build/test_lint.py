"""Each rule of ./dev lint finds what it is for and leaves the right form alone."""

import sys

from tests.support.programs import ROOT
from tests.support.rows import rows

sys.path.insert(0, str(ROOT / "build"))
import format as formatter  # noqa: E402
import lint_rules  # noqa: E402

# rule, path, what it must find, what it must leave alone
CASES = [
    ("goto", "permissions/x.c", "  goto out;", "  /* goto is not for us */"),
    ("goto", "permissions/x.c", "  goto out;", '  f ("goto");'),
    ("own-include", "storage/x.c", "#include <permissions/origin.h>", '#include "permissions/origin.h"'),
    ("own-include", "storage/x.c", '#include "origin.h"', "#include <glib.h>"),
    ("upward-include", "storage/x.c", '#include "shell/tab.h"', '#include "permissions/origin.h"'),
    ("third-party-include", "permissions/x.c", "#include <sqlite3.h>", "#include <glib.h>"),
    ("third-party-include", "storage/store.c", "#include <openssl/hmac.h>", "#include <sqlite3.h>"),
    ("third-party-include", "isolation/x.c", "#include <unicode/uidna.h>", "#include <openssl/ssl.h>"),
    ("banned-function", "shell/x.c", "  strcpy (a, b);", "  g_strlcpy (a, b, sizeof (a));"),
    ("quiet-library", "storage/x.c", '  g_warning ("x");', '  g_debug ("x");'),
    ("quiet-library", "storage/x.c", '  printf ("x");', "  g_strdup_printf ();"),
    ("global-state", "storage/x.c", "static int n_open;", "static const int n_open = 3;"),
    ("global-state", "storage/x.c", "static GHashTable *table;", "  static_function (x);"),
    ("global-state", "storage/x.c", "static char names[3][8];", "static gboolean answer (int x);"),
    ("built-sql", "storage/x.c", '  g_strdup_printf ("SELECT %s FROM t", a);', '  "SELECT id FROM t WHERE id = ?1",'),
    ("test-name", "tests/x_test.c", '    CORDON_TEST (origin, ""),', '    CORDON_TEST (opaque_is_opaque, ""),'),
    ("foreign-path", "dev", "cd /home/somebody", "cd /usr/share/home"),  # lint: allow foreign-path (the case itself)
    ("doc-comment", "storage/x.h", "CORDON_API int cordon_x (void);",
     "/** cordon_x: one. */\nCORDON_API int cordon_x (void);"),
    ("header-frame", "storage/x.h", "#pragma once\nCORDON_API int cordon_x (void);",
     "#pragma once\nG_BEGIN_DECLS\nCORDON_API int cordon_x (void);\nG_END_DECLS"),
    ("default-case", "storage/x.c", "  switch (x)\n    {\n    case CORDON_A: return 1;\n    default: return 2;\n    }",
     "  switch (x)\n    {\n    case 'a': return 1;\n    default: return 2;\n    }"),
    ("function-length", "storage/x.c", "f (void)\n{" + "\n  g ();" * 61 + "\n}",
     "f (void)\n{" + "\n  g ();" * 60 + "\n}"),
    ("file-length", "storage/x.c", "\n".join(["x"] * 601), "\n".join(["x"] * 600)),
    ("line-length", "storage/x.c", "x" * 121, "x" * 120),
    ("white-space", "storage/x.c", "a ", "a"),
    ("white-space", "storage/x.c", "\ta", "  a"),
]


def found(name, path, text):
    function = next(function for rule, _, _, function in lint_rules.RULES if rule == name)
    lines = text.splitlines()
    code = lint_rules.without_comments(lines) if path.endswith((".c", ".h")) else lines
    return [number for number, _ in function(path, lines, code) if not lint_rules.allowed(lines, number, name)]


@rows("")
def test_every_rule_finds_what_it_is_for():
    for name, path, wrong, right in CASES:
        assert found(name, path, wrong), (name, wrong)
        assert not found(name, path, right), (name, right, found(name, path, right))


@rows("")
def test_every_rule_has_its_case():
    assert {rule for rule, _, _, _ in lint_rules.RULES} - {case[0] for case in CASES} == {"listed"}


@rows("")
def test_a_line_may_say_why_it_breaks_a_rule():
    assert not found("goto", "storage/x.c", "  goto out; /* lint: allow goto (no other way) */")
    assert not found("goto", "storage/x.c", "  /* lint: allow goto (no other way) */\n  goto out;")
    assert found("goto", "storage/x.c", "  /* lint: allow global-state (no) */\n  goto out;")


@rows("")
def test_long_comments_are_wrapped_and_drawings_kept():
    words = " ".join(["word"] * 30)
    assert formatter.wrapped(["/** " + words + " */"]) == [
        "/**", " * " + " ".join(["word"] * 22), " * " + " ".join(["word"] * 8), " */"]
    assert formatter.wrapped([" * " + words, " * tail"]) == [
        " * " + " ".join(["word"] * 22), " * " + " ".join(["word"] * 8) + " tail"]
    drawn = " *   a ──► b" + "   c" * 40
    assert formatter.wrapped([drawn]) == [drawn]
