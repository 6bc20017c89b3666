"""mutate_core.py CLANG LLVM-LINK MAKE...: drops each refusal of runtime/core/load.c in turn; weights_test must notice each.
`MAKE... FOLDER --core FILE` makes the library with that bitcode in place of runtime/core's."""
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
core = root / "runtime" / "core"
clang, link, make = sys.argv[1], sys.argv[2], sys.argv[3:]
flags = ["-std=c11", "-O1", "-fPIC", "-ffreestanding", "-w", "-I", root, "-emit-llvm", "-c"]
text = (core / "load.c").read_text()


def call(*command):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=60)


def end(at):
    """Just past the bracket that closes the one opened at `at`."""
    depth = 0
    for i in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth == 0:
            return i + 1


def survives(site, folder, parts):
    """The library's load with the text of this site replaced by 0."""
    with tempfile.TemporaryDirectory() as here_now:
        out = pathlib.Path(here_now)
        (out / "load.c").write_text(text[:site[0]] + "0" + text[site[1]:])
        call(clang, *flags, out / "load.c", "-o", out / "load.bc").check_returncode()
        call(link, out / "load.bc", *parts, "-o", out / "core.bc").check_returncode()
        call(*make, out, "--core", out / "core.bc").check_returncode()
        call("gcc", folder / "test.o", out / "libdigits.a", "-lm", "-o", out / "test").check_returncode()
        return call(out / "test").returncode == 0


with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
    folder = pathlib.Path(name)
    parts = [folder / (part.stem + ".bc") for part in sorted(core.glob("*.c")) if part.stem != "load"]
    for part in parts:
        call(clang, *flags, core / (part.stem + ".c"), "-o", part).check_returncode()
    call(*make, folder).check_returncode()
    call("gcc", "-w", "-I", folder, "-c", here / "weights_test.c", "-o", folder / "test.o").check_returncode()
    sites = [(m.start() + 7, end(m.end() - 1)) for m in re.finditer(r"return refuse\(", text)]
    bad = [s for s, left in zip(sites, pool.map(lambda s: survives(s, folder, parts), sites)) if left]
for site in bad:
    print("load.c, line %d: dropped, and no test noticed" % (text.count("\n", 0, site[0]) + 1))
print("mutation: %d refusals dropped one by one, %d noticed" % (len(sites), len(sites) - len(bad)))
sys.exit(bool(bad))
