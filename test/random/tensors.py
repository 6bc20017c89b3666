"""Random expressions that make tensors from tensors of other shapes."""
from expressions import Expressions
from program import FLOATS, I64, NUMBERS, Size, Type, is_plain


class Tensors(Expressions):
    def forms(self, type):
        forms = super().forms(type)
        if not is_plain(type):
            return forms
        forms += [self.reduction, self.read]
        if type.dtype == "i64":
            forms += [self.position, self.position]
        if type.shape:
            forms += [self.rearranged, self.sliced, self.sliced, self.joined, self.gathered]
        if type.dtype != "bool":
            forms.append(self.product)
        return forms

    # ---- from tensors of other shapes

    def reduction(self, type, depth):
        keep = [k for k, s in enumerate(type.shape) if s == Size(1)]
        names = ("any", "all") if type.dtype == "bool" else ("sum", "prod", "max", "min") + (("mean",) if type.dtype in FLOATS else ())
        return self.reduced(type, type.dtype, self.rng.choice(names), keep, depth)

    def position(self, type, depth):
        return self.reduced(type, self.rng.choice(NUMBERS), self.rng.choice(("argmax", "argmin")), [], depth)

    def reduced(self, type, dtype, name, keep, depth):
        if keep and self.chance(0.5):
            axis = self.rng.choice(keep)
            shape = type.shape[:axis] + (self.size(),) + type.shape[axis + 1:]
            return "%s(%s, axis: %d, keep: true)" % (name, self.write(Type(dtype, shape), depth), axis)
        if len(type.shape) > 2:
            return None
        if not type.shape and self.chance(0.7):
            shape = tuple(self.size() for _ in range(self.rng.randint(1, 3)))
            return "%s(%s)" % (name, self.write(Type(dtype, shape), depth))
        axis = self.rng.randint(0, len(type.shape))
        shape = type.shape[:axis] + (self.size(),) + type.shape[axis:]
        return "%s(%s, axis: %d)" % (name, self.write(Type(dtype, shape), depth), self.rng.choice((axis, axis - len(shape))))

    def product(self, type, depth):
        if len(type.shape) > 3:
            return None
        inner = self.size()
        if len(type.shape) == 0:
            left, right = (inner,), (inner,)
        elif len(type.shape) == 1:
            left, right = self.rng.choice((((type.shape[0], inner), (inner,)), ((inner,), (inner, type.shape[0]))))
        elif len(type.shape) == 2:
            left, right = (type.shape[0], inner), (inner, type.shape[1])
        else:
            left, right = type.shape[:2] + (inner,), (type.shape[0], inner, type.shape[2])
        return "(%s @ %s)" % (self.write(Type(type.dtype, left), depth), self.write(Type(type.dtype, right), depth))

    def rearranged(self, type, depth):
        if self.chance(0.5):
            return "transpose(%s)" % self.write(Type(type.dtype, type.shape[::-1]), depth)
        if len(type.shape) == 1 and not type.shape[0].terms and type.shape[0].constant == 4:
            return "reshape(%s, 4)" % self.write(Type(type.dtype, (Size(2), Size(2))), depth)
        shape = tuple(s for s in type.shape if s != Size(1))
        if shape and self.chance(0.5):
            return "reshape(%s, %s)" % (self.write(Type(type.dtype, shape), depth), self.sizes(type.shape))
        return "reshape(%s, %s)" % (self.write(Type(type.dtype, (Size(1),) + type.shape[::-1]), depth), self.sizes(type.shape)) if len(type.shape) < 3 else None

    def sliced(self, type, depth):
        subscripts, shape = [], []
        for axis, size in enumerate(type.shape):
            part, whole = self.part(size) if self.chance(0.6) else (":", size)
            subscripts.append(part)
            shape.append(whole)
        while subscripts and subscripts[-1] == ":":
            subscripts.pop()
        if not subscripts:
            return None
        return "%s[%s]" % (self.object(Type(type.dtype, tuple(shape)), depth), ", ".join(subscripts))

    def part(self, size):
        """A slice that gives this size, and the size that it is taken of."""
        first, more = self.rng.randint(0, 2), self.rng.randint(0, 2)
        if self.chance(0.35):
            self.used("slice with a step")
            step = self.rng.choice((2, 3))
            if self.chance(0.5):
                return "%d::%d" % (first, step), size.scaled(step) + Size(first)
            return "::%d" % step, size.scaled(step)
        if not size.terms and self.chance(0.3):
            self.used("slice from the end")
            return ("-%d:-%d" % (size.constant + more, more) if more else "-%d:" % size.constant), Size(size.constant + first + more)
        end = (size + Size(first)).text() if more and self.chance(0.5) else ("-%d" % more if more else "")
        return "%s:%s" % (first or "", end), size + Size(first + more)

    def object(self, type, depth):
        text = self.write(type, depth)
        return text if text[-1] == ")" and text[0] == "(" else "(%s)" % text

    def index(self, size, depth):
        """A position inside the size."""
        kind = self.rng.random()
        if kind < 0.2:
            return "-1"
        if kind < 0.4 or depth <= 0:
            return "0"
        if self.risky and kind < 0.5:
            return "i64(f64(%s))" % self.write(Type("i64"), depth)  # what the checker cannot know
        return "%s %% (%s)" % (self.object(Type("i64"), depth), size.text())

    def read(self, type, depth):
        """x[k] of a tensor with one axis more."""
        if len(type.shape) > 2:
            return None
        axis = self.rng.randint(0, len(type.shape))
        size = self.size()
        shape = type.shape[:axis] + (size,) + type.shape[axis:]
        return "%s[%s]" % (self.object(Type(type.dtype, shape), depth), ", ".join([":"] * axis + [self.index(size, depth)]))

    def gathered(self, type, depth):
        size = self.size()
        rows = self.write(Type("i64", type.shape[:1]), depth)
        rows = rows if self.risky and self.chance(0.2) else "(%s %% %s)" % (rows, "(%s)" % size.text())
        return "%s[%s]" % (self.object(Type(type.dtype, (size,) + type.shape[1:]), depth), rows)

    def joined(self, type, depth):
        axis = self.rng.randrange(len(type.shape))
        size = type.shape[axis]
        first = self.rng.choice(list(self.symbols) + [Size(1), Size(2)])
        rest = size + first.scaled(-1)
        if rest.constant < 0 or any(f < 0 for _, f in rest.terms) or rest == Size(0):
            return None
        shapes = [type.shape[:axis] + (part,) + type.shape[axis + 1:] for part in (first, rest)]
        return "concat(%s, axis: %d)" % (", ".join(self.write(Type(type.dtype, s), depth) for s in shapes), axis)

