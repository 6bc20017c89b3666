"""The tensors of a safetensors file, read by its specification: eight bytes, JSON, the data."""
import json
import struct
import sys

LETTERS = {"U8": "B", "I64": "q", "F32": "f", "F64": "d"}
data = open(sys.argv[1], "rb").read()
size = struct.unpack("<Q", data[:8])[0]
for name, tensor in sorted(json.loads(data[8:8 + size]).items()):
    begin, end = (8 + size + at for at in tensor["data_offsets"])
    letter = LETTERS[tensor["dtype"]]
    values = struct.unpack(f"<{(end - begin) // struct.calcsize(letter)}{letter}", data[begin:end])
    print(name, tensor["dtype"], tensor["shape"], [round(value, 6) for value in values])
