#!/usr/bin/env python3
"""compare.py --count N [--seed S] [--jobs J]: runs random programs interpreted and compiled, and compares output, exit code and errors.

A program is a unit of generate.py; twenty of them share a file. Where the two ways differ the unit is looked for, shrunk and printed with its seed.
`--unit SEED` runs one again, `--census` says how many of the programs that ran have each construct."""
import argparse
import collections
import concurrent.futures
import dataclasses
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
ALONE = 1200  # seconds for one program that was stopped at that: indices four deep over 64 are slow, interpreted


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

    def run(self, path, limit, *options):
        try:
            done = subprocess.run([self.dlc, "run", *options, path], stdin=subprocess.DEVNULL, capture_output=True, timeout=limit)
        except subprocess.TimeoutExpired:
            return Outcome(124, b"", "no end within %d s" % limit)
        lines = done.stderr.decode(errors="replace").replace(path, "FILE").split("\n")
        details = lines[2:3] if "internal error" in lines[0] else []
        return Outcome(done.returncode, done.stdout, ": ".join(lines[:1] + details))

    def both(self, text, limit=LIMIT):
        """(what went wrong or None, the interpreted outcome)"""
        handle, path = tempfile.mkstemp(suffix=".dl", dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        eager = self.run(path, limit, "--eager")
        if eager.is_refused():
            problem = None
        else:
            problem = difference(eager, self.run(path, limit))
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


@dataclasses.dataclass
class Tally:
    """What became of programs."""
    ran: int = 0
    ended: int = 0  # of these, to the end
    problems: list = dataclasses.field(default_factory=list)  # (unit, what)
    refusals: list = dataclasses.field(default_factory=list)  # (unit, message)
    census: collections.Counter = dataclasses.field(default_factory=collections.Counter)

    def add_run(self, unit, ended):
        self.ran += 1
        self.ended += ended
        self.census.update(unit.census.keys())

    def add(self, other):
        for field in dataclasses.fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def check_batch(runner, seed, count):
    tally = Tally()
    check_together(runner, generate.units(seed, count), tally)
    return tally


def check_together(runner, units, tally):
    """All in one file; one by one if something is wrong. A unit that fails ends the file: the others go into another one."""
    problem, eager = runner.both("".join(u.text() for u in units))
    if problem or eager.is_refused():
        for unit in units:
            check_alone(runner, unit, tally)
        return
    reached = eager.output.count(b"\nunit ") + eager.output.startswith(b"unit ")
    for at, unit in enumerate(units[:reached]):
        tally.add_run(unit, eager.code == 0 or at + 1 < reached)
    if units[reached:]:
        check_together(runner, units[reached:], tally)


def check_alone(runner, unit, tally):
    problem, eager = runner.both(unit.text(), ALONE)
    if eager.is_refused():
        tally.refusals.append((unit, eager.error))
    else:
        tally.add_run(unit, eager.code == 0)
    if problem:
        tally.problems.append((unit, problem))


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
    total = Tally()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for tally in pool.map(lambda b: check_batch(runner, *b), batches):
            total.add(tally)
            for unit, problem in tally.problems:
                report(runner, unit, problem, not options.no_shrink)
    summary(total, options.census)
    return bool(total.problems) or (options.none_refused and bool(total.refusals))


def summary(total, census):
    refused = {}
    for unit, message in total.refusals:
        refused.setdefault(message[:60], []).append(unit.seed)
    for message, seeds in sorted(refused.items(), key=lambda item: -len(item[1])):
        print("refused by the checker, %d times: %s (unit %d)" % (len(seeds), message, seeds[0]))
    if census:
        print("%d constructs; programs with each of them:" % len(total.census))
        for construct, count in total.census.most_common():
            print("%6d  %s" % (count, construct.replace("_", " ")))
    print("%d programs ran, %d to the end, %d were refused, %d differ" % (total.ran, total.ended, len(total.refusals), len(total.problems)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--unit", type=int)
    parser.add_argument("--dlc", default="dlc")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--census", action="store_true")
    parser.add_argument("--none-refused", action="store_true", help="fail if the checker refuses one")
    options = parser.parse_args()
    if not shutil.which(options.dlc):
        sys.exit("compare.py: there is no `%s`" % options.dlc)
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options.dlc, folder)
        return one_unit(runner, options.unit) if options.unit is not None else compare(options, runner)


if __name__ == "__main__":
    sys.exit(main())
