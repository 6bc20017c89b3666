"""Programs of this repository and of the system."""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DLC = os.environ.get("DLC", os.path.join(ROOT, "build/release/bin/dlc"))
WORK = os.path.join(ROOT, "build/bench/work")


def work(name):
    os.makedirs(WORK, exist_ok=True)
    return os.path.join(WORK, name)


def source(name):
    return os.path.join("bench", name)


def call(*command):
    """Runs a command; its output, or an end with what it said."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout
