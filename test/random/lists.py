"""Lists, tuples and comprehensions."""
from expressions import Expressions
from program import BOOL, I64, NUMBERS, TEXT, List, Size, Statement, Tuple, Type, Unknown, is_number, is_plain


class Lists(Expressions):
    def forms(self, type):
        forms = super().forms(type)
        if isinstance(type, List):
            forms += [self.list_of_items, self.list_of_items, self.list_joined, self.list_cut, self.list_reversed, self.list_sorted,
                      self.list_comprehension, self.list_comprehension]
        if isinstance(type, Tuple):
            forms += [self.tuple_of_parts] * 2
        if is_number(type) and not type.shape:
            forms += [self.list_total]
        if is_plain(type) and len(type.shape) == 1:
            forms += [self.comprehension]
        if self.list_place():
            forms += [self.list_item] + [self.list_length] * 2 * (type == I64)
        if type == BOOL:
            forms += [self.same]
        return forms

    def make(self, type):
        if isinstance(type, List):
            return self.list_of_items(type, 0)
        if isinstance(type, Tuple):
            return self.tuple_of_parts(type, 0)
        return super().make(type)

    def element_type(self):
        number = Type(self.rng.choice(NUMBERS + ("f32", "i64")))
        kinds = [number, number, number, BOOL, TEXT, Type(number.dtype, (Size(2),)), Tuple((I64, number)), Tuple((TEXT, number)),
                 Unknown(number.dtype), List(number)]
        return self.rng.choice(kinds + [Type(name) for name, data in self.scope.data.items() if not (data.recursive and self.in_gradient)] * 2)

    def list_place(self, fits=lambda element: True):
        found = [v for v in self.variables if isinstance(v.type, List) and fits(v.type.element)]
        return self.rng.choice(found) if found else None

    # ---- expressions that are lists; they stand where a list is expected

    def list_of_items(self, type, depth):
        return "[%s]" % ", ".join(self.write(type.element, depth) for _ in range(self.rng.choice((0, 1, 2, 2, 3))))

    def list_joined(self, type, depth):
        first = self.list_place(lambda e: e == type.element)
        return first and "%s + %s" % (first.place, self.list_of_items(type, depth))

    def list_cut(self, type, depth):
        one = self.list_place(lambda e: e == type.element)
        if not one:
            return None
        middle = "%s.len / %s" % (one.place, self.rng.choice("23"))
        return "%s[%s]" % (one.place, self.rng.choice(("%s:" % middle, ":%s" % middle, "%s:%s.len" % (middle, one.place))))

    def list_reversed(self, type, depth):
        one = self.list_place(lambda e: e == type.element)
        return one and "reverse(%s)" % one.place

    def list_sorted(self, type, depth):
        one = self.list_place(lambda e: e == type.element)
        if not one:
            return None
        element = self.fresh("e")
        with self.inner((element, type.element)):
            return "sort(%s, by: fn(%s) => %s)" % (one.place, element, self.write(Type(self.rng.choice(NUMBERS)), depth))

    def list_comprehension(self, type, depth):
        name, over, element = self.source()
        with self.inner((name, element)):
            return "[%s for %s in %s%s]" % (self.write(type.element, depth), name, over, self.filter(depth))

    def source(self):
        """What a comprehension goes over: the name of an element, the text, the element's type."""
        ranges = ("0..3", "1..4", "0..6 by 2", "3..3", "-1..2")
        found = self.places(lambda t: isinstance(t, (List, Unknown)) or (is_plain(t) and t.shape))
        if not found or self.chance(0.3):
            return self.fresh("e"), self.rng.choice(ranges), I64
        over = self.rng.choice(found)
        return self.fresh("e"), over.place, element_of(over.type)

    def filter(self, depth):
        if self.chance(0.5):
            return ""
        self.used("filter of a comprehension")
        return " if " + self.write(BOOL, depth)

    # ---- what lists give to other expressions

    def list_item(self, type, depth):
        one = self.list_place(lambda e: e == type)
        if not one:
            return None
        at = self.rng.choice(("0", "-1", "%s.len / 2" % one.place))
        return "(if %s.len > 0 { %s[%s] } else { %s })" % (one.place, one.place, at, self.write(type, depth))

    def list_length(self, type, depth):
        one = self.list_place()
        return one and one.place + ".len"

    def list_total(self, type, depth):
        name, over, element = self.source()
        with self.inner((name, element)):
            return "sum([%s for %s in %s%s])" % (self.write(type, depth), name, over, self.filter(depth))

    def comprehension(self, type, depth):
        """[e for k in 0..n]"""
        name = self.fresh("e")
        with self.inner((name, I64)):
            return "[%s for %s in 0..%s]" % (self.write(Type(type.dtype), depth), name, type.shape[0].text())

    def same(self, type, depth):
        one = self.place(lambda t: isinstance(t, (List, Tuple)) or t == TEXT or self.is_flat_data(t))
        other = one and self.place(lambda t: t == one.type)
        return one and "(%s %s %s)" % (one.place, self.rng.choice(("==", "!=")), other.place)

    def is_flat_data(self, type):
        data = self.scope.data.get(type.dtype)
        return data is not None and not data.recursive

    def tuple_of_parts(self, type, depth):
        return "(%s)" % ", ".join(self.write(part, depth) for part in type.parts)

    # ---- statements

    def list_variable(self):
        return self.define(List(self.element_type()), None, changes=self.chance(0.8))

    def changing_list(self):
        return self.place_of([v for v in self.variables if v.changes and isinstance(v.type, List)])

    def place_of(self, found):
        return self.rng.choice(found) if found else None

    def push(self):
        one = self.changing_list()
        return one and Statement(["%s.push(%s)" % (one.place, self.write(one.type.element, 2))])

    def pop(self):
        one = self.changing_list()
        if not one:
            return None
        last = self.fresh()
        with self.inner((last, one.type.element)):
            inner = [Statement(["let %s = %s.pop()" % (last, one.place)])] + self.block(1)
        return Statement(["if %s.len > %d {" % (one.place, 0 if not self.risky else -1), inner, "}"])

    def store_item(self):
        one = self.changing_list()
        if not one:
            return None
        at = self.rng.choice(("0", "-1", "%s.len / 2" % one.place))
        operator = self.rng.choice(("=", "+=", "*=")) if is_number(one.type.element) else "="
        stored = "%s[%s] %s %s" % (one.place, at, operator, self.write(one.type.element, 2))
        return Statement(["if %s.len > 0 { %s }" % (one.place, stored)])


def element_of(type):
    if isinstance(type, List):
        return type.element
    if isinstance(type, Unknown):
        return Type(type.of)
    return Type(type.dtype, type.shape[1:])
