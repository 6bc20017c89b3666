"""cases.py MODE SIZE...: prints a function @t that applies operations to random tensors and saves all results.

MODE: floats (f32 and f64), halves (f16 and bf16), integers, matrices, or dynamic (matrices whose sizes are known only at run time)."""
import sys

FLOAT = "neg abs exp log tanh sigmoid relu sqrt rsqrt floor ceil expm1 log1p sign".split()
ONLY_NARROW = "sin cos erf gelu".split()
COMPARE = "eq ne lt le gt ge".split()
TYPES = "i1 i8 ui8 i16 i32 i64 f16 bf16 f32 f64".split()
SPECIAL = {
    "f32": "0x7F800000 0xFF800000 0x7FC00000 0.0 -0.0 1.0e-45 3.0e38 -1.0 1.0 -3.0e-39 100.0 -100.0",
    "f64": "0x7FF0000000000000 0xFFF0000000000000 0x7FF8000000000000 0.0 -0.0 5.0e-324 1.0e308 -1.0 1.0 -3.0e-310 800.0 -800.0",
    "f16": "0x7C00 0xFC00 0x7E00 0.0 -0.0 6.0e-8 65504.0 -1.0 1.0 -6.0e-8 10.0 -10.0",
    "bf16": "0x7F80 0xFF80 0x7FC0 0.0 -0.0 1.0e-40 3.0e38 -1.0 1.0 -1.0e-40 10.0 -10.0",
}


def tensor(shape, element):
    return "tensor<%sx%s>" % ("x".join(map(str, shape)), element)


class Function:
    def __init__(self):
        self.lines, self.results, self.count, self.seeds = [], [], 0, 0

    def emit(self, text):
        self.count += 1
        self.lines.append("  %%v%d = %s" % (self.count, text))
        return "%%v%d" % self.count

    def keep(self, text, kind):
        value = self.emit(text)
        self.results.append((value, kind))
        return value

    def constant(self, text, kind):
        return self.emit("dl.constant %s : %s : %s" % (text, kind, kind))

    def normal(self, kind, sizes=""):
        self.seeds += 1
        seed = self.constant(str(self.seeds), "i64")
        return self.emit("dl.random normal %s sizes (%s) : %s" % (seed, sizes, kind))

    def show(self):
        print("func.func @t() {\n" + "\n".join(self.lines))
        print('  %path = dl.string "out.safetensors"')
        names = ", ".join('"r%d"' % i for i in range(len(self.results)))
        print("  dl.save %%path, [%s] (%s) : %s" % (names, ", ".join(v for v, _ in self.results), ", ".join(t for _, t in self.results)))
        print("  return\n}")


def conversions(f, x, n, element):
    for to in TYPES:
        if to != element:
            f.keep("dl.cast %s : %s -> %s" % (x, tensor([n], element), tensor([n], to)), tensor([n], to))


def comparisons(f, x, y, n, element):
    kind, bits = tensor([n], element), tensor([n], "i1")
    for op in COMPARE:
        c = f.keep("dl.compare %s %s, %s : %s -> %s" % (op, x, y, kind, bits), bits)
        f.keep("dl.select %s, %s, %s : %s, %s" % (c, x, y, bits, kind), kind)


def reductions(f, x, n, element, kinds):
    for op in kinds.split():
        result = "i64" if op.startswith("arg") else element
        f.keep("dl.reduce %s %s axes [0] : %s -> %s" % (op, x, tensor([n], element), result), result)


def floats(f, x, y, n, element):
    kind = tensor([n], element)
    for op in FLOAT + ([] if element == "f64" else ONLY_NARROW):
        f.keep("dl.unary %s %s : %s" % (op, x, kind), kind)
    for op in "add sub mul div mod max min".split() + ([] if element == "f64" else ["pow"]):
        for a, b in ((x, y), (y, x)):
            f.keep("dl.binary %s %s, %s : %s" % (op, a, b, kind), kind)
    f.keep("dl.fma %s, %s, %s : %s" % (x, y, x, kind), kind)
    for exponent in ("0", "2", "5", "-2"):
        f.keep("dl.ipow %s, %s : %s" % (x, f.constant(exponent, "i64"), kind), kind)
    comparisons(f, x, y, n, element)
    conversions(f, x, n, element)
    reductions(f, x, n, element, "sum prod max min mean argmax argmin")


