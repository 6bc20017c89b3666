"""mutate.py LIBRARY MAKE...: drops each check of a library's borders in turn; the tests of its promises must notice each.
`MAKE... --count` prints how many there are; of a library that `MAKE... FOLDER --droppable` makes, dropped.c says which one counts for nothing."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
library, *make = sys.argv[1:]
tests = {"digits": ["contract_test", "weights_test", "device_test", "evaluate_test"], "kinds": ["kinds_test"], "values": ["values_test", "values_results_test", "values_promises_test"]}[library]


def call(*command, dropped=None):
    environment = os.environ | ({} if dropped is None else {"DROPPED": str(dropped)})
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=60, env=environment)


def build(folder):
    """The programs; every library is made to need `popcnt`, so that the check of the CPU is there too."""
    call(*make, folder, "--need", "popcnt", "--droppable").check_returncode()
    flags = ["-std=c99", "-O1", "-w", "-I", folder, here / "dropped.c"]
    for name in tests:
        call("gcc", *flags, here / (name + ".c"), folder / ("lib%s.a" % library), "-lm", "-o", folder / name).check_returncode()
    return [folder / name for name in tests]


def survives(number, programs):
    return all(call(program, dropped=number).returncode == 0 for program in programs)


with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
    programs = build(pathlib.Path(folder))
    count = int(call(*make, "--count").stdout)
    if not survives(None, programs):
        sys.exit("the whole library fails its tests")
    bad = [n for n, s in enumerate(pool.map(lambda n: survives(n, programs), range(count))) if s]
for number in bad:
    print("check %d: dropped, and no test noticed" % number)
print("mutation: %d checks dropped one by one, %d noticed" % (count, count - len(bad)))
sys.exit(bool(bad))
