#!/usr/bin/env python3
"""compare.py --count N [--seed S] [--jobs J]: runs random programs interpreted and compiled, and compares output, exit code and errors.

A program is a unit of generate.py; twenty of them share a file. Where the two ways differ the unit is looked for, shrunk and printed with its seed.
`--unit SEED` runs one again."""
import argparse
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile
from typing import NamedTuple

import generate
import shrink

BATCH = 20
LIMIT = 120  # seconds for one file


class Outcome(NamedTuple):
    code: int
    output: bytes
    error: str  # the first line

    def is_refused(self):
        return self.code != 0 and self.error.startswith("error[")

    def is_internal(self):
        words = ("internal", "is not available yet", "Assertion", "Sanitizer", "LLVM ERROR", "error: 'dl.")
        return self.code not in (0, 1) or any(w in self.error for w in words)


class Runner:
    def __init__(self, dlc, folder):
        self.dlc, self.folder = dlc, folder

    def run(self, path, *options):
        try:
            done = subprocess.run([self.dlc, "run", *options, path], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return Outcome(124, b"", "no end within %d s" % LIMIT)
        lines = done.stderr.decode(errors="replace").split("\n")
        details = lines[2:3] if "internal error" in lines[0] else []
        return Outcome(done.returncode, done.stdout, ": ".join(lines[:1] + details))

    def both(self, text):
        """(what went wrong or None, the interpreted outcome)"""
        handle, path = tempfile.mkstemp(suffix=".dl", dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        eager = self.run(path, "--eager")
        if eager.is_refused():
            problem = None
        else:
            problem = difference(eager, self.run(path))
        os.unlink(path)
        return problem, eager


def difference(eager, compiled):
    for way, outcome in (("interpreted", eager), ("compiled", compiled)):
        if outcome.is_internal():
            return "%s: exit code %d: %s" % (way, outcome.code, outcome.error)
    if (eager.code, eager.error) != (compiled.code, compiled.error):
        return "interpreted: %d %s; compiled: %d %s" % (eager.code, eager.error, compiled.code, compiled.error)
    if eager.output != compiled.output:
        pairs = zip(eager.output.split(b"\n"), compiled.output.split(b"\n"))
        first = next(((a, b) for a, b in pairs if a != b), (b"", b""))
        return "interpreted: %s; compiled: %s" % tuple(line.decode(errors="replace")[:200] for line in first)
    return None


def check_batch(runner, seed, count):
    """(units that ran, problems as (unit, what), refusals as (unit, message))"""
    units = generate.units(seed, count)
    problem, eager = runner.both("".join(u.text() for u in units))
    if not problem and not eager.is_refused():
        return count, [], []
    ran, problems, refusals = 0, [], []
    for unit in units:
        problem, eager = runner.both(unit.text())
        ran += not eager.is_refused()
        if eager.is_refused():
            refusals.append((unit, eager.error))
        if problem:
            problems.append((unit, problem))
    return ran, problems, refusals


def report(runner, unit, problem, shrinks):
    print("unit %d: %s" % (unit.seed, problem))
    if shrinks:
        print(shrink.shrink(unit, lambda text: is_like(runner.both(text)[0], problem)))
    sys.stdout.flush()


def is_like(problem, other):
    """Mistakes of dlc have a text each; of differences any will do."""
    return problem is not None and ("exit code" in problem) == ("exit code" in other) and ("exit code" not in other or problem[:110] == other[:110])


def one_unit(runner, seed):
    unit = generate.units_of([seed])[0]
    problem, eager = runner.both(unit.text())
    print(unit.text())
    print(problem or "no difference: exit code %d %s" % (eager.code, eager.error))
    if problem:
        report(runner, unit, problem, True)
    return problem is not None


def compare(options, runner):
    batches = [(options.seed + k, min(BATCH, options.count - k * BATCH)) for k in range((options.count + BATCH - 1) // BATCH)]
    ran = failed = 0
    refused = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for done, problems, refusals in pool.map(lambda b: check_batch(runner, *b), batches):
            ran += done
            failed += len(problems)
            for unit, problem in problems:
                report(runner, unit, problem, not options.no_shrink)
            for unit, message in refusals:
                refused.setdefault(message[:60], []).append(unit.seed)
    for message, seeds in sorted(refused.items(), key=lambda item: -len(item[1])):
        print("refused by the checker, %d times: %s (unit %d)" % (len(seeds), message, seeds[0]))
    print("%d programs ran, %d were refused, %d differ" % (ran, sum(map(len, refused.values())), failed))
    return failed > 0 or (options.none_refused and bool(refused))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--unit", type=int)
    parser.add_argument("--dlc", default="dlc")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--none-refused", action="store_true", help="fail if the checker refuses one")
    options = parser.parse_args()
    if not shutil.which(options.dlc):
        sys.exit("compare.py: there is no `%s`" % options.dlc)
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options.dlc, folder)
        return one_unit(runner, options.unit) if options.unit is not None else compare(options, runner)


if __name__ == "__main__":
    sys.exit(main())
