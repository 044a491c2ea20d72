"""Cordon inside another GN tree, unchanged, as third_party/cordon."""

import filecmp
import pathlib
import shutil
import subprocess
import sys

from tests.support.programs import ROOT
from tests.support.rows import rows, timeout

sys.path.insert(0, str(ROOT / "build"))
import sources  # noqa: E402

TREE = ROOT / "out" / "embed"

# What the smallest engine plays: two processes, one prompt, one camera for one person.
STORY = [
    "chrome: https://talk.example wants to use your camera. Only for media to bob @ idp.example (not verified yet); "
    "the site itself cannot see or record it.",
    "camera: open, for identity:bob@idp.example alone",
    "camera: the same token again is refused",
    "page: track.isolated is true",
    "page: getImageData () threw SecurityError",
    "page: done",
    "camera: closed, whatever the page does",
    "page: the track of the camera ended",
]


def mirror(paths, base, target):
    """Copies what differs, so that a second run builds only what changed; removes what is gone."""
    wanted = set()
    for path in paths:
        copy = target / path.relative_to(base)
        wanted.add(copy)
        if not copy.exists() or not filecmp.cmp(path, copy, shallow=False):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
            copy.touch()
    return wanted


def run(*order, folder=TREE):
    answer = subprocess.run(list(map(str, order)), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    assert answer.returncode == 0, "%s:\n%s" % (" ".join(map(str, order)), "\n".join(answer.stdout.splitlines()[-60:]))
    return answer.stdout


def prepare():
    template = ROOT / "tests" / "embed"
    wanted = mirror([path for path in template.rglob("*") if path.is_file()], template, TREE)
    wanted |= mirror([path for path in sources.files() if not path.is_relative_to(ROOT / "tests")], ROOT,
                     TREE / "third_party" / "cordon")
    for path in list(TREE.rglob("*")):
        if path.is_file() and path not in wanted and not path.is_relative_to(TREE / "out"):
            path.unlink()


@rows("")
@timeout(600)
def test_another_tree_embeds_the_library_unchanged():
    prepare()
    run("gn", "gen", "-q", "--check", "out")
    run("ninja", "-C", "out", "--quiet")
    shutil.rmtree(TREE / "profile", ignore_errors=True)
    story = run("timeout", "150", "./browser", TREE / "profile", folder=TREE / "out").splitlines()
    assert story == STORY, "\n".join(story)
    again = run("timeout", "150", "./browser", TREE / "profile", folder=TREE / "out").splitlines()
    assert again == STORY[1:], "what was kept is not asked again:\n" + "\n".join(again)


@rows("")
def test_an_embedder_builds_neither_tests_nor_shell():
    prepare()
    run("gn", "gen", "-q", "out")
    labels = run("gn", "ls", "out").split()
    assert any(label.startswith("//third_party/cordon/permissions") for label in labels)
    assert not [label for label in labels if "/tests" in label or "/shell" in label]


@rows("")
def test_library_build_files_stand_on_relative_labels():
    found = []
    for path in sources.gn_files():
        if sources.folder(path) in sources.LIBRARY or path == ROOT / "BUILD.gn":
            text = pathlib.Path(path).read_text(encoding="utf-8")
            found += ["%s: %s" % (path.name, line.strip()) for line in text.splitlines()
                      if '"//' in line or any(word in line for word in ("is_clang", "sanitizer", "use_libfuzzer"))]
    assert not found, "\n".join(found)
