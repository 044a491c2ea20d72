#!/usr/bin/python3
"""Compiles a GResource description into C: resources.py DESCRIPTION OUTPUT DEPFILE."""

import os
import subprocess
import sys

description, output, depfile = sys.argv[1:]
order = ["glib-compile-resources", "--generate-source", "--sourcedir", os.path.dirname(description),
         "--target", output, "--dependency-file", depfile, description]
sys.exit(subprocess.run(order, check=False).returncode)
