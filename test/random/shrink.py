"""Makes a program that fails smaller: fewer statements, then smaller expressions."""
from program import Statement, Unit


def shrink(unit, fails, attempts=400):
    """The text of the smallest program found that still fails."""
    budget = [attempts]

    def tried(text):
        budget[0] -= 1
        return budget[0] >= 0 and fails(text)

    statements = fewer(unit.statements, lambda s: tried(Unit(unit.seed, s).text()))
    return smaller(Unit(unit.seed, statements).text(), tried)


def fewer(statements, fails):
    """Drops statements, halves before single ones, then inside those that remain."""
    step = max(1, len(statements) // 2)
    while step:
        at = 0
        while at < len(statements):
            rest = statements[:at] + statements[at + step:]
            if fails(rest):
                statements = rest
            else:
                at += step
        step //= 2
    for k, statement in enumerate(statements):
        for p, part in enumerate(statement.parts):
            if isinstance(part, list):
                statements[k] = inside(statements, k, p, fails)
    return statements


def inside(statements, k, p, fails):
    def replaced(inner):
        parts = list(statements[k].parts)
        parts[p] = inner
        return Statement(parts)

    inner = fewer(statements[k].parts[p], lambda s: fails(statements[:k] + [replaced(s)] + statements[k + 1:]))
    return replaced(inner)


def groups(text):
    """The ranges of bracketed expressions, outermost first."""
    opened, found = [], []
    for at, character in enumerate(text):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            found.append((opened.pop(), at + 1))
    return sorted(found, key=lambda range: range[0] - range[1])


def smaller(text, fails):
    """Puts a bracketed expression in the place of one around it."""
    shrunk = True
    while shrunk:
        shrunk = False
        for candidate in simpler(text):
            if fails(candidate):
                text, shrunk = candidate, True
                break
    return text


def simpler(text):
    found = groups(text)
    for first, end in found:
        for inner, inner_end in found:
            if first < inner and inner_end < end:
                yield text[:first] + text[inner:inner_end] + text[end:]
        for operator in (" + ", " - ", " * ", " and ", " or "):
            if operator in text[first:end] and text[first:end].count(operator) == 1:
                left, right = text[first + 1:end - 1].split(operator)
                yield text[:first] + left + text[end:]
                yield text[:first] + right + text[end:]
