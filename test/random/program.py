"""What a random program consists of: sizes, types, variables, nested statements."""
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

INTS = ("i8", "u8", "i16", "i32", "i64")
FLOATS = ("f16", "bf16", "f32", "f64")
NUMBERS = INTS + FLOATS


class Size(NamedTuple):
    """constant + a * FIRST + b * SECOND, where the two are the symbols of the function."""
    constant: int = 0
    terms: tuple = ()  # of (symbol, factor), sorted

    def __add__(self, other):
        factors = dict(self.terms)
        for symbol, factor in other.terms:
            factors[symbol] = factors.get(symbol, 0) + factor
        return Size(self.constant + other.constant, tuple(sorted((s, f) for s, f in factors.items() if f)))

    def scaled(self, factor):
        return Size(self.constant * factor, tuple((s, f * factor) for s, f in self.terms))

    def text(self):
        parts = [s if f == 1 else "%d*%s" % (f, s) for s, f in self.terms]
        if self.constant or not parts:
            parts.append(str(self.constant))
        return " + ".join(parts).replace("+ -", "- ")

    def at(self, sizes):
        """With sizes in the place of symbols."""
        result = Size(self.constant)
        for name, factor in self.terms:
            result = result + sizes[name].scaled(factor)
        return result


def symbol(name):
    return Size(0, ((name, 1),))


@dataclass(frozen=True)
class Type:
    """A number, a tensor, a text, or by its name an enum or a struct."""
    dtype: str
    shape: tuple = ()

    def text(self):
        return self.dtype + ("[%s]" % ", ".join(s.text() for s in self.shape) if self.shape else "")

    def at(self, sizes):
        return Type(self.dtype, tuple(s.at(sizes) for s in self.shape))


@dataclass(frozen=True)
class Unknown:
    """A tensor of rank 1 of which only the run finds out the size."""
    of: str
    dtype = "?"
    shape = ()

    def text(self):
        return self.of + "[?]"

    def at(self, sizes):
        return self


@dataclass(frozen=True)
class List:
    element: object
    dtype = "list"
    shape = ()

    def text(self):
        return "list[%s]" % self.element.text()

    def at(self, sizes):
        return List(self.element.at(sizes))


@dataclass(frozen=True)
class Tuple:
    parts: tuple
    dtype = "tuple"
    shape = ()

    def text(self):
        return "(%s)" % ", ".join(p.text() for p in self.parts)

    def at(self, sizes):
        return Tuple(tuple(p.at(sizes) for p in self.parts))


BOOL, I64, TEXT = Type("bool"), Type("i64"), Type("str")


def is_number(type):
    return type.dtype in NUMBERS


def is_plain(type):
    return type.dtype == "bool" or is_number(type)


class Variable(NamedTuple):
    place: str  # `x`, but also `pair[0]` and `point.x`
    type: object
    changes: bool


@dataclass
class Statement:
    """Lines, and lists of inner statements between them."""
    parts: list

    def lines(self, indent=""):
        for part in self.parts:
            if isinstance(part, str):
                yield indent + part
            else:
                for inner in part:
                    yield from inner.lines(indent + "  ")


@dataclass
class Helper:
    """A function that expressions may call."""
    name: str
    parameters: list  # of (name, type, default or None)
    result: object
    symbols: list
    derives: bool = True  # whether a gradient can go through it


@dataclass
class Data:
    """An enum, or a struct, which is one variant with its own name."""
    name: str
    variants: list  # of (name, [(field, type)])
    recursive: bool = False
    is_struct: bool = False


@dataclass
class Scope:
    """What the declarations of a unit offer to the functions below them."""
    helpers: list = field(default_factory=list)
    data: dict = field(default_factory=dict)      # by name
    changers: list = field(default_factory=list)  # functions with one `var` parameter, the first
    appliers: list = field(default_factory=list)  # (name, type): of a function from the type to itself, and a value
    makers: list = field(default_factory=list)    # (name, type): of a value, giving a function from the type to itself
    methods: list = field(default_factory=list)   # (struct, Helper without the receiver, whether it changes it)


@dataclass
class Unit:
    """Declarations and top-level statements that depend on no other unit."""
    seed: int
    statements: list = field(default_factory=list)
    census: Counter = field(default_factory=Counter)  # how often each construct was written

    def text(self):
        """Prints its seed first, so that the output says how far a file of several has come."""
        return "\n".join(['print("unit %d")' % self.seed] + [line for s in self.statements for line in s.lines()]) + "\n"
