"""Branches, loops and what leaves them early."""
from lists import element_of
from program import BOOL, I64, List, Statement, Type, Unknown, is_plain
from statements import Statements


class Control(Statements):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.loops = 0

    def statement_forms(self):
        forms = super().statement_forms()
        if self.nesting < 2 or (self.nesting < 3 and self.chance(0.2)):
            forms += [self.branch] * 2 + [self.count, self.elements, self.elements, self.repeat, self.match, self.match, self.unwind]
        if self.loops:
            forms += [self.leave] * 2
        if self.result and self.nesting and self.chance(0.4):
            forms += [self.early]
        return forms

    def branch(self):
        parts = ["if %s {" % self.write(BOOL, 2), self.block(self.rng.randint(1, 2))]
        if self.chance(0.3):
            parts += ["} else if %s {" % self.write(BOOL, 1), self.block(1)]
        if self.chance(0.5):
            parts += ["} else {", self.block(self.rng.randint(1, 2))]
        return Statement(parts + ["}"])

    def body(self, *bound):
        self.loops += 1
        with self.inner(*bound):
            statements = self.block(self.rng.randint(1, 3))
        self.loops -= 1
        return statements

    def count(self):
        name = self.fresh("at")
        ranges = ("0..3", "0..4 by 2", "1..4", "0..%s" % (self.symbols[0].text() if self.symbols else "2"), "-1..2", "3..3", "2..1")
        return Statement(["for %s in %s {" % (name, self.rng.choice(ranges)), self.body((name, I64)), "}"])

    def elements(self):
        """Over a tensor, a list, a tuple of one type or a comprehension."""
        name = self.fresh("r")
        if self.chance(0.25):
            self.used("for over a tuple")
            type = self.type(ranks=(0, 1))
            return Statement(["for %s in (%s) {" % (name, ", ".join(self.write(type, 1) for _ in range(3))), self.body((name, type)), "}"])
        over = self.place(lambda t: isinstance(t, (List, Unknown)) or (is_plain(t) and t.shape))
        if not over:
            return None
        self.used("for over a list" if isinstance(over.type, List) else "for over a tensor")
        return Statement(["for %s in %s {" % (name, over.place), self.body((name, element_of(over.type))), "}"])

    def repeat(self):
        name = self.fresh("n")
        inner = self.body((name, I64))
        if self.chance(0.3):
            self.used("while true")
            stop = Statement(["if %s >= %d { break }" % (name, self.rng.randint(1, 3))])
            return Statement(["var %s = 0" % name, "while true {", [stop, Statement(["%s += 1" % name])] + inner, "}"])
        condition = "%s < 3 and %s" % (name, self.write(BOOL, 2)) if self.chance(0.5) else "%s < %d" % (name, self.rng.randint(1, 4))
        counted = [Statement(["%s += 1" % name])]
        return Statement(["var %s = 0" % name, "while %s {" % condition, counted + inner, "}"])

    def leave(self):
        word = self.rng.choice(("break", "continue"))
        self.used(word)
        return Statement(["if %s { %s }" % (self.write(BOOL, 2), word)])

    def early(self):
        return Statement(["if %s { return %s }" % (self.write(BOOL, 2), self.results())])

    def results(self):
        texts = [self.write(t, 2) for t in self.result]
        return texts[0] if len(texts) == 1 else "(%s)" % ", ".join(texts)
