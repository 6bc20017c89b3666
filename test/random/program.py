"""What a random program consists of: sizes, types, variables, nested statements."""
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
        return self.constant + sum(f * sizes[s] for s, f in self.terms)


def symbol(name):
    return Size(0, ((name, 1),))


class Type(NamedTuple):
    dtype: str
    shape: tuple = ()

    def text(self):
        return self.dtype + ("[%s]" % ", ".join(s.text() for s in self.shape) if self.shape else "")

    def at(self, sizes):
        return Type(self.dtype, tuple(Size(s.at(sizes)) for s in self.shape))


class Variable(NamedTuple):
    place: str  # `x`, but also `pair[0]` and `point.x`
    type: Type
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
    parameters: list  # of (name, Type, default or None)
    result: Type
    symbols: list


@dataclass
class Unit:
    """Declarations and top-level statements that depend on no other unit."""
    seed: int
    statements: list = field(default_factory=list)

    def text(self):
        return "\n".join(line for s in self.statements for line in s.lines()) + "\n"
