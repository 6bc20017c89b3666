"""make_arrays.py: writes numpy_arrays.npz, numpy_deflated.npz, numpy_v2.npy, numpy_v3.npy and numpy_*.npy beside itself, by NumPy, and
python_*.safetensors, by Python's safetensors. Run by hand: the tests read what it wrote with NumPy 2.4 and safetensors 0.8."""
import os

import numpy as np
from numpy.lib import format
from safetensors.numpy import save_file

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def table(dtype):
    """[[-2, -1, 0], [1, 2, 3]]; wraps where there is no sign; bool is whether it is positive."""
    values = np.arange(6).reshape(2, 3) - 2
    return values > 0 if dtype == "bool" else values.astype(dtype)


arrays = {code: table(code) for code in ("bool", "i1", "u1", "i2", "i4", "i8", "f2", "f4", "f8")}
arrays.update({"big_" + code: table(">" + code) for code in ("i2", "i4", "i8", "f2", "f4", "f8")})
arrays["fortran"] = np.asfortranarray(table("f4"))
arrays["big_fortran"] = np.asfortranarray(table(">i8"))
arrays["scalar"] = np.array(2.5)
arrays["empty"] = np.zeros((0, 3), "f4")
np.savez(path("numpy_arrays.npz"), **arrays)
np.savez_compressed(path("numpy_deflated.npz"), **arrays)
for version in ((2, 0), (3, 0)):
    with open(path("numpy_v%d.npy" % version[0]), "wb") as f:
        format.write_array(f, table("f4"), version=version)
for name, array in (("f4", table("f4")), ("bool", table("bool")), ("scalar", np.array(2.5)), ("row", np.arange(1000))):
    np.save(path("numpy_%s.npy" % name), array)
save_file({"b": np.arange(3.0), "w": table("f4"), "n": np.array(7)}, path("python_plain.safetensors"))
