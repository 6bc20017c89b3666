"""Tensors whose sizes only the run finds out; stores at masks and at index tensors."""
from expressions import Expressions, unary
from program import BOOL, FLOATS, I64, NUMBERS, Statement, Type, Unknown, is_number, is_plain


class Masks(Expressions):
    def forms(self, type):
        forms = super().forms(type)
        if isinstance(type, Unknown):
            forms = [self.masked, self.kept, self.unknown_range, self.call]
            if self.unknown_place(type.of):
                forms += [self.unknown_joined, self.unknown_elementwise, self.unknown_sliced, self.unknown_sorted] * 2
        if is_plain(type) and not type.shape:
            forms += [self.unknown_reduction, self.unknown_read] * (1 + 2 * bool(self.place(lambda t: isinstance(t, Unknown))))
        return forms

    def make(self, type):
        return self.unknown_range(type, 0) if isinstance(type, Unknown) else super().make(type)

    def unknown_place(self, dtype):
        return self.place(lambda t: isinstance(t, Unknown) and t.of == dtype)

    def masked(self, type, depth):
        shape = tuple(self.size() for _ in range(self.rng.choice((1, 1, 2))))
        return "(%s)[%s]" % (self.write(Type(type.of, shape), depth), self.write(Type("bool", shape), depth))

    def kept(self, type, depth):
        name, over, element = self.source()
        with self.inner((name, element)):
            return "[%s for %s in %s if %s]" % (self.write(Type(type.of), depth), name, over, self.write(BOOL, depth))

    def unknown_joined(self, type, depth):
        one = self.unknown_place(type.of)
        return one and "concat(%s, %s)" % (one.place, self.write(Type(type.of, (self.size(),)), depth))

    def unknown_elementwise(self, type, depth):
        one = self.unknown_place(type.of)
        if not one or type.of == "bool":
            return None
        return self.rng.choice(("%s(%s)" % (self.rng.choice(unary(type.of)), one.place),
                                "(%s %s %s)" % (one.place, self.rng.choice("+-*"), self.write(Type(type.of), depth)),
                                "(%s %s %s)" % (one.place, self.rng.choice("+-*"), one.place)))

    def unknown_sliced(self, type, depth):
        one = self.unknown_place(type.of)
        if not one:
            return None
        part = self.rng.choice(("::2", ":0", "0:", "%s.shape[0] / 2:" % one.place, "::(%s %% 3 + 1)" % self.write(I64, depth)))
        return "%s[%s]" % (one.place, part)

    def unknown_sorted(self, type, depth):
        one = self.unknown_place(type.of)
        if not one or type.of == "bool":
            return None
        return "%s(%s)" % (self.rng.choice(("argsort", "sort", "reverse") if type.of == "i64" else ("sort", "reverse")), one.place)

    def unknown_range(self, type, depth):
        count = "(%s %% 4)" % self.write(I64, depth)
        return "%s(arange(%s))" % (type.of, count) if type.of != "bool" else "(arange(%s) > 1)" % count

    def unknown_reduction(self, type, depth):
        one = self.unknown_place(type.dtype)
        if not one:
            return None
        names = ("any", "all") if type == BOOL else ("sum", "prod") + (("mean", "max", "min") if type.dtype in FLOATS else ())
        if type != BOOL and self.chance(0.3):
            name = self.fresh("k")
            return "sum[%s](%s[%s] * %s[%s])" % (name, one.place, name, one.place, name)
        return "%s(%s)" % (self.rng.choice(names), one.place)

    def unknown_read(self, type, depth):
        one = self.unknown_place(type.dtype)
        if type == I64 and self.chance(0.5):
            one = self.place(lambda t: isinstance(t, Unknown))
            return one and one.place + ".shape[0]"
        return one and "(%s[%s] else (%s))" % (one.place, self.write(I64, depth), self.write(type, depth))

    # ---- statements

    def unknown_variable(self):
        """let p: f32[?] = e, or with a name for the size."""
        known = self.places(lambda t: isinstance(t, Unknown))
        type = self.rng.choice(known).type if known and self.chance(0.6) else Unknown(self.rng.choice(NUMBERS + ("bool", "f32", "i64")))
        text = self.write(type, 2)
        if self.chance(0.4):
            name, size = self.fresh(), self.fresh("P")
            self.bind(name, type)
            self.bind(size, I64)
            return Statement(["let %s: %s[%s] = %s" % (name, type.of, size, text)])
        return self.define(type, text)

    def store_masked(self):
        one = self.place_of([v for v in self.variables if v.changes and is_plain(v.type) and v.type.shape])
        if not one:
            return None
        mask = self.write(Type("bool", one.type.shape[:self.rng.randint(1, len(one.type.shape))]), 2)
        return Statement(["%s[%s] = %s" % (one.place, mask, self.write(Type(one.type.dtype), 2))])

    def store_scattered(self):
        """x[rows] += e, once for every entry."""
        one = self.place_of([v for v in self.variables if v.changes and is_number(v.type) and v.type.shape])
        if not one:
            return None
        count = self.size()
        rows = "%s %% (%s)" % (self.object(Type("i64", (count,)), 1), one.type.shape[0].text())
        value = self.write(Type(one.type.dtype, (count,) + one.type.shape[1:] if self.chance(0.5) else ()), 1)
        return Statement(["%s[%s] %s %s" % (one.place, rows, self.rng.choice(("=", "+=", "-=", "*=")), value)])
