"""Enums, flat and recursive, with `match`; structs and their values."""
from expressions import Expressions
from program import BOOL, I64, NUMBERS, TEXT, Data, List, Size, Statement, Tuple, Type


class Values(Expressions):
    """Expressions and statements over the data of the unit."""

    def forms(self, type):
        forms = super().forms(type) + [self.matched_number]
        if self.scope.data:
            forms += [self.matched, self.matched]
        if type == BOOL and self.scope.data:
            forms += [self.data_equal]
        if self.scope.methods:
            forms += [self.method]
        if type.dtype in self.scope.data:
            forms += [self.variant, self.variant, self.variant]
        return forms

    def make(self, type):
        return self.variant(type, 0) if type.dtype in self.scope.data else super().make(type)

    def variant(self, type, depth):
        data = self.scope.data[type.dtype]
        plain = [v for v in data.variants if not any(mentions(t, type) for _, t in v[1])]
        name, fields = self.rng.choice(data.variants if depth > 0 else plain)
        if not fields:
            return name
        texts = ["%s%s" % (f + ": " if data.is_struct else "", self.write(t, depth - 1)) for f, t in fields]
        return "%s(%s)" % (name, ", ".join(texts))

    def method(self, type, depth):
        found = [(h, v) for name, h, changes in self.scope.methods for v in self.variables
                 if not changes and v.type.dtype == name and h.result == type]
        if not found:
            return None
        helper, variable = self.rng.choice(found)
        return "%s.%s(%s)" % (variable.place, helper.name, ", ".join(self.arguments(helper, {}, depth)))

    def data_equal(self, type, depth):
        type = Type(self.rng.choice(list(self.scope.data)))
        if self.in_gradient and self.scope.data[type.dtype].recursive:
            return None
        return "(%s %s %s)" % (self.write(type, depth), self.rng.choice(("==", "!=")), self.write(type, depth))

    # ---- match

    def enum_place(self):
        enums = [v for v in self.variables if v.type.dtype in self.scope.data and not self.scope.data[v.type.dtype].is_struct
                 and not (self.in_gradient and self.scope.data[v.type.dtype].recursive)]
        return self.rng.choice(enums) if enums else None

    def matched(self, type, depth):
        one = self.enum_place()
        if not one:
            return None
        arms = [self.arm(variant, lambda: self.write(type, depth)) for variant in self.scope.data[one.type.dtype].variants]
        arms = self.with_guard(arms, one.type, lambda: self.write(type, depth))
        return "(match %s { %s })" % (one.place, ", ".join(arms))

    def arm(self, variant, body):
        pattern, bound = self.pattern(variant)
        with self.inner(*bound):
            return "%s => %s" % (pattern, body())

    def pattern(self, variant):
        name, fields = variant
        bound = [(self.fresh("m") if self.chance(0.8) else "_", t) for _, t in fields]
        return "%s%s" % (name, "(%s)" % ", ".join(n for n, _ in bound) if fields else ""), [b for b in bound if b[0] != "_"]

    def with_guard(self, arms, type, body):
        """Sometimes an arm before the others, and sometimes `_` for the last."""
        if self.chance(0.3):
            self.used("guard")
            pattern, bound = self.pattern(self.rng.choice(self.scope.data[type.dtype].variants))
            with self.inner(*bound):
                arms = ["%s if %s => %s" % (pattern, self.write(BOOL, 1), body())] + arms
        if len(arms) > 1 and self.chance(0.2):
            arms[-1] = "_ => %s" % body()
        return arms

    def matched_number(self, type, depth):
        if self.chance(0.5):
            arms = ["%d => %s" % (k, self.write(type, depth)) for k in range(2)]
            return "(match %s %% 3 { %s, _ => %s })" % (self.write(I64, depth), ", ".join(arms), self.write(type, depth))
        name = self.fresh("m")
        with self.inner((name, I64)):
            second = self.write(type, depth)
        first, last = self.write(type, depth), self.write(type, depth)
        return "(match (%s, %s) { (true, 0) => %s, (false, %s) => %s, _ => %s })" % (
            self.write(BOOL, depth), self.write(I64, depth), first, name, second, last)

    # ---- statements

    def match(self):
        one = self.enum_place()
        if not one:
            return None
        parts = ["match %s {" % one.place]
        for variant in self.scope.data[one.type.dtype].variants:
            pattern, bound = self.pattern(variant)
            with self.inner(*bound):
                parts.append([Statement(["%s => {" % pattern, self.block(self.rng.randint(1, 2)), "}"])])
        return Statement(parts + ["}"])

    def unwind(self):
        """A loop down a recursive value."""
        one = self.enum_place()
        if not one or not self.scope.data[one.type.dtype].recursive:
            return None
        at = self.fresh("c")
        parts = ["match %s {" % at]
        for name, fields in self.scope.data[one.type.dtype].variants:
            bound = [(self.fresh("m"), t) for _, t in fields]
            with self.inner(*bound):
                self.loops += 1
                below = [n for n, t in bound if t == one.type]
                inner = self.block(1) + [Statement(["%s = %s" % (at, self.rng.choice(below)) if below else "break"])]
                self.loops -= 1
            head = "%s%s => {" % (name, "(%s)" % ", ".join(n for n, _ in bound) if fields else "")
            parts.append([Statement([head, inner, "}"])])
        loop = ["for %s in 0..6 {" % self.fresh("at"), [Statement(parts + ["}"])], "}"]
        return Statement(["var %s = %s" % (at, one.place)] + loop)


