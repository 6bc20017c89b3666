"""make_kinds.py DLC-OPT FOLDER [--need FEATURE] [--drop N] | ... --count
Writes FOLDER/kinds.h and FOLDER/libkinds.a of kinds.dl. The other options are those of `dlc-opt library`."""
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
dlc_opt, folder, *options = sys.argv[1:]
make = [dlc_opt, "library", "kinds.dl"]
if folder == "--count":
    make.append(folder)
else:
    out = pathlib.Path(folder).resolve()
    make += ["-o", out / "libkinds.a", "--header", out / "kinds.h", *options]
sys.exit(subprocess.run([str(part) for part in make], cwd=here / "Inputs").returncode)
