"""Line coverage by folder, from what the tests of the coverage build left behind."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("permissions", "storage", "isolation", "ui-bridge")


def summary(out, programs):
    profiles = sorted((out / "profiles").glob("*.profraw"))
    if not profiles:
        return "no coverage: no test program ran"
    merged = out / "tests.profdata"
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", merged, *profiles], check=True)
    objects = []
    for program in programs:
        objects += ["-object", program.order[0]]
    answer = subprocess.run(["llvm-cov", "export", "-summary-only", "-instr-profile", merged, *objects[1:]],
                            check=True, capture_output=True, text=True)
    for profile in profiles:
        profile.unlink()
    lines = []
    for path, covered, count in sorted(_files(json.loads(answer.stdout))):
        lines.append("%-52s %5d of %5d lines  %3.0f %%" % (path, covered, count, 100 * covered / max(count, 1)))
    totals = ["%-52s %5d of %5d lines  %3.0f %%" % ((folder,) + total) for folder, total in _totals(answer.stdout)]
    return "\n".join(lines + [""] + totals)


def _files(report):
    for entry in report["data"][0]["files"]:
        path = pathlib.Path(entry["filename"])
        parts = path.parts
        for folder in FOLDERS:
            if folder in parts and "tests" not in parts and entry["summary"]["lines"]["count"]:
                name = "/".join(parts[parts.index(folder):])
                yield name, entry["summary"]["lines"]["covered"], entry["summary"]["lines"]["count"]


def _totals(text):
    files = list(_files(json.loads(text)))
    for folder in FOLDERS:
        chosen = [entry for entry in files if entry[0].startswith(folder + "/")]
        covered, count = sum(entry[1] for entry in chosen), sum(entry[2] for entry in chosen)
        if count:
            yield folder, (covered, count, 100 * covered / count)