def integers(f, n, element):
    kind, wide = tensor([n], element), tensor([n], "f32")
    fifty = f.constant("dense<50.0>", wide)
    x, y = (f.emit("dl.cast %s : %s -> %s" % (f.emit("dl.binary mul %s, %s : %s" % (f.normal(wide), fifty, wide)), wide, kind)) for _ in "xy")
    odd = f.emit("dl.binary or %s, %s : %s" % (y, f.constant("dense<1>", kind), kind))
    for op in "neg abs relu sign not".split():
        f.keep("dl.unary %s %s : %s" % (op, x, kind), kind)
    for op in "add sub mul div mod max min and or".split():
        f.keep("dl.binary %s %s, %s : %s" % (op, x, odd, kind), kind)
    comparisons(f, x, y, n, element)
    conversions(f, x, n, element)
    reductions(f, x, n, element, "sum prod max min argmax argmin")


def matrices(f, rows, columns, inner, element, dynamic):
    """Reductions along each axis and both, products with operands as they are and transposed, a layer."""

    def shape(*dims):
        return tensor(["?"] * len(dims) if dynamic else dims, element)

    def matrix(*dims):
        return f.normal(shape(*dims), ", ".join(size(d) for d in dims) if dynamic else "")

    def size(n):
        # The largest entry of a permutation of 0..n: a number that no pass can know.
        order = f.emit("dl.permutation %s, %s : tensor<?xi64>" % (f.constant(str(n + 1), "i64"), f.constant("1", "i64")))
        return f.emit("dl.reduce max %s axes [0] : tensor<?xi64> -> i64" % order)

    kind, m = shape(rows, columns), matrix(rows, columns)
    for op in "sum mean max".split():
        for axes, result in (("0", shape(columns)), ("1", shape(rows)), ("0, 1", element)):
            f.keep("dl.reduce %s %s axes [%s] : %s -> %s" % (op, m, axes, kind, result), result)
    for axis, length in ((0, columns), (1, rows)):
        result = tensor(["?" if dynamic else length], "i64")
        f.keep("dl.reduce argmax %s axes [%d] : %s -> %s" % (m, axis, kind, result), result)
    for left, left_dims in (((rows, inner), "[0, 2]"), ((inner, rows), "[2, 0]")):
        for right, right_dims in (((inner, columns), "[2, 1]"), ((columns, inner), "[1, 2]")):
            p = f.keep("dl.contract %s %s, %s %s : %s, %s -> %s" % (matrix(*left), left_dims, matrix(*right), right_dims,
                                                                   shape(*left), shape(*right), kind), kind)
            f.keep("dl.unary relu %s : %s" % (f.emit("dl.binary add %s, %s : %s" % (p, m, kind)), kind), kind)
    v = matrix(inner)
    f.keep("dl.contract %s [1], %s [1, 0] : %s, %s -> %s" % (v, matrix(inner, columns), shape(inner), shape(inner, columns), shape(columns)), shape(columns))
    f.keep("dl.contract %s [0], %s [0] : %s, %s -> %s" % (v, v, shape(inner), shape(inner), element), element)


def main(mode, sizes):
    f = Function()
    for n in sizes:
        for element in {"floats": ["f32", "f64"], "halves": ["f16", "bf16"]}.get(mode, []):
            floats(f, f.normal(tensor([n], element)), f.normal(tensor([n], element)), n, element)
            if n == sizes[0]:
                special = f.constant("dense<[%s]>" % ", ".join(SPECIAL[element].split()), tensor([12], element))
                floats(f, special, f.normal(tensor([12], element)), 12, element)
                floats(f, special, special, 12, element)
        if mode == "integers":
            for element in "i8 ui8 i16 i32 i64".split():
                integers(f, n, element)
        if mode in ("matrices", "dynamic"):
            for rows, columns, inner in ((n, 3, 5), (3, n, 5), (9, 40, n)):
                for element in ("f32", "f64"):
                    matrices(f, rows, columns, inner, element, mode == "dynamic")
    f.show()


main(sys.argv[1], [int(n) for n in sys.argv[2:]])
