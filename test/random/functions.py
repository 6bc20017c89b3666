"""Calls: the unit's own functions, closures, functions as arguments and results, gradients."""
from expressions import Expressions
from program import FLOATS, Helper, Statement, Type, is_plain


class Functions(Expressions):
    def forms(self, type):
        forms = super().forms(type) + [self.call, self.call, self.applied, self.made]
        if type.dtype in FLOATS and not self.in_gradient:
            forms += [self.gradient, self.directional]
        return forms

    # ---- the unit's own functions, and closures

    def call(self, type, depth):
        fitting = [h for h in self.scope.helpers if match(h.result, type) is not None] + [c for c in self.closures if c.result == type]
        fitting = [h for h in fitting if h.derives or not self.in_gradient]
        if not fitting:
            return None
        helper = self.rng.choice(fitting)
        if helper in self.closures:
            self.used("call of a closure")
            return "%s(%s)" % (helper.name, ", ".join(self.write(t, depth) for _, t, _ in helper.parameters))
        known = dict(match(helper.result, type))
        for name in helper.symbols:
            known.setdefault(name, self.size())
        return "%s(%s)" % (helper.name, ", ".join(self.arguments(helper, known, depth)))

    def arguments(self, helper, known, depth):
        texts, named = [], False
        for name, wanted, default in helper.parameters:
            if default is not None and self.chance(0.5):
                named = True
                self.used("default argument")
                continue
            text = self.write(wanted.at(known), depth)
            named = named or self.chance(0.2)
            if named:
                self.used("named argument")
            texts.append("%s: %s" % (name, text) if named else text)
        return texts

    def closure(self):
        """let g = fn(a: f32, b: i64) => e"""
        parameters = [(self.fresh("a"), self.type(ranks=(0, 0, 1)), None) for _ in range(self.rng.randint(1, 2))]
        result = self.type(ranks=(0, 1))
        with self.inner(*((n, t) for n, t, _ in parameters)):
            body = self.write(result, 2)
        name = self.fresh("g")
        self.closures.append(Helper(name, parameters, result, [], derives=not self.has_nodes()))
        head = ", ".join("%s: %s" % (n, t.text()) for n, t, _ in parameters)
        return Statement(["let %s = fn(%s) => %s" % (name, head, body)])

    def has_nodes(self):
        return any(data.recursive for data in self.scope.data.values())

    # ---- functions as arguments and as results

    def applied(self, type, depth):
        names = [n for n, t in self.scope.appliers if t == type]
        if not names:
            return None
        parameter = self.fresh("a")
        with self.inner((parameter, type)):
            body = self.write(type, depth)
        annotation = ": " + type.text() if self.chance(0.5) else ""
        return "%s(fn(%s%s) => %s, %s)" % (self.rng.choice(names), parameter, annotation, body, self.write(type, depth))

    def made(self, type, depth):
        names = [n for n, t in self.scope.makers if t == type]
        if not names:
            return None
        return "%s(%s)(%s)" % (self.rng.choice(names), self.write(type, depth), self.write(type, depth))

    def use(self):
        """let v = h(...), of what the unit declares."""
        forms = [(t, lambda t=t, form=form: form(t, 2)) for names, form in ((self.scope.appliers, self.applied), (self.scope.makers, self.made))
                 for _, t in names]
        forms += [(h.result, lambda h=h: self.method(h.result, 2)) for _, h, changes in self.scope.methods if not changes]
        for helper in self.scope.helpers:
            known = {name: self.size() for name in helper.symbols}
            forms.append((helper.result.at(known), lambda h=helper, k=known: "%s(%s)" % (h.name, ", ".join(self.arguments(h, k, 2)))))
        if not forms:
            return None
        type, write = self.rng.choice(forms)
        text = write()
        return text and self.define(type, text)

    # ---- `var` parameters and methods

    def change(self):
        """bump(var x, e) or x.bump(e)"""
        forms = [(h, v, "%s(var %s, %s)") for h in self.scope.changers for v in self.variables
                 if v.changes and h.parameters[0][1] == v.type]
        methods = [(h, v) for name, h, changes in self.scope.methods for v in self.variables
                   if changes and v.changes and v.type.dtype == name]
        if not forms and not methods:
            return None
        if methods and (not forms or self.chance(0.5)):
            helper, variable = self.rng.choice(methods)
            self.used("changing method")
            return Statement(["%s.%s(%s)" % (variable.place, helper.name, ", ".join(self.arguments(helper, {}, 2)))])
        helper, variable, form = self.rng.choice(forms)
        return Statement([form % (helper.name, variable.place, self.write(helper.parameters[1][1], 2))])

    # ---- gradients

    def gradient(self, type, depth):
        """The gradient of a scalar at a point of the type."""
        parameter = self.fresh("x")
        body = self.smooth(parameter, type, Type(type.dtype), depth)
        function = "fn(%s: %s) => %s" % (parameter, type.text(), body)
        at = self.write(type, depth)
        return self.rng.choice(("grad(%s)(%s)", "value_and_grad(%s)(%s)[1]")) % (function, at)

    def directional(self, type, depth):
        parameter = self.fresh("x")
        given = Type(type.dtype, self.rng.choice((type.shape, (), (self.size(),))))
        function = "fn(%s: %s) => %s" % (parameter, given.text(), self.smooth(parameter, given, type, depth))
        if self.chance(0.5):
            self.used("jvp")
            return "jvp(%s, %s, %s)[1]" % (function, self.write(given, 0), self.write(given, 0))
        self.used("vjp")
        function = "fn(%s: %s) => %s" % (parameter, type.text(), self.smooth(parameter, type, given, depth))
        return "vjp(%s, %s)[1](%s)" % (function, self.write(type, 0), self.write(given, 0))

    def smooth(self, parameter, type, result, depth):
        outer, self.in_gradient = self.in_gradient, True
        with self.inner((parameter, type)):
            body = self.write(result, depth + 1) if result != type or self.chance(0.5) else "%s * %s" % (parameter, self.write(result, depth))
            if not result.shape and type.shape and self.chance(0.8):
                body = "sum(%s * %s)" % (parameter, self.write(type, depth))
        self.in_gradient = outer
        return body


def match(result, type):
    """What a function's symbols are when its result has the type, or None."""
    if not is_plain(type):
        return {} if result == type else None
    if result.dtype != type.dtype or len(result.shape) != len(type.shape):
        return None
    known = {}
    for wanted, size in zip(result.shape, type.shape):
        if wanted.terms and (len(wanted.terms) > 1 or wanted.constant or wanted.terms[0][1] != 1):
            return None
        if wanted.terms and known.setdefault(wanted.terms[0][0], size) != size:
            return None
        if not wanted.terms and wanted != size:
            return None
    return known
