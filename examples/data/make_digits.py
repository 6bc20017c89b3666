"""make_digits.py DIGITS.CSV.GZ DIGITS.NPZ: scikit-learn's digits as an npz file. The same input gives the same bytes."""
import gzip
import struct
import sys
import zipfile


def npy(dtype, shape, data):
    head = str({"descr": dtype, "fortran_order": False, "shape": shape})
    head += " " * ((-len(head) - 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + data


def main(source, target):
    with gzip.open(source, "rt") as f:
        rows = [[int(float(v)) for v in line.split(",")] for line in f]
    pixels = [v / 16 for row in rows for v in row[:64]]
    labels = [row[64] for row in rows]
    x = npy("<f4", (len(rows), 64), struct.pack("<%df" % len(pixels), *pixels))
    y = npy("<i8", (len(rows),), struct.pack("<%dq" % len(labels), *labels))
    with zipfile.ZipFile(target, "w") as out:
        for name, data in (("x.npy", x), ("y.npy", y)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, data, compresslevel=9)


main(*sys.argv[1:])
