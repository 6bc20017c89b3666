"""Random statements: definitions and stores."""
from expressions import Expressions
from program import Size, Statement, Tuple, Type, is_number, is_plain


class Statements(Expressions):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.result = None   # of the function, for early returns
        self.nesting = 0
        self.prints = False  # whether the function may

    def any_type(self):
        """Also what is neither a number nor a tensor."""
        known = [v.type for v in self.variables if not is_plain(v.type)]
        if known and self.chance(0.2):
            return self.rng.choice(known)
        data = [Type(name) for name in self.scope.data]
        if data and self.chance(0.15):
            return self.rng.choice(data)
        return self.element_type() if self.chance(0.15) else self.type()

    def define(self, type, text, changes=False):
        """Without a text, one is written with the type in sight."""
        changes = changes or self.chance(0.5)
        text = text or self.write(type, 3)
        annotation = ": " + type.text() if not is_plain(type) or self.chance(0.4) else ""
        name = self.fresh()
        self.bind(name, type, changes)
        return Statement(["%s %s%s = %s" % ("var" if changes else "let", name, annotation, text)])

    def block(self, count):
        """Statements with a scope of their own."""
        self.nesting += 1
        with self.inner():
            statements = [self.statement() for _ in range(count)]
        self.nesting -= 1
        return statements

    def block_at_top(self, count):
        return [self.statement() for _ in range(count)]

    def statement_forms(self):
        forms = [self.let] * 4 + [self.assign] * 3 + [self.store] * 3 + [self.tuple, self.index_definition, self.index_definition, self.swap]
        forms += [self.list_variable, self.push, self.push, self.pop, self.store_item, self.unknown_variable]
        forms += [self.store_masked, self.store_scattered, self.closure] + [self.change, self.use] * 2
        return forms + ([self.show] if self.prints else [])

    def statement(self):
        for _ in range(10):
            form = self.rng.choice(self.statement_forms())
            written = form()
            if written:
                self.used(form.__name__)
                return written
        return self.let()

    def show(self):
        """print(x)"""
        shown = self.place(lambda type: True)
        return shown and Statement(["print(%s)" % shown.place])

    def let(self):
        return self.define(self.any_type(), None)

    def changing(self, fits=lambda type: True):
        places = [v for v in self.variables if v.changes and fits(v.type)]
        return self.rng.choice(places) if places else None

    def assign(self):
        place = self.changing()
        if not place:
            return None
        if is_number(place.type) and self.chance(0.5):
            return Statement(["%s %s %s" % (place.place, self.rng.choice(("+=", "-=", "*=")), self.operand(place.type, 2))])
        return Statement(["%s = %s" % (place.place, self.write(place.type, 3))])

    def swap(self):
        """(a, b) = (b, a)"""
        first = self.changing()
        others = first and [v for v in self.variables if v.changes and v.type == first.type and v.place != first.place]
        if not others:
            return None
        second = self.rng.choice(others)
        return Statement(["(%s, %s) = (%s, %s)" % (first.place, second.place, second.place, self.write(first.type, 1))])

    def store(self):
        place = self.changing(lambda type: is_plain(type) and type.shape)
        if not place:
            return None
        subscripts, shape = [], []
        for axis, size in enumerate(place.type.shape):
            kind = self.rng.choice(("all", "index", "part"))
            large = size.terms or size.constant >= 2
            if kind == "index":
                subscripts.append(self.index(size, 1))
                continue
            if kind == "part" and large:
                part, given = self.part_of(size)
                subscripts.append(part)
                shape.append(given)
            else:
                subscripts.append(":")
                shape.append(size)
        type = Type(place.type.dtype, tuple(shape))
        value = self.write(Type(type.dtype), 2) if self.chance(0.3) else self.write(type, 2)
        operator = self.rng.choice(("=", "=", "+=", "*=")) if type.dtype != "bool" else "="
        return Statement(["%s[%s] %s %s" % (place.place, ", ".join(subscripts), operator, value)])

    def part_of(self, size):
        """A slice of an axis with at least two places, and how many it gives."""
        forms = [("1:", size + Size(-1)), (":-1", size + Size(-1)), ("-2:", Size(2)), (":1", Size(1))]
        if not size.terms:
            forms += [("::2", Size((size.constant + 1) // 2)), ("1::2", Size(size.constant // 2)), ("::3", Size((size.constant + 2) // 3))]
        self.used("store to a slice")
        return self.rng.choice(forms)

    def tuple(self):
        types = [self.any_type() if self.chance(0.2) else self.type() for _ in range(2)]
        if not all(is_plain(t) for t in types):
            return self.define(Tuple(tuple(types)), None)
        text = ", ".join(self.write(t, 2) for t in types)
        name, names = self.fresh(), [self.fresh() for _ in types]
        if self.chance(0.5):
            for n, t in zip(names, types):
                self.bind(n, t)
            return Statement(["let (%s) = (%s)" % (", ".join(names), text)])
        self.bind(name, Tuple(tuple(types)))
        return Statement(["let %s = (%s)" % (name, text)])