def mentions(field, type):
    """Whether a field is, or is a list that holds, values of the type."""
    if isinstance(field, List):
        return mentions(field.element, type)
    return field == type or isinstance(field, Tuple) and any(mentions(part, type) for part in field.parts)


def field_type(body):
    kinds = [Type(body.rng.choice(NUMBERS + ("f32", "i64")))] * 4 + [BOOL, Tuple((I64, Type("f32")))]
    kinds += [Type(body.rng.choice(NUMBERS), (Size(body.rng.choice((1, 2, 3))),))]
    kinds += [TEXT, List(Type(body.rng.choice(NUMBERS + ("i64",))))]
    return body.rng.choice(kinds + [List(TEXT)])


def flat_enum(body, name):
    """Some variants, the first one without fields."""
    variants = [(name + "None", [])]
    for k in range(body.rng.randint(1, 3)):
        variants.append(("%sOf%d" % (name, k), [("a%d" % f, field_type(body)) for f in range(body.rng.randint(1, 3))]))
    return Data(name, variants)


def recursive_enum(body, name):
    """Leaves, and nodes of one or two values of the enum itself, perhaps a list of them, and another value."""
    leaf = (name + "Leaf", [("a%d" % k, field_type(body)) for k in range(body.rng.randint(0, 2))])
    inner = [("of%d" % k, Type(name)) for k in range(body.rng.randint(1, 2))]
    if body.chance(0.4):
        inner.append(("all", List(Type(name) if body.chance(0.7) else Tuple((TEXT, Type(name))))))
    node = (name + "Node", [("a", field_type(body))] + inner)
    more = [(name + "End", [])] if body.chance(0.4) else []
    return Data(name, more + [leaf, node], recursive=True)


def structure(body, name):
    fields = [("a", Type(body.rng.choice(NUMBERS)))] + [("b%d" % k, field_type(body)) for k in range(body.rng.randint(1, 2))]
    return Data(name, [(name, fields)], is_struct=True)


def declaration(data, methods=()):
    """The text of an enum, or of a struct with its methods."""
    if data.is_struct:
        fields = [Statement(["%s: %s" % (n, t.text())]) for n, t in data.variants[0][1]]
        return Statement(["struct %s {" % data.name, fields + list(methods), "}"])
    texts = [name + ("(%s)" % ", ".join("%s: %s" % (f, t.text()) for f, t in fields) if fields else "") for name, fields in data.variants]
    return Statement(["enum %s { %s }" % (data.name, ", ".join(texts))])
