"""Index notation: definitions, reductions, filters, ranges, reads outside, positions, scatters."""
from expressions import Expressions, unary
from functions import match
from program import FLOATS, I64, NUMBERS, Size, Statement, Type, is_plain


class Indexing(Expressions):
    def forms(self, type):
        forms = super().forms(type)
        if is_plain(type) and type.dtype != "bool" and not type.shape:
            forms += [self.whole_reduction]
        if type == I64:
            forms += [self.index_position]
        return forms

    def statement_forms(self):
        return super().statement_forms() + [self.index_definition] * 2 + [self.scatter, self.prefix, self.index_pack, self.index_rows]

    # ---- statements

    def index_definition(self):
        type = self.type(NUMBERS, (1, 1, 2, 3))
        indices = [(self.fresh("at"), size) for size in type.shape]
        binders = ", ".join("%s: %s" % (n, s.text()) for n, s in indices)
        return self.defined(type, binders, self.indexed(type.dtype, indices, 3))

    def defined(self, type, binders, body):
        name = self.fresh()
        self.bind(name, type)
        return Statement(["let %s[%s] = %s" % (name, binders, body)])

    def scatter(self):
        """count[k: n] = sum[e if label[e] == k](...): one pass over e."""
        labels = self.tensor("i64", (1,))
        if not labels:
            return None
        dtype, size = self.rng.choice(NUMBERS), self.size()
        to, entry = self.fresh("at"), self.fresh("k")
        label = "%s[%s]" % (labels.place, entry) if self.chance(0.5) else "%s[%s] %% %d" % (labels.place, entry, self.rng.randint(2, 4))
        body = self.indexed(dtype, [(entry, labels.type.shape[0])], 1)
        return self.defined(Type(dtype, (size,)), "%s: %s" % (to, size.text()), "%s[%s: %s if %s == %s](%s)" % (
            self.reduction_name(dtype, True), entry, labels.type.shape[0].text(), label, to, body))

    def prefix(self):
        """sum[j: i + 1](...) for each i: a scan."""
        dtype, size = self.rng.choice(NUMBERS), self.size()
        at, inner = self.fresh("at"), self.fresh("k")
        end = self.rng.choice(("%s + 1", "%s")) % at
        operator = self.reduction_name(dtype, end == at)
        body = self.indexed(dtype, [(inner, size)], 1)
        return self.defined(Type(dtype, (size,)), "%s: %s" % (at, size.text()), "%s[%s: %s](%s)" % (operator, inner, end, body))

    def index_pack(self):
        """let y[s..., k: 2] = x[s...]: as many indices as x has axes."""
        source = self.place(lambda t: t.dtype in NUMBERS and len(t.shape) in (1, 2))
        if not source:
            return None
        pack, at, size = self.fresh("s"), self.fresh("at"), self.size()
        dtype = source.type.dtype
        body = "%s[%s...] %s %s" % (source.place, pack, self.rng.choice("+-*"), at if dtype == "i64" else "%s(%s)" % (dtype, at))
        return self.defined(Type(dtype, source.type.shape + (size,)), "%s..., %s: %s" % (pack, at, size.text()), body)

    def index_rows(self):
        """A body that is a tensor: its axes come after the indices."""
        type = self.type(NUMBERS, (2,))
        at = self.fresh("at")
        with self.inner((at, I64)):
            body = self.write(Type(type.dtype, type.shape[1:]), 2)
        return self.defined(type, "%s: %s" % (at, type.shape[0].text()), body)

    # ---- expressions

    def whole_reduction(self, type, depth):
        indices = [(self.fresh("at"), self.size()) for _ in range(self.rng.randint(1, 2))]
        binders = ", ".join("%s: %s" % (n, s.text()) for n, s in indices)
        chosen = self.index_filter(indices)
        operator = self.reduction_name(type.dtype, bool(chosen))
        return "%s[%s%s](%s)" % (operator, binders, chosen, self.indexed(type.dtype, indices, depth))

    def index_position(self, type, depth):
        indices = [(self.fresh("at"), self.size()) for _ in range(self.rng.randint(1, 2))]
        binders = ", ".join("%s: %s" % (n, s.text()) for n, s in indices)
        part = "[%d]" % self.rng.randrange(2) if len(indices) == 2 else ""
        return "%s[%s](%s)%s" % (self.rng.choice(("argmax", "argmin")), binders, self.indexed(self.rng.choice(NUMBERS), indices, depth), part)

    # ---- what stands in a body

    def indexed(self, dtype, indices, depth):
        """An expression over indices, each with the size it ranges over."""
        forms = [self.indexed_read] * 4
        if depth > 0:
            forms += [self.indexed_sum] * 2 + [self.indexed_binary] * 2 + [self.indexed_choice, self.indexed_unary, self.indexed_pad, self.indexed_range]
            forms += [self.indexed_call, self.indexed_block]
        form = self.rng.choice(forms)
        text = form(dtype, indices, depth - 1)
        self.used(form.__name__)
        return text

    def tensor(self, dtype, ranks=(1, 2, 3)):
        return self.place(lambda t: t.dtype == dtype and len(t.shape) in ranks)

    def indexed_read(self, dtype, indices, depth):
        source = self.tensor(dtype)
        if not source or self.chance(0.1):
            name = self.rng.choice(indices)[0]
            return name if dtype == "i64" else "%s(%s)" % (dtype, name)
        return "%s[%s]" % (source.place, ", ".join(self.subscript(size, indices) for size in source.type.shape))

    def subscript(self, size, indices):
        direct = [n for n, s in indices if s == size]
        if direct and self.chance(0.8):
            return self.rng.choice(direct)
        rows = self.tensor("i64", (1,))
        over = rows and [n for n, s in indices if s == rows.type.shape[0]]
        if over and self.chance(0.5):
            self.used("gather by an element")
            return "%s[%s] %% (%s)" % (rows.place, self.rng.choice(over), size.text())
        if self.risky and self.chance(0.1):
            return "%s + 1" % self.rng.choice(indices)[0]
        return "(%s * %d + %d) %% (%s)" % (self.rng.choice(indices)[0], self.rng.randint(0, 3), self.rng.randint(0, 3), size.text())

    def indexed_pad(self, dtype, indices, depth):
        source = self.tensor(dtype, (1, 2))
        if not source:
            return self.indexed_read(dtype, indices, depth)
        subscripts = ["%s %s %d" % (self.rng.choice(indices)[0], self.rng.choice("+-"), self.rng.randint(0, 2)) for _ in source.type.shape]
        return "(%s[%s] else (%s))" % (source.place, ", ".join(subscripts), self.typed_literal(dtype))

    def reduction_name(self, dtype, may_be_empty=False):
        """The greatest and the least of no integers fail."""
        has_value = dtype in FLOATS or not may_be_empty or self.risky
        return self.rng.choice(("sum", "sum", "prod") + (("max", "min") if has_value else ()) + (("mean",) if dtype in FLOATS else ()))

    def index_filter(self, indices):
        if self.chance(0.7):
            return ""
        self.used("filter of an index")
        return " if " + self.index_condition(indices)

    def index_condition(self, indices):
        left, right = self.rng.choice(indices)[0], self.rng.choice([n for n, _ in indices] + ["1", "2"])
        if self.chance(0.6):
            return "%s %s %s" % (left, self.rng.choice(("<", "==", ">=", "!=")), right)
        dtype = self.rng.choice(NUMBERS)
        return "%s > %s" % (self.indexed_read(dtype, indices, 0), self.typed_literal(dtype))

    def indexed_sum(self, dtype, indices, depth):
        name, size = self.fresh("k"), self.size()
        inner = indices + [(name, size)]
        body = "%s * %s" % (self.indexed(dtype, inner, 0), self.indexed(dtype, inner, depth)) if self.chance(0.6) else self.indexed(dtype, inner, depth)
        chosen = self.index_filter(inner)
        return "%s[%s: %s%s](%s)" % (self.reduction_name(dtype, bool(chosen)), name, size.text(), chosen, body)

    def indexed_range(self, dtype, indices, depth):
        """sum[j: i..n](...): a range that depends on an index around it."""
        around, width = self.rng.choice(indices)
        size = self.rng.choice((width, self.size()))
        name = self.fresh("k")
        body = self.indexed(dtype, indices + [(name, size)], depth)
        if not size.terms and size.constant < 2:
            return "sum[%s: 0..%s %% 2](%s)" % (name, around, body)
        low = self.rng.choice(("1", "%s %% 2" % around, around if size == width else "0"))
        return "%s[%s: %s..%s](%s)" % (self.reduction_name(dtype), name, low, size.text(), body)

    def indexed_binary(self, dtype, indices, depth):
        return "(%s %s %s)" % (self.indexed(dtype, indices, depth), self.rng.choice("+-*"), self.indexed(dtype, indices, depth))

    def indexed_choice(self, dtype, indices, depth):
        return "(if %s { %s } else { %s })" % (self.index_condition(indices), self.indexed(dtype, indices, depth), self.indexed(dtype, indices, depth))

    def indexed_unary(self, dtype, indices, depth):
        return "%s(%s)" % (self.rng.choice(unary(dtype)), self.indexed(dtype, indices, depth))

    def indexed_call(self, dtype, indices, depth):
        """A call of a function, which makes a loop of the definition."""
        fitting = [h for h in self.scope.helpers if match(h.result, Type(dtype)) == {} and not h.symbols
                   and (h.derives or not self.in_gradient)]
        if not fitting:
            return self.indexed_unary(dtype, indices, depth)
        with self.inner(*((n, I64) for n, _ in indices)):
            helper = self.rng.choice(fitting)
            return "%s(%s)" % (helper.name, ", ".join(self.arguments(helper, {}, 1)))

    def indexed_block(self, dtype, indices, depth):
        """A branch with a definition inside."""
        name = self.fresh()
        condition, first = self.index_condition(indices), self.indexed(dtype, indices, depth)
        return "(if %s { let %s = %s; %s * %s } else { %s })" % (condition, name, first, name, name, self.indexed(dtype, indices, depth))
