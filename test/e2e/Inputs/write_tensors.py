"""write_tensors.py FILE NAME=DTYPE:N,N,..:SHAPE ...: a safetensors file by its specification."""
import json
import struct
import sys

LETTERS = {"I64": "q", "F32": "f"}
header, data = {}, b""
for given in sys.argv[2:]:
    name, tensor = given.split("=")
    dtype, numbers, shape = tensor.split(":")
    begin = len(data)
    for number in filter(None, numbers.split(",")):
        data += struct.pack("<" + LETTERS[dtype], int(number))
    sizes = [int(size) for size in filter(None, shape.split(","))]
    header[name] = {"dtype": dtype, "shape": sizes, "data_offsets": [begin, len(data)]}
text = json.dumps(header).encode()
with open(sys.argv[1], "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
