"""Texts: joined, compared, taken to bytes, with values inside."""
from expressions import Expressions
from program import BOOL, FLOATS, I64, TEXT, Type, Unknown, is_plain

PIECES = ("", "a", "b", "ab", "é", "x y", "\\n", "\\\"", "\\{", "日本", "zz")


class Texts(Expressions):
    def forms(self, type):
        forms = super().forms(type)
        if type == TEXT:
            forms += [self.text_joined, self.text_of_values, self.text_of_values, self.text_of_bytes]
        if type == I64:
            forms += [self.text_length]
        if type == BOOL:
            forms += [self.text_comparison]
        if type == Unknown("u8"):
            forms += [self.text_bytes]
        if is_plain(type):
            forms += [self.text_match]
        return forms

    def make(self, type):
        return '"%s"' % "".join(self.rng.choice(PIECES) for _ in range(self.rng.randint(0, 2))) if type == TEXT else super().make(type)

    def text_joined(self, type, depth):
        return "(%s + %s)" % (self.write(TEXT, depth), self.write(TEXT, depth))

    def text_of_values(self, type, depth):
        parts = []
        for _ in range(self.rng.randint(1, 2)):
            shown = self.place(lambda t: True)
            if shown and (not is_plain(shown.type) or shown.type.shape or self.chance(0.5)):
                parts.append("{%s}" % shown.place)
                continue
            number = Type(self.rng.choice(("i64", "f32", "f64", "i8", "f16")))
            form = self.rng.choice(("", "", ":6") + ((":.2", ":9.3") if number.dtype in FLOATS else ()))
            parts.append("{%s%s}" % (self.write(number, depth), form))
        return '"%s"' % self.rng.choice(PIECES).join(parts)

    def text_of_bytes(self, type, depth):
        return "text(bytes(%s))" % self.write(TEXT, depth)

    def text_length(self, type, depth):
        return "(%s).len" % self.write(TEXT, depth)

    def text_comparison(self, type, depth):
        operator = self.rng.choice(("==", "!=", "<", "<=", ">"))
        return "(%s %s %s)" % (self.write(TEXT, depth), operator, self.write(TEXT, depth))

    def text_bytes(self, type, depth):
        return "bytes(%s)" % self.write(TEXT, depth)

    def text_match(self, type, depth):
        one = self.place(lambda t: t == TEXT)
        if not one:
            return None
        arms = ['"%s" => %s' % (piece, self.write(type, depth)) for piece in self.rng.sample(PIECES, 2)]
        return "(match %s { %s, _ => %s })" % (one.place, ", ".join(arms), self.write(type, depth))
