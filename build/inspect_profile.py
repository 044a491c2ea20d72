#!/usr/bin/python3
"""./dev inspect: what a profile holds, and whether it is what was written."""

import argparse
import json
import subprocess
import sys

import tree

VERBS = ("list", "journal", "verify")


def ask(program, verb, profile, as_json):
    order = [program, verb, profile] + (["--json"] if as_json else [])
    answer = subprocess.run(order, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
    return answer.returncode, answer.stdout


def main():
    parser = argparse.ArgumentParser(prog="./dev inspect", description="Grants, journal and verification of a profile.")
    parser.add_argument("profile", help="the profile's folder")
    parser.add_argument("--json", action="store_true", help='{"list": …, "journal": …, "verify": …}')
    options = parser.parse_args()
    try:
        out = tree.build("debug", targets=["cordon-profile"])
    except tree.BuildError as error:
        sys.exit("dev: %s" % error)
    answers, worst = {}, 0
    for verb in VERBS:
        status, said = ask(out / "cordon-profile", verb, options.profile, options.json)
        worst = max(worst, status)
        if status != 0 and not said:  # there is nothing to look into, and the program has said why
            return status
        if options.json:
            answers[verb] = json.loads(said)
        else:
            print("== %s\n%s" % (verb, said), flush=True)
    if options.json:
        print(json.dumps(answers, indent=1))
    return worst


if __name__ == "__main__":
    sys.exit(main())
