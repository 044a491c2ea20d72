"""Which files are the project's own."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIBRARY = ("permissions", "storage", "isolation", "ui-bridge")


def files():
    """Every file that git knows or would add; below out/ nothing is ours."""
    answer = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=False)
    if answer.returncode == 0:
        paths = [ROOT / name for name in answer.stdout.decode("utf-8", "replace").split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if path.relative_to(ROOT).parts[0] not in ("out", ".git")]
    return sorted(path for path in set(paths) if path.is_file())


def _ending(*endings):
    return [path for path in files() if path.name.endswith(endings)]


def c_files():
    return _ending(".c", ".h", ".cc")


def gn_files():
    return _ending("BUILD.gn", ".gni", "BUILDCONFIG.gn") + [ROOT / ".gn"]


def python_files():
    return _ending(".py")


def folder(path):
    """The top folder of a file, "" for the root."""
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else ""


def library_files(*endings):
    """The files of the library proper."""
    return [path for path in _ending(*endings) if folder(path) in LIBRARY]


def public_headers():
    """The headers that an embedder may include."""
    return [path for path in library_files(".h") if not path.name.endswith("_private.h")]
