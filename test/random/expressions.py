"""Random expressions of a given type."""
from program import FLOATS, INTS, NUMBERS, Size, Type, Variable

BITS = {"i8": 8, "u8": 8, "i16": 16, "i32": 32, "i64": 64}
UNARY = ("exp", "log", "tanh", "sigmoid", "relu", "sqrt", "rsqrt", "sin", "cos", "floor", "ceil", "expm1", "log1p", "erf", "gelu", "abs", "sign")
NOT_OF_F64 = ("sin", "cos", "gelu", "erf")
FLOAT_LITERALS = ("0.0", "-0.0", "1.0", "-1.0", "0.5", "3.25", "-7.1", "100.0", "0.001", "-1e-5", "2e4", "nan", "inf", "-inf")
WIDE_LITERALS = ("1e-40", "3e38", "-1e30", "1e-30", "16777217.0", "0.1")


def unary(dtype):
    """The elementwise functions there are for the dtype."""
    if dtype not in FLOATS:
        return ("relu", "abs", "sign")
    return tuple(u for u in UNARY if u not in NOT_OF_F64 or dtype != "f64")


class Expressions:
    """Writes expressions over the variables in scope. `risky`: also what may fail at run time."""

    def __init__(self, rng, symbols, helpers=(), risky=False):
        self.rng = rng
        self.symbols = list(symbols)  # Sizes with the least value 2
        self.helpers = list(helpers)
        self.risky = risky
        self.variables = []
        self.names = 0

    def chance(self, probability):
        return self.rng.random() < probability

    def fresh(self, prefix="v"):
        self.names += 1
        return "%s%d" % (prefix, self.names)

    def size(self):
        if self.symbols and self.chance(0.5):
            base = self.rng.choice(self.symbols)
            return base if self.chance(0.8) else base + Size(self.rng.choice((1, 2)))
        return Size(self.rng.choice((1, 2, 3, 3, 4, 5)))

    def type(self, dtypes=("bool",) + NUMBERS + ("f32", "f64", "i64"), ranks=(0, 0, 1, 1, 2, 3)):
        known = [v.type for v in self.variables if v.type.dtype in dtypes and len(v.type.shape) in ranks]
        if known and self.chance(0.6):
            return self.rng.choice(known)
        return Type(self.rng.choice(dtypes), tuple(self.size() for _ in range(self.rng.choice(ranks))))

    # ---- leaves

    def literal(self, dtype):
        if dtype == "bool":
            return self.rng.choice(("true", "false"))
        if dtype in FLOATS:
            wide = WIDE_LITERALS if dtype in ("f32", "f64", "bf16") else ()
            return self.rng.choice(FLOAT_LITERALS + wide)
        top = 2 ** (BITS[dtype] - (dtype != "u8")) - 1
        low = 0 if dtype == "u8" else -top
        return str(max(low, min(top, self.rng.choice((0, 1, -1, 2, 3, -7, 10, 100, top, low, top // 2, self.rng.randint(low, top))))))

    def typed_literal(self, dtype):
        return self.literal(dtype) if dtype == "bool" else "%s(%s)" % (dtype, self.literal(dtype))

    def sizes(self, shape):
        return ", ".join(s.text() for s in shape)

    def leaf(self, type):
        fitting = [v for v in self.variables if v.type == type]
        if fitting and self.chance(0.85):
            return self.rng.choice(fitting).place
        if not type.shape:
            scalar = [s for s in self.symbols if type.dtype == "i64"]
            return self.rng.choice(scalar).text() if scalar and self.chance(0.3) else self.typed_literal(type.dtype)
        draw = self.rng.choice(("uniform", "normal"))
        seed = self.rng.choice((str(self.rng.randint(0, 99)), "(%d, %d)" % (self.rng.randint(0, 9), self.rng.randint(0, 9))))
        if type.dtype in FLOATS:
            return "%s(%s, seed: %s, T: %s)" % (draw, self.sizes(type.shape), seed, type.dtype)
        drawn = "%s(%s, seed: %s)" % (draw, self.sizes(type.shape), seed)
        if type.dtype == "bool":
            return "(%s < 0.5)" % drawn
        if type.dtype == "i64" and len(type.shape) == 1 and self.chance(0.4):
            return "arange(%s)" % self.sizes(type.shape)
        return "%s(%s * %s)" % (type.dtype, drawn, self.rng.choice(("10.0", "100.0", "3e9", "-5.0")))

    # ---- any expression

    def write(self, type, depth):
        if depth <= 0 or self.chance(0.08):
            return self.leaf(type)
        for _ in range(8):
            form = self.rng.choice(self.forms(type))
            text = form(type, depth - 1)
            if text is not None:
                return text
        return self.leaf(type)

    def forms(self, type):
        forms = [self.choice, self.select, self.reduction, self.call, self.read]
        if type.dtype == "bool":
            forms += [self.comparison] * 3 + [self.logical] * 2
        else:
            forms += [self.arithmetic] * 5 + [self.cast, self.elementwise, self.elementwise, self.extremum]
        if type.dtype in INTS:
            forms += [self.division, self.division, self.power]
        if type.dtype in FLOATS:
            forms += [self.division, self.power]
        if type.dtype == "i64":
            forms += [self.position, self.position]
        if type.shape:
            forms += [self.rearranged, self.sliced, self.joined, self.gathered]
        if type.dtype != "bool":
            forms.append(self.product)
        return forms

    def operand(self, type, depth):
        """Something that broadcasts to the type."""
        if type.shape and self.chance(0.4):
            kind = self.rng.choice(("scalar", "suffix", "one"))
            if kind == "scalar":
                return self.write(Type(type.dtype), depth)
            if kind == "suffix":
                return self.write(Type(type.dtype, type.shape[self.rng.randint(0, len(type.shape) - 1):]), depth)
            axis = self.rng.randrange(len(type.shape))
            return self.write(Type(type.dtype, type.shape[:axis] + (Size(1),) + type.shape[axis + 1:]), depth)
        return self.write(type, depth)

    def pair(self, type, depth):
        """Two operands, of which one may be a bare literal; they broadcast to the type together."""
        sides = [self.write(type, depth), self.operand(type, depth)]
        if type.dtype != "bool" and self.chance(0.2):
            sides[1] = self.literal(type.dtype)
        if self.chance(0.5):
            sides.reverse()
        return sides

    def arithmetic(self, type, depth):
        left, right = self.pair(type, depth)
        if self.chance(0.1):
            return "(-%s)" % self.write(type, depth)
        return "(%s %s %s)" % (left, self.rng.choice("+-*"), right)

    def extremum(self, type, depth):
        left, right = self.pair(type, depth)
        return "%s(%s, %s)" % (self.rng.choice(("max", "min")), left, right)

    def division(self, type, depth):
        operator = self.rng.choice("/%")
        over = self.write(type, depth)
        if type.dtype in FLOATS or (self.risky and self.chance(0.3)):
            return "(%s %s %s)" % (over, operator, self.operand(type, depth))
        if self.chance(0.5):
            number = self.literal(type.dtype)
            return "(%s %s %s)" % (over, operator, "3" if number == "0" else number)
        return "(%s %s (%s * 2 + 1))" % (over, operator, self.operand(type, depth))

    def power(self, type, depth):
        base = self.write(type, depth)
        if type.dtype in FLOATS and type.dtype != "f64" and self.chance(0.5):
            return "(%s ** %s)" % (base, self.operand(type, depth))
        low = -3 if type.dtype in FLOATS or (self.risky and self.chance(0.1)) else 0
        return "(%s ** %d)" % (base, self.rng.randint(low, 5)) if self.chance(0.7) else "(%s ** (%s %% 7))" % (base, self.write(Type("i64"), depth))

    def cast(self, type, depth):
        return "%s(%s)" % (type.dtype, self.write(Type(self.rng.choice(NUMBERS + ("bool",)), type.shape), depth))

    def elementwise(self, type, depth):
        name = self.rng.choice(unary(type.dtype))
        return "%s(%s)" % (name, self.write(type, depth))

    def comparison(self, type, depth):
        dtype = self.rng.choice(NUMBERS)
        left, right = self.pair(Type(dtype, type.shape), depth)
        return "(%s %s %s)" % (left, self.rng.choice(("==", "!=", "<", "<=", ">", ">=")), right)

    def logical(self, type, depth):
        if self.chance(0.3):
            return "(not %s)" % self.write(type, depth)
        return "(%s %s %s)" % (self.write(type, depth), self.rng.choice(("and", "or")), self.write(type, depth))

    def choice(self, type, depth):
        condition = self.write(Type("bool"), depth)
        return "(if %s { %s } else { %s })" % (condition, self.write(type, depth), self.write(type, depth))

    def select(self, type, depth):
        return "select(%s, %s, %s)" % (self.write(Type("bool", type.shape), depth), self.write(type, depth), self.write(type, depth))

    # ---- from tensors of other shapes

    def reduction(self, type, depth):
        keep = [k for k, s in enumerate(type.shape) if s == Size(1)]
        names = ("any", "all") if type.dtype == "bool" else ("sum", "prod", "max", "min") + (("mean",) if type.dtype in FLOATS else ())
        return self.reduced(type, type.dtype, self.rng.choice(names), keep, depth)

    def position(self, type, depth):
        return self.reduced(type, self.rng.choice(NUMBERS), self.rng.choice(("argmax", "argmin")), [], depth)

    def reduced(self, type, dtype, name, keep, depth):
        if keep and self.chance(0.5):
            axis = self.rng.choice(keep)
            shape = type.shape[:axis] + (self.size(),) + type.shape[axis + 1:]
            return "%s(%s, axis: %d, keep: true)" % (name, self.write(Type(dtype, shape), depth), axis)
        if len(type.shape) > 2:
            return None
        if not type.shape and self.chance(0.7):
            shape = tuple(self.size() for _ in range(self.rng.randint(1, 3)))
            return "%s(%s)" % (name, self.write(Type(dtype, shape), depth))
        axis = self.rng.randint(0, len(type.shape))
        shape = type.shape[:axis] + (self.size(),) + type.shape[axis:]
        return "%s(%s, axis: %d)" % (name, self.write(Type(dtype, shape), depth), self.rng.choice((axis, axis - len(shape))))

    def product(self, type, depth):
        if len(type.shape) > 3:
            return None
        inner = self.size()
        if len(type.shape) == 0:
            left, right = (inner,), (inner,)
        elif len(type.shape) == 1:
            left, right = self.rng.choice((((type.shape[0], inner), (inner,)), ((inner,), (inner, type.shape[0]))))
        elif len(type.shape) == 2:
            left, right = (type.shape[0], inner), (inner, type.shape[1])
        else:
            left, right = type.shape[:2] + (inner,), (type.shape[0], inner, type.shape[2])
        return "(%s @ %s)" % (self.write(Type(type.dtype, left), depth), self.write(Type(type.dtype, right), depth))

    def rearranged(self, type, depth):
        if self.chance(0.5):
            return "transpose(%s)" % self.write(Type(type.dtype, type.shape[::-1]), depth)
        if len(type.shape) == 1 and not type.shape[0].terms and type.shape[0].constant == 4:
            return "reshape(%s, 4)" % self.write(Type(type.dtype, (Size(2), Size(2))), depth)
        shape = tuple(s for s in type.shape if s != Size(1))
        if shape and self.chance(0.5):
            return "reshape(%s, %s)" % (self.write(Type(type.dtype, shape), depth), self.sizes(type.shape))
        return "reshape(%s, %s)" % (self.write(Type(type.dtype, (Size(1),) + type.shape[::-1]), depth), self.sizes(type.shape)) if len(type.shape) < 3 else None

    def sliced(self, type, depth):
        axis = self.rng.randrange(len(type.shape))
        size = type.shape[axis]
        first = self.rng.randint(0, 2)
        more = self.rng.randint(0, 2)
        kind = self.rng.choice(("cut", "cut", "step"))
        if kind == "step":
            stride = self.rng.choice((2, 3))
            whole, part = size.scaled(stride), "::%d" % stride
        else:
            whole = size + Size(first + more)
            end = (size + Size(first)).text() if more and self.chance(0.5) else ("-%d" % more if more else "")
            part = "%s:%s" % (first or "", end)
        shape = type.shape[:axis] + (whole,) + type.shape[axis + 1:]
        return "%s[%s]" % (self.object(Type(type.dtype, shape), depth), ", ".join([":"] * axis + [part]))

    def object(self, type, depth):
        text = self.write(type, depth)
        return text if text[-1] == ")" and text[0] == "(" else "(%s)" % text

    def index(self, size, depth):
        """A position inside the size."""
        kind = self.rng.random()
        if kind < 0.2:
            return "-1"
        if kind < 0.4 or depth <= 0:
            return "0"
        if self.risky and kind < 0.5:
            return self.write(Type("i64"), depth)
        return "%s %% (%s)" % (self.object(Type("i64"), depth), size.text())

    def read(self, type, depth):
        """x[k] of a tensor with one axis more."""
        if len(type.shape) > 2:
            return None
        axis = self.rng.randint(0, len(type.shape))
        size = self.size()
        shape = type.shape[:axis] + (size,) + type.shape[axis:]
        return "%s[%s]" % (self.object(Type(type.dtype, shape), depth), ", ".join([":"] * axis + [self.index(size, depth)]))

    def gathered(self, type, depth):
        size = self.size()
        rows = self.write(Type("i64", type.shape[:1]), depth)
        rows = rows if self.risky and self.chance(0.2) else "(%s %% %s)" % (rows, "(%s)" % size.text())
        return "%s[%s]" % (self.object(Type(type.dtype, (size,) + type.shape[1:]), depth), rows)

    def joined(self, type, depth):
        axis = self.rng.randrange(len(type.shape))
        size = type.shape[axis]
        first = self.rng.choice(list(self.symbols) + [Size(1), Size(2)])
        rest = size + first.scaled(-1)
        if rest.constant < 0 or any(f < 0 for _, f in rest.terms) or rest == Size(0):
            return None
        shapes = [type.shape[:axis] + (part,) + type.shape[axis + 1:] for part in (first, rest)]
        return "concat(%s, axis: %d)" % (", ".join(self.write(Type(type.dtype, s), depth) for s in shapes), axis)

    # ---- calls of the unit's own functions

    def call(self, type, depth):
        fitting = [h for h in self.helpers if self.match(h, type) is not None]
        if not fitting:
            return None
        helper = self.rng.choice(fitting)
        known = dict(self.match(helper, type))
        for name in helper.symbols:
            known.setdefault(name, self.size())
        arguments = []
        named = False
        for name, wanted, default in helper.parameters:
            if default is not None and self.chance(0.5):
                named = True
                continue
            text = self.write(Type(wanted.dtype, tuple(replaced(s, known) for s in wanted.shape)), depth)
            named = named or self.chance(0.2)
            arguments.append("%s: %s" % (name, text) if named else text)
        return "%s(%s)" % (helper.name, ", ".join(arguments))

    def match(self, helper, type):
        """What the helper's symbols are when its result has the type, or None."""
        if helper.result.dtype != type.dtype or len(helper.result.shape) != len(type.shape):
            return None
        known = {}
        for wanted, size in zip(helper.result.shape, type.shape):
            if wanted.terms and (len(wanted.terms) > 1 or wanted.constant or wanted.terms[0][1] != 1):
                return None
            if wanted.terms and known.setdefault(wanted.terms[0][0], size) != size:
                return None
            if not wanted.terms and wanted != size:
                return None
        return known


def replaced(size, known):
    result = Size(size.constant)
    for name, factor in size.terms:
        result = result + known[name].scaled(factor)
    return result
