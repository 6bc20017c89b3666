"""Random expressions of a given type: the ground that each kind of value builds on, and elementwise operations."""
from collections import Counter
from contextlib import contextmanager

from program import BOOL, FLOATS, I64, INTS, NUMBERS, Scope, Size, Tuple, Type, Variable, is_number, is_plain

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

    def __init__(self, rng, symbols, scope=None, census=None, risky=False):
        self.rng = rng
        self.symbols = list(symbols)  # Sizes with the least value 2
        self.scope = scope or Scope()
        self.census = Counter() if census is None else census
        self.risky = risky
        self.variables = []
        self.closures = []   # Helpers that statements have defined
        self.names = 0
        self.in_gradient = False

    def chance(self, probability):
        return self.rng.random() < probability

    def fresh(self, prefix="v"):
        self.names += 1
        return "%s%d" % (prefix, self.names)

    def used(self, construct):
        self.census[construct.strip("_")] += 1

    def bind(self, name, type, changes=False):
        """A variable, and those that are parts of it."""
        self.variables.append(Variable(name, type, changes))
        if isinstance(type, Tuple):
            for k, part in enumerate(type.parts):
                self.bind("%s[%d]" % (name, k), part)
        data = self.scope.data.get(type.dtype)
        if data and data.is_struct:
            for field, part in data.variants[0][1]:
                self.bind("%s.%s" % (name, field), part, changes)

    @contextmanager
    def inner(self, *bound):
        """A scope of its own, with these (name, type)."""
        kept = list(self.variables), list(self.closures)
        for name, type in bound:
            self.bind(name, type)
        yield
        self.variables, self.closures = kept

    def places(self, fits):
        return [v for v in self.variables if fits(v.type)]

    def place(self, fits):
        """A variable whose type fits, or None."""
        found = self.places(fits)
        return self.rng.choice(found) if found else None

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
        fitting = self.places(lambda t: t == type)
        if fitting and self.chance(0.85):
            return self.rng.choice(fitting).place
        return self.make(type)

    def make(self, type):
        """A value out of nothing."""
        if not type.shape:
            if type == I64 and self.symbols and self.chance(0.3):
                return self.rng.choice(self.symbols).text()
            return self.typed_literal(type.dtype)
        return self.draw(type)

    def draw(self, type):
        self.used("draw")
        name = self.rng.choice(("uniform", "normal"))
        seed = "seed: %s" % self.seed()
        sizes = self.sizes(type.shape)
        if type.dtype in FLOATS:
            return "%s(%s, %s, T: %s)" % (name, sizes, seed, type.dtype)
        if type == BOOL or type.dtype == "bool":
            return self.rng.choice(("(%s(%s, %s) < 0.5)" % (name, sizes, seed), "bernoulli(0.5, %s, %s)" % (sizes, seed)))
        if type.dtype == "i64" and self.chance(0.5):
            ranked = ["arange(%s)" % sizes, "permutation(%s, %s)" % (sizes, seed)] if len(type.shape) == 1 else []
            return self.rng.choice(["randint(-3, 9, %s, %s)" % (sizes, seed)] + ranked)
        return "%s(%s(%s, %s) * %s)" % (type.dtype, name, sizes, seed, self.rng.choice(("10.0", "100.0", "3e9", "-5.0")))

    def seed(self):
        numbers = [str(self.rng.randint(0, 9)), str(self.rng.randint(0, 99))] + [v.place for v in self.places(lambda t: t == I64)]
        one, other = self.rng.choice(numbers), self.rng.choice(numbers)
        return self.rng.choice((one, "(%s, %s)" % (one, other)))

    # ---- any expression

    def write(self, type, depth):
        if depth <= 0 or self.chance(0.08):
            return self.leaf(type)
        for _ in range(8):
            form = self.rng.choice(self.forms(type))
            text = form(type, depth - 1)
            if text is not None:
                self.used(form.__name__)
                return text
        return self.leaf(type)

    def forms(self, type):
        """Ways to write the type; each takes it and a depth, and gives None if it does not fit here."""
        forms = [self.choice]
        if not is_plain(type):
            return forms
        forms += [self.select]
        if type.dtype == "bool":
            return forms + [self.comparison] * 3 + [self.logical] * 2
        forms += [self.arithmetic] * 5 + [self.cast, self.elementwise, self.elementwise, self.extremum, self.division, self.power]
        return forms + ([self.division, self.fused] if type.dtype in FLOATS else [self.division])

    def fused(self, type, depth):
        return "fma(%s)" % ", ".join(self.write(type, depth) for _ in range(3))

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
