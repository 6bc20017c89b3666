#!/usr/bin/env python3
"""generate.py --seed N [--units K]: a random well-typed program; what it computes is printed in full. The last one may fail at run time."""
import argparse
import random

from program import NUMBERS, Helper, Size, Statement, Type, Unit, Variable, symbol
from statements import Statements

SIZES = (2, 2, 3, 3, 4, 5, 7, 8, 9, 16, 17)
LARGE_SIZES = (31, 64, 65, 130)


class Writer:
    """Writes one unit: helpers, a struct, a function, and calls of it that print its results."""

    def __init__(self, seed, risky):
        self.rng = random.Random(seed)
        self.risky = risky
        self.unit = Unit(seed)
        self.prefix = "%d" % seed
        self.helpers = []

    def body(self, symbols):
        return Statements(self.rng, [symbol(s) for s in symbols], self.helpers, risky=self.risky)

    def some_type(self, symbols, ranks=(0, 0, 1, 1, 2, 3)):
        return self.body(symbols).type(ranks=ranks)

    def write(self):
        for k in range(self.rng.randint(0, 2)):
            self.rng.choice((self.helper, self.helper, self.recursion))("h%s_%d" % (self.prefix, k))
        structure = self.structure() if self.rng.random() < 0.3 else None
        self.function("f" + self.prefix, structure)
        return self.unit

    def declare(self, header, body):
        self.unit.statements.append(Statement([header, body, "}"]))

    # ---- helpers

    def parameters(self, symbols, count):
        """The first ones bind the symbols."""
        types = [Type(self.rng.choice(("f32", "f64", "i64") + NUMBERS), (symbol(s),) + ((Size(3),) if self.rng.random() < 0.2 else ())) for s in symbols]
        while len(types) < count:
            types.append(self.some_type(symbols))
        return [("p%d" % k, t) for k, t in enumerate(types)]

    def helper(self, name):
        symbols = self.rng.choice(([], ["N"], ["N"], ["N", "M"]))
        parameters = self.parameters(symbols, max(len(symbols), self.rng.randint(1, 3)))
        result = self.some_type(symbols, (0, 1, 2))
        body = self.body(symbols)
        body.variables = [Variable(n, t, False) for n, t in parameters]
        body.result = [result]
        written, declared = [], []
        for n, t in parameters:
            default = body.typed_literal(t.dtype) if not t.shape and n == parameters[-1][0] and self.rng.random() < 0.5 else None
            declared.append((n, t, default))
            written.append("%s: %s%s" % (n, t.text(), " = " + default if default else ""))
        statements = body.block_at_top(self.rng.randint(0, 3))
        statements.append(Statement([body.write(result, 3)]))
        self.declare("fn %s(%s) -> %s {" % (name, ", ".join(written), result.text()), statements)
        self.helpers.append(Helper(name, declared, result, symbols))

    def recursion(self, name):
        kind = Type(self.rng.choice(NUMBERS), self.rng.choice(((), (symbol("N"),))))
        symbols = ["N"] if kind.shape else []
        body = self.body(symbols)
        body.variables = [Variable("n", Type("i64"), False), Variable("x", kind, False)]
        first = body.write(kind, 2)
        again = "%s(n - 1, %s)" % (name, body.write(kind, 1))
        statements = [Statement(["if n <= 0 { return %s }" % first]), Statement(["let y = " + again])]
        body.variables.append(Variable("y", kind, False))
        statements.append(Statement([body.write(kind, 2)]))
        inner = name + "_"
        header = "fn %s(n: int, x: %s) -> %s {" % (name, kind.text(), kind.text())
        self.declare(header, statements)
        self.declare("fn %s(n: int, x: %s) -> %s {" % (inner, kind.text(), kind.text()), [Statement(["%s(n %% 4, x)" % name])])
        self.helpers.append(Helper(inner, [("n", Type("i64"), None), ("x", kind, None)], kind, symbols))

    def structure(self):
        name = "S" + self.prefix
        fields = [("a", Type(self.rng.choice(NUMBERS), (symbol("N"),))), ("b", self.some_type([], (0, 1)))]
        if self.rng.random() < 0.5:
            fields.append(("c", self.some_type(["N"], (1, 2))))
        self.declare("struct %s[N] {" % name, [Statement(["%s: %s" % (n, t.text())]) for n, t in fields])
        return name, fields

    # ---- the function and its calls

    def function(self, name, structure):
        symbols = ["N"] if structure else self.rng.choice(([], ["N"], ["N", "M"], ["n"]))
        parameters = [("n", Type("i64"))] if symbols == ["n"] else self.parameters(symbols, max(len(symbols), self.rng.randint(1, 3)))
        body = self.body(symbols)
        body.variables = [Variable(n, t, False) for n, t in parameters]
        head = ["%s: %s" % (n, t.text()) for n, t in parameters]
        statements = []
        if structure:
            head.append("var s: %s[N]" % structure[0])
            body.variables += [Variable("s." + n, t, True) for n, t in structure[1]]
        results = [self.some_type(symbols, (0, 1, 1, 2)) for _ in range(self.rng.randint(1, 3))]
        body.result = list(results)
        # The first results are variables from the start, so that what loops and stores leave behind is seen.
        for type in results[:2]:
            statements.append(body.define(type, body.write(type, 2), changes=True))
        kept = [body.variables[k - len(statements)].place for k in range(len(statements))]
        statements += body.block_at_top(self.rng.randint(3, 8))
        values = kept + [body.write(t, 2) for t in results[len(kept):]]
        statements.append(Statement([values[0] if len(values) == 1 else "(%s)" % ", ".join(values)]))
        types = [t.text() for t in results]
        self.declare("fn %s(%s) -> %s {" % (name, ", ".join(head), types[0] if len(types) == 1 else "(%s)" % ", ".join(types)), statements)
        for k in range(self.rng.randint(1, 2)):
            self.call("%s_%d" % (name, k), name, symbols, parameters, structure, results)

    def call(self, label, name, symbols, parameters, structure, results):
        ranks = max([len(t.shape) for t in results] + [len(t.shape) for _, t in parameters])
        choices = SIZES + (LARGE_SIZES if ranks < 2 else ()) + ((0, 1, 1) if self.risky else ())
        sizes = {s: self.rng.choice(choices) for s in symbols}
        outside = self.body([])
        outside.helpers = []
        arguments = [str(sizes["n"]) if n == "n" else outside.write(t.at(sizes), 1) for n, t in parameters]
        lines = []
        if structure:
            made = ", ".join("%s: %s" % (n, outside.leaf(t.at(sizes))) for n, t in structure[1])
            lines.append("var s_%s = %s(%s)" % (label, structure[0], made))
            arguments.append("var s_%s" % label)
        lines.append("let %s = %s(%s)" % (label, name, ", ".join(arguments)))
        shown = [(label if len(results) == 1 else "%s[%d]" % (label, k), t) for k, t in enumerate(results)]
        if structure:
            shown += [("s_%s.%s" % (label, n), t) for n, t in structure[1]]
        self.unit.statements += [Statement([line]) for line in lines]
        self.unit.statements += [show(place, type) for place, type in shown]


def show(place, type):
    """Prints every element: a tensor's own text has 8 digits."""
    head, inner = ["print(\"%s\", %s)" % (place, place)], place
    rank = len(type.shape)
    for axis in range(rank):
        head.append("%sfor e%d in %s {" % ("  " * axis, axis, inner))
        inner = "e%d" % axis
    if rank:
        head += ["%sprint(%s)" % ("  " * rank, inner)] + ["  " * axis + "}" for axis in reversed(range(rank))]
    return Statement(head)


def units_of(seeds):
    """One in ten may fail at run time."""
    return [Writer(seed, seed % 10 == 9).write() for seed in seeds]


def units(seed, count):
    """A batch: only the last one may fail."""
    safe = [k for k in range(count * 2) if k % 10 != 9][:count - 1]
    return units_of([seed * 100 + k for k in safe] + [seed * 100 + 99])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--units", type=int, default=10)
    options = parser.parse_args()
    print("\n".join(u.text() for u in units(options.seed, options.units)), end="")


if __name__ == "__main__":
    main()
