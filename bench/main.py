"""Runs the benchmarks and prints one table for each."""
import argparse
import sys

import eager
import machine
import mlp
import train
from report import Report


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--only", choices=["mlp", "train", "eager"], help="one of the benchmarks")
    options = parser.parse_args()
    rounds = 5 if options.quick else 25
    print(machine.describe())
    benches = {"mlp": mlp, "train": train, "eager": eager}
    missed = []
    for name, bench in benches.items():
        if options.only in (None, name):
            missed += bench.run(Report(rounds))
    for miss in missed:
        print(f"missed: {miss}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
