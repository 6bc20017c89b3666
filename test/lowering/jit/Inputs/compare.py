"""compare.py CASES A B: whether two files of results have the same bits, all NaNs being one value; names the operations that differ."""
import json
import re
import struct
import sys

INFINITY = {"F32": (4, 0x7F800000), "F64": (8, 0x7FF0000000000000), "F16": (2, 0x7C00), "BF16": (2, 0x7F80)}


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    return {name: (t["dtype"], t["shape"], data[start + t["data_offsets"][0]:start + t["data_offsets"][1]])
            for name, t in header.items() if name != "__metadata__"}


def elements(dtype, data):
    if dtype not in INFINITY:
        return list(data)
    width, infinity = INFINITY[dtype]
    numbers = (int.from_bytes(data[i:i + width], "little") for i in range(0, len(data), width))
    magnitude = (1 << (8 * width - 1)) - 1
    return ["nan" if n & magnitude > infinity else hex(n) for n in numbers]


def main(cases, first, second):
    a, b = read(first), read(second)
    lines = open(cases).read().splitlines()
    values = re.findall(r"%v\d+", next(line for line in lines if "dl.save" in line))
    made_by = {line.split(" = ")[0].strip(): line.strip() for line in lines if " = " in line}
    different = 0
    for name in sorted(a, key=lambda n: int(n[1:])):
        x, y = elements(a[name][0], a[name][2]), elements(b[name][0], b[name][2])
        if a[name][:2] != b[name][:2] or x != y:
            different += 1
            at = [(i, p, q) for i, (p, q) in enumerate(zip(x, y)) if p != q]
            print("%s: %s" % (made_by[values[int(name[1:])]], at[:3]))
    print("%d of %d results differ" % (different, len(a)))
    return different > 0


sys.exit(main(*sys.argv[1:]))
