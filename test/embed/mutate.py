"""mutate.py LIBRARY MAKE...: drops each check of a library's borders in turn; the tests of its promises must notice each.
`MAKE... --count` prints how many there are, `MAKE... FOLDER --drop N` makes the library without check N."""
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
library, *make = sys.argv[1:]
tests = {"digits": ["contract_test", "weights_test", "device_test", "evaluate_test"], "kinds": ["kinds_test"], "values": ["values_test"]}[library]


def call(*command):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=60)


def survives(number, objects):
    """Every library is made to need `popcnt`, so that the check of the CPU is there too."""
    with tempfile.TemporaryDirectory() as folder:
        made = call(*make, folder, "--need", "popcnt", "--drop", number)
        if made.returncode:
            return True
        for name in tests:
            program = pathlib.Path(folder) / name
            call("gcc", objects / (name + ".o"), folder + "/lib%s.a" % library, "-lm", "-o", program).check_returncode()
            if call(program).returncode:
                return False
    return True


with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
    objects = pathlib.Path(folder)
    call(*make, objects, "--need", "popcnt").check_returncode()
    for name in tests:
        flags = ["-std=c99", "-O1", "-w", "-I", objects]
        call("gcc", *flags, "-c", here / (name + ".c"), "-o", objects / (name + ".o")).check_returncode()
    count = int(call(*make, "--count").stdout)
    if not survives(count, objects):
        sys.exit("the whole library fails its tests")
    bad = [n for n, s in enumerate(pool.map(lambda n: survives(n, objects), range(count))) if s]
for number in bad:
    print("check %d: dropped, and no test noticed" % number)
print("mutation: %d checks dropped one by one, %d noticed" % (count, count - len(bad)))
sys.exit(bool(bad))
