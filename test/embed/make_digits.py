"""make_digits.py DLC-OPT WEIGHTS FOLDER [--prefix P] [--turn] [--need FEATURE] [--droppable] [--core FILE] | ... --count
Writes FOLDER/P.h and FOLDER/libP.a of digits.dl. --turn: column k of the last layer becomes column k + 1. The other options are
those of `dlc-opt library`."""
import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
parser = argparse.ArgumentParser()
parser.add_argument("dlc_opt")
parser.add_argument("weights", type=pathlib.Path)
parser.add_argument("folder", nargs="?")
parser.add_argument("--prefix", default="digits")
parser.add_argument("--turn", action="store_true")
parser.add_argument("--count", action="store_true")
known, options = parser.parse_known_args()


def turned(row):
    return row[-4:] + row[:-4]


def turn(block):
    """The same safetensors block with the last layer's columns moved."""
    n = 8 + struct.unpack("<Q", block[:8])[0]
    data = bytearray(block[n:])
    for name, entry in json.loads(block[8:n]).items():
        if name.startswith("logits."):
            begin, end = entry["data_offsets"]
            for at in range(begin, end, 40):
                data[at:at + 40] = turned(data[at:at + 40])
    return block[:n] + bytes(data)


def run(*command):
    subprocess.run([str(part) for part in command], check=True, cwd=here / "Inputs")


with tempfile.TemporaryDirectory() as scratch:
    weights = known.weights.resolve()
    if known.turn:
        weights = pathlib.Path(scratch) / "turned.safetensors"
        weights.write_bytes(turn(known.weights.read_bytes()))
    make = [known.dlc_opt, "library", "digits.dl", "--weights", weights, "--prefix", known.prefix]
    if known.count:
        run(*make, "--count")
        sys.exit(0)
    folder = pathlib.Path(known.folder).resolve()
    run(*make, "-o", folder / ("lib" + known.prefix + ".a"), "--header", folder / (known.prefix + ".h"), *options)
