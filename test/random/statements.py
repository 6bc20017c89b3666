"""Random statements: definitions, stores, branches, loops, early exits, index notation."""
from expressions import Expressions, unary
from program import NUMBERS, Size, Statement, Type, Variable


class Statements(Expressions):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.result = None   # of the function, for early returns
        self.loops = 0
        self.nesting = 0

    def define(self, type, text, changes=False):
        changes = changes or self.chance(0.5)
        name = self.fresh()
        annotation = ": " + type.text() if self.chance(0.4) else ""
        self.variables.append(Variable(name, type, changes))
        return Statement(["%s %s%s = %s" % ("var" if changes else "let", name, annotation, text)])

    def block(self, count):
        """Statements with a scope of their own."""
        outer = list(self.variables)
        self.nesting += 1
        statements = [self.statement() for _ in range(count)]
        self.nesting -= 1
        self.variables = outer
        return statements

    def block_at_top(self, count):
        return [self.statement() for _ in range(count)]

    def statement(self):
        for _ in range(10):
            forms = [self.let] * 4 + [self.assign] * 3 + [self.store] * 3 + [self.tuple, self.index_definition, self.index_definition]
            if self.nesting < 2:
                forms += [self.branch] * 2 + [self.count, self.rows, self.repeat]
            if self.loops:
                forms += [self.leave]
            if self.result and self.nesting and self.chance(0.4):
                forms += [self.early]
            written = self.rng.choice(forms)()
            if written:
                return written
        return self.let()

    def let(self):
        type = self.type()
        return self.define(type, self.write(type, 3))

    def changing(self):
        places = [v for v in self.variables if v.changes]
        return self.rng.choice(places) if places else None

    def assign(self):
        place = self.changing()
        if not place:
            return None
        if place.type.dtype != "bool" and self.chance(0.5):
            return Statement(["%s %s %s" % (place.place, self.rng.choice(("+=", "-=", "*=")), self.operand(place.type, 2))])
        return Statement(["%s = %s" % (place.place, self.write(place.type, 3))])

    def store(self):
        place = self.changing()
        if not place or not place.type.shape:
            return None
        subscripts, shape = [], []
        for axis, size in enumerate(place.type.shape):
            kind = self.rng.choice(("all", "index", "part"))
            large = size.terms or size.constant >= 2
            if kind == "index":
                subscripts.append(self.index(size, 1))
                continue
            if kind == "part" and large:
                subscripts.append("1:")
                shape.append(size + Size(-1))
            else:
                subscripts.append(":")
                shape.append(size)
        type = Type(place.type.dtype, tuple(shape))
        value = self.write(Type(type.dtype), 2) if self.chance(0.3) else self.write(type, 2)
        operator = self.rng.choice(("=", "=", "+=", "*=")) if type.dtype != "bool" else "="
        return Statement(["%s[%s] %s %s" % (place.place, ", ".join(subscripts), operator, value)])

    def tuple(self):
        types = [self.type() for _ in range(2)]
        text = ", ".join(self.write(t, 2) for t in types)
        if self.chance(0.5):
            names = [self.fresh() for _ in types]
            self.variables += [Variable(n, t, False) for n, t in zip(names, types)]
            return Statement(["let (%s) = (%s)" % (", ".join(names), text)])
        name, changes = self.fresh(), False
        self.variables += [Variable("%s[%d]" % (name, k), t, changes) for k, t in enumerate(types)]
        return Statement(["let %s = (%s)" % (name, text)])

    # ---- control flow

    def branch(self):
        parts = ["if %s {" % self.write(Type("bool"), 2), self.block(self.rng.randint(1, 2))]
        if self.chance(0.3):
            parts += ["} else if %s {" % self.write(Type("bool"), 1), self.block(1)]
        if self.chance(0.5):
            parts += ["} else {", self.block(self.rng.randint(1, 2))]
        return Statement(parts + ["}"])

    def body(self, variable=None):
        outer = list(self.variables)
        if variable:
            self.variables.append(variable)
        self.loops += 1
        statements = self.block(self.rng.randint(1, 3))
        self.loops -= 1
        self.variables = outer
        return statements

    def count(self):
        name = self.fresh("at")
        ranges = ("0..3", "0..4 by 2", "1..4", "0..%s" % (self.symbols[0].text() if self.symbols else "2"), "-1..2", "3..3")
        return Statement(["for %s in %s {" % (name, self.rng.choice(ranges)), self.body(Variable(name, Type("i64"), False)), "}"])

    def rows(self):
        tensors = [v for v in self.variables if v.type.shape]
        if not tensors:
            return None
        over = self.rng.choice(tensors)
        name = self.fresh("r")
        return Statement(["for %s in %s {" % (name, over.place), self.body(Variable(name, Type(over.type.dtype, over.type.shape[1:]), False)), "}"])

    def repeat(self):
        name = self.fresh("n")
        inner = self.body(Variable(name, Type("i64"), False))
        condition = "%s < 3 and %s" % (name, self.write(Type("bool"), 2)) if self.chance(0.5) else "%s < %d" % (name, self.rng.randint(1, 4))
        counted = [Statement(["%s += 1" % name])]
        return Statement(["var %s = 0" % name, "while %s {" % condition, counted + inner, "}"])

    def leave(self):
        word = self.rng.choice(("break", "continue"))
        return Statement(["if %s { %s }" % (self.write(Type("bool"), 2), word)])

    def early(self):
        return Statement(["if %s { return %s }" % (self.write(Type("bool"), 2), self.results())])

    def results(self):
        texts = [self.write(t, 2) for t in self.result]
        return texts[0] if len(texts) == 1 else "(%s)" % ", ".join(texts)

    # ---- index notation

    def index_definition(self):
        type = self.type(NUMBERS, (1, 1, 2, 3))
        indices = [(self.fresh("at"), size) for size in type.shape]
        binders = ", ".join("%s: %s" % (n, s.text()) for n, s in indices)
        body = self.indexed(type.dtype, indices, 3)
        name = self.fresh()
        self.variables.append(Variable(name, type, False))
        return Statement(["let %s[%s] = %s" % (name, binders, body)])

    def indexed(self, dtype, indices, depth):
        """An expression over indices, each with the size it ranges over."""
        forms = [self.indexed_read] * 3
        if depth > 0:
            forms += [self.indexed_sum] * 2 + [self.indexed_binary] * 2 + [self.indexed_choice, self.indexed_call, self.indexed_pad]
        return self.rng.choice(forms)(dtype, indices, depth - 1)

    def tensor(self, dtype, ranks=(1, 2, 3)):
        fitting = [v for v in self.variables if v.type.dtype == dtype and len(v.type.shape) in ranks]
        return self.rng.choice(fitting) if fitting else None

    def indexed_read(self, dtype, indices, depth):
        source = self.tensor(dtype)
        if not source or self.chance(0.1):
            name = self.rng.choice(indices)[0]
            return name if dtype == "i64" else "%s(%s)" % (dtype, name)
        subscripts = []
        for size in source.type.shape:
            direct = [n for n, s in indices if s == size]
            if direct and self.chance(0.85):
                subscripts.append(self.rng.choice(direct))
            else:
                subscripts.append("(%s * %d + %d) %% (%s)" % (self.rng.choice(indices)[0], self.rng.randint(0, 3), self.rng.randint(0, 3), size.text()))
        return "%s[%s]" % (source.place, ", ".join(subscripts))

    def indexed_pad(self, dtype, indices, depth):
        source = self.tensor(dtype, (1, 2))
        if not source:
            return self.indexed_read(dtype, indices, depth)
        subscripts = ["%s %s %d" % (self.rng.choice(indices)[0], self.rng.choice("+-"), self.rng.randint(0, 2)) for _ in source.type.shape]
        return "(%s[%s] else (%s))" % (source.place, ", ".join(subscripts), self.typed_literal(dtype))

    def indexed_sum(self, dtype, indices, depth):
        name, size = self.fresh("k"), self.size()
        inner = indices + [(name, size)]
        operator = self.rng.choice(("sum", "sum", "sum", "max", "min", "prod"))
        body = "%s * %s" % (self.indexed(dtype, inner, 0), self.indexed(dtype, inner, depth)) if self.chance(0.6) else self.indexed(dtype, inner, depth)
        return "%s[%s: %s](%s)" % (operator, name, size.text(), body)

    def indexed_binary(self, dtype, indices, depth):
        return "(%s %s %s)" % (self.indexed(dtype, indices, depth), self.rng.choice("+-*"), self.indexed(dtype, indices, depth))

    def indexed_choice(self, dtype, indices, depth):
        left, right = self.rng.choice(indices)[0], self.rng.choice([n for n, _ in indices] + ["1"])
        condition = "%s %s %s" % (left, self.rng.choice(("<", "==", ">=", "!=")), right)
        return "(if %s { %s } else { %s })" % (condition, self.indexed(dtype, indices, depth), self.indexed(dtype, indices, depth))

    def indexed_call(self, dtype, indices, depth):
        name = self.rng.choice(unary(dtype))
        return "%s(%s)" % (name, self.indexed(dtype, indices, depth))
