#!/usr/bin/env python3
"""generate.py --seed N [--units K]: a random well-typed program; what it computes is printed in full. The last one may fail at run time."""
import argparse
import random

import data
from control import Control
from data import Values
from functions import Functions
from indexing import Indexing
from lists import Lists, element_of
from masks import Masks
from program import BOOL, FLOATS, I64, NUMBERS, TEXT, Helper, List, Scope, Size, Statement, Tuple, Type, Unit, Unknown, is_plain, symbol
from tensors import Tensors
from texts import Texts

SIZES = (2, 2, 3, 3, 4, 5, 7, 8, 9, 16, 17)
LARGE_SIZES = (31, 64, 65, 130)


class Body(Indexing, Functions, Values, Texts, Masks, Lists, Tensors, Control):
    """All that may stand in a function."""


class Writer:
    """Writes one unit: declarations, a function, and calls of it that print its results."""

    def __init__(self, seed, risky):
        self.rng = random.Random(seed)
        self.risky = risky
        self.unit = Unit(seed)
        self.prefix = "%d" % seed
        self.scope = Scope()

    def body(self, symbols=()):
        return Body(self.rng, [symbol(s) for s in symbols], self.scope, self.unit.census, risky=self.risky)

    def chance(self, probability):
        return self.rng.random() < probability

    def some_type(self, symbols, ranks=(0, 0, 1, 1, 2, 3)):
        body = self.body(symbols)
        return body.any_type() if self.chance(0.25) else body.type(ranks=ranks)

    def write(self):
        if self.chance(0.5):
            self.rng.choice((self.flat_data, self.recursive_data, self.recursive_data, self.struct_data))()
        makers = (self.helper, self.helper, self.recursion, self.changer, self.applier, self.maker)
        for k in range(self.rng.randint(0, 2)):
            self.rng.choice(makers)("h%s_%d" % (self.prefix, k))
        structure = self.structure() if self.chance(0.2) else None
        self.function("f" + self.prefix, structure)
        return self.unit

    def declare(self, header, body):
        self.unit.statements.append(Statement([header, body, "}"]))

    # ---- data, with functions over it

    def add(self, kind, methods=()):
        self.unit.statements.append(data.declaration(kind, methods))
        self.unit.census["struct" if kind.is_struct else "recursive enum" if kind.recursive else "flat enum"] += 1
        self.scope.data[kind.name] = kind

    def flat_data(self):
        self.add(data.flat_enum(self.body(), "E" + self.prefix))

    def struct_data(self):
        kind = data.structure(self.body(), "D" + self.prefix)
        self.add(kind, [self.method(kind, "total", False), self.method(kind, "change", True)])

    def method(self, kind, name, changes):
        body = self.body()
        given, result = body.type(ranks=(0,)), Type(self.rng.choice(NUMBERS))
        self.scope.data[kind.name] = kind
        body.bind("self", Type(kind.name), changes)
        body.variables = body.variables[1:]
        body.bind("p", given)
        statements = [body.assign() for _ in range(2)] if changes else [body.let(), Statement([body.write(result, 2)])]
        self.scope.methods.append((kind.name, Helper("%s_%s" % (name, self.prefix), [("p", given, None)], None if changes else result, []), changes))
        head = "fn %s_%s(%sself, p: %s)%s {" % (name, self.prefix, "var " if changes else "", given.text(), "" if changes else " -> " + result.text())
        return Statement([head, statements, "}"])

    def recursive_data(self):
        kind = data.recursive_enum(self.body(), "T" + self.prefix)
        self.add(kind)
        self.builder(kind)
        self.fold(kind)

    def builder(self, kind):
        """fn grow(n, x): a value of some depth."""
        name, type = "grow" + self.prefix, Type(kind.name)
        given = self.body().type(ranks=(0, 1), dtypes=NUMBERS)
        given = Type(given.dtype, tuple(Size(2) for _ in given.shape))
        body = self.body()
        for n, t in (("n", I64), ("x", given)):
            body.bind(n, t)
        leaf = body.variant(type, 0)
        again = lambda: "%s(n - %d, %s)" % (name, self.rng.randint(1, 2), body.write(given, 1))
        node, fields = kind.variants[-1]
        deep = "%s(%s)" % (node, ", ".join(self.grown(body, t, type, again) for _, t in fields))
        head = "(n: int, x: %s) -> %s {" % (given.text(), type.text())
        self.declare("fn " + name + head, [Statement(["if n <= 0 { %s } else { %s }" % (leaf, deep)])])
        self.declare("fn %s_" % name + head, [Statement(["%s(n %% 5, x)" % name])])
        self.scope.helpers.append(Helper(name + "_", [("n", I64, None), ("x", given, None)], type, [], derives=False))

    def grown(self, body, field, type, again):
        """A field of a node, with a call for each value of the type in it."""
        if not data.mentions(field, type):
            return body.write(field, 1)
        if isinstance(field, List):
            return "[%s]" % ", ".join(self.grown(body, field.element, type, again) for _ in range(self.rng.randint(0, 2)))
        return "(%s)" % ", ".join(self.grown(body, part, type, again) for part in field.parts) if isinstance(field, Tuple) else again()

    def fold(self, kind):
        """fn fold(t): a number of all parts, or another value of the kind."""
        name, type = "fold" + self.prefix, Type(kind.name)
        result = type if self.chance(0.3) else Type(self.rng.choice(NUMBERS))
        arms = []
        for variant in kind.variants:
            body = self.body()
            pattern, bound = body.pattern(variant)
            lines = []
            for n, t in bound:
                if t == type:
                    lines.append(Statement(["let %s_ = %s(%s)" % (n, name, n)]))
                    body.bind(n + "_", result)
                    continue
                body.bind(n, t)
                if data.mentions(t, type):
                    element = "e[1]" if isinstance(t.element, Tuple) else "e"
                    lines.append(Statement(["let %s_ = [%s(%s) for e in %s]" % (n, name, element, n)]))
                    body.bind(n + "_", List(result) if result == type else Unknown(result.dtype))
            arms.append(Statement(["%s => {" % pattern, lines + [Statement([body.write(result, 2)])], "}"]))
        self.declare("fn %s(t: %s) -> %s {" % (name, kind.name, result.text()), [Statement(["match t {", arms, "}"])])
        self.scope.helpers.append(Helper(name, [("t", type, None)], result, [], derives=False))

    # ---- helpers

    def parameters(self, symbols, count):
        """The first ones bind the symbols."""
        types = [Type(self.rng.choice(("f32", "f64", "i64") + NUMBERS), (symbol(s),) + ((Size(3),) if self.chance(0.2) else ())) for s in symbols]
        while len(types) < count:
            types.append(self.some_type(symbols))
        return [("p%d" % k, t) for k, t in enumerate(types)]

    def helper(self, name):
        symbols = self.rng.choice(([], ["N"], ["N"], ["N", "M"]))
        parameters = self.parameters(symbols, max(len(symbols), self.rng.randint(1, 3)))
        result = self.some_type(symbols, (0, 1, 2))
        body = self.body(symbols)
        for n, t in parameters:
            body.bind(n, t)
        body.result = [result]
        written, declared = [], []
        for n, t in parameters:
            plain = is_plain(t) and not t.shape and n == parameters[-1][0]
            default = body.typed_literal(t.dtype) if plain and self.chance(0.5) else None
            declared.append((n, t, default))
            written.append("%s: %s%s" % (n, t.text(), " = " + default if default else ""))
        statements = body.block_at_top(self.rng.randint(0, 3))
        statements.append(Statement([body.write(result, 3)]))
        self.declare("fn %s(%s) -> %s {" % (name, ", ".join(written), result.text()), statements)
        self.scope.helpers.append(Helper(name, declared, result, symbols, derives=not self.has_nodes()))

    def has_nodes(self):
        return any(kind.recursive for kind in self.scope.data.values())

    def recursion(self, name):
        kind = Type(self.rng.choice(NUMBERS), self.rng.choice(((), (symbol("N"),))))
        symbols = ["N"] if kind.shape else []
        body = self.body(symbols)
        body.bind("n", I64)
        body.bind("x", kind)
        first = body.write(kind, 2)
        again = "%s(n - 1, %s)" % (name, body.write(kind, 1))
        statements = [Statement(["if n <= 0 { return %s }" % first]), Statement(["let y = " + again])]
        body.bind("y", kind)
        statements.append(Statement([body.write(kind, 2)]))
        head = "(n: int, x: %s) -> %s {" % (kind.text(), kind.text())
        self.declare("fn " + name + head, statements)
        self.declare("fn %s_" % name + head, [Statement(["%s(n %% 4, x)" % name])])
        self.scope.helpers.append(Helper(name + "_", [("n", I64, None), ("x", kind, None)], kind, symbols, derives=not self.has_nodes()))

    def changer(self, name):
        """fn bump(var x, by): changes its first argument."""
        type, by = self.some_type([]), self.some_type([])
        body = self.body()
        body.bind("x", type, True)
        body.bind("by", by)
        body.nesting = 1
        statements = body.block_at_top(self.rng.randint(1, 2)) + [Statement(["x = %s" % body.write(type, 2)])]
        self.declare("fn %s(var x: %s, by: %s) {" % (name, type.text(), by.text()), statements)
        self.scope.changers.append(Helper(name, [("x", type, None), ("by", by, None)], None, []))

    def applier(self, name):
        type = self.body().type(ranks=(0, 0, 1))
        body = "var y = x; for k in 0..%d { y = f(y) }; y" % self.rng.randint(1, 3) if self.chance(0.5) else "f(f(x))"
        self.declare("fn %s(f: fn(%s) -> %s, x: %s) -> %s {" % ((name,) + (type.text(),) * 4), [Statement([body])])
        self.scope.appliers.append((name, type))

    def maker(self, name):
        type = self.body().type(ranks=(0, 0, 1))
        body = self.body()
        body.bind("k", type)
        body.bind("x", type)
        inner = "fn(x: %s) => %s" % (type.text(), body.write(type, 2))
        self.declare("fn %s(k: %s) -> fn(%s) -> %s {" % ((name,) + (type.text(),) * 3), [Statement([inner])])
        self.scope.makers.append((name, type))

    def structure(self):
        name = "S" + self.prefix
        fields = [("a", Type(self.rng.choice(NUMBERS), (symbol("N"),))), ("b", self.some_type([], (0, 1)))]
        if self.chance(0.5):
            fields.append(("c", self.some_type(["N"], (1, 2))))
        self.declare("struct %s[N] {" % name, [Statement(["%s: %s" % (n, t.text())]) for n, t in fields])
        return name, fields

    # ---- the function and its calls

    def function(self, name, structure):
        symbols = ["N"] if structure else self.rng.choice(([], ["N"], ["N", "M"], ["n"]))
        parameters = [("n", I64)] if symbols == ["n"] else self.parameters(symbols, max(len(symbols), self.rng.randint(1, 3)))
        body = self.body(symbols)
        body.prints = True
        for n, t in parameters:
            body.bind(n, t)
        head = ["%s: %s" % (n, t.text()) for n, t in parameters]
        statements = []
        if structure:
            head.append("var s: %s[N]" % structure[0])
            for n, t in structure[1]:
                body.bind("s." + n, t, True)
        results = [self.some_type(symbols, (0, 1, 1, 2)) for _ in range(self.rng.randint(1, 3))]
        body.result = list(results)
        # The first results are variables from the start, so that what loops and stores leave behind is seen.
        kept = []
        for type in results[:2]:
            known = len(body.variables)
            statements.append(body.define(type, None, changes=True))
            kept.append(body.variables[known].place)
        if self.chance(0.6):
            statements.append(self.rng.choice((body.list_variable, body.unknown_variable))())
        for kind in self.scope.data:
            statements.append(body.define(Type(kind), None, changes=True))
        statements += body.block_at_top(self.rng.randint(3, 6))
        values = kept + [body.write(t, 2) for t in results[len(kept):]]
        statements.append(Statement([values[0] if len(values) == 1 else "(%s)" % ", ".join(values)]))
        types = [t.text() for t in results]
        self.declare("fn %s(%s) -> %s {" % (name, ", ".join(head), types[0] if len(types) == 1 else "(%s)" % ", ".join(types)), statements)
        for k in range(self.rng.randint(1, 2)):
            self.call("%s_%d" % (name, k), name, symbols, parameters, structure, results)

    def call(self, label, name, symbols, parameters, structure, results):
        ranks = max([len(t.shape) for t in results] + [len(t.shape) for _, t in parameters])
        choices = SIZES + (LARGE_SIZES if ranks < 2 else ()) + ((0, 1, 1) if self.risky else ())
        sizes = {s: Size(self.rng.choice(choices)) for s in symbols}
        outside = self.body()
        arguments = [sizes["n"].text() if n == "n" else outside.write(t.at(sizes), 1) for n, t in parameters]
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
    parts = ["print(\"%s\", %s)" % (place, place)]
    inner, depth = place, 0
    while isinstance(type, (List, Unknown)) or (is_plain(type) and type.shape):
        parts.append("%sfor e%d in %s {" % ("  " * depth, depth, inner))
        inner, type, depth = "e%d" % depth, element_of(type), depth + 1
    if depth:
        parts += ["%sprint(%s)" % ("  " * depth, inner)] + ["  " * k + "}" for k in reversed(range(depth))]
    return Statement(parts)


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
