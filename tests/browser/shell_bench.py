#!/usr/bin/python3
"""What Cordon costs a page: the shell beside the same engine without Cordon. usage: shell_bench.py BUILD_FOLDER"""

import json
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.stage import Stage, begin, get, outcome, play  # noqa: E402

QUERY = """
  const n = 400, ask = () => navigator.permissions.query ({ name: 'camera' });
  for (let i = 0; i < 20; i++) await ask ();
  const begun = performance.now ();
  for (let i = 0; i < n; i++) await ask ();
  return (performance.now () - begun) / n * 1000;"""

# One frame of 640 by 480, drawn and read back.
READ_BACK = """
  const canvas = document.createElement ('canvas');
  canvas.width = 640; canvas.height = 480;
  const context = canvas.getContext ('2d', { willReadFrequently: true }), n = 150;
  const step = () => { context.drawImage (video, 0, 0); return context.getImageData (0, 0, 640, 480).data[0]; };
  for (let i = 0; i < 20; i++) step ();
  const begun = performance.now ();
  for (let i = 0; i < n; i++) step ();
  return (performance.now () - begun) / n * 1000;"""

PEER = "the same engine without Cordon"
ROUNDS = 7


def figure(name, value, peer_value):
    print(json.dumps({"name": name, "value": round(value, 2), "unit": "us", "peer": PEER,
                      "peer_value": round(peer_value, 2), "ratio": round(value / peer_value, 3)}), flush=True)


def measure(ours, bare):
    for name, script in (("shell_query", QUERY), ("shell_read_back", READ_BACK)):
        # In turn, so that what else the machine does meets both alike.
        rounds = [(ours.run(script), bare.run(script)) for _ in range(ROUNDS)]
        figure(name, *(statistics.median(values) for values in zip(*rounds)))


def main():
    out = ROOT / sys.argv[1]
    stage = Stage()
    try:
        with stage.shell(out) as ours:
            get(ours, {"video": True}, "answer-allow-visit")
            play(ours)
            with stage.shell(out, arguments=["--without-cordon"]) as bare:
                begin(bare, {"video": True})
                if outcome(bare) != "ok":
                    raise SystemExit("the engine alone opens no camera")
                play(bare)
                measure(ours, bare)
    finally:
        stage.close()


if __name__ == "__main__":
    main()
