"""make_library.py NAME DLC-OPT FOLDER [--need FEATURE] [--droppable] | ... --count
Writes FOLDER/NAME.h and FOLDER/libNAME.a of Inputs/NAME.dl. The other options are those of `dlc-opt library`."""
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
name, dlc_opt, folder, *options = sys.argv[1:]
make = [dlc_opt, "library", name + ".dl"]
if folder == "--count":
    make.append(folder)
else:
    out = pathlib.Path(folder).resolve()
    make += ["-o", out / ("lib%s.a" % name), "--header", out / (name + ".h"), *options]
sys.exit(subprocess.run([str(part) for part in make], cwd=here / "Inputs").returncode)
