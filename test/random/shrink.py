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


def spans(text):
    """The ranges of bracketed expressions, with the name of what is called before them, outermost first."""
    opened, found = [], []
    for at, character in enumerate(text):
        if character in "([{":
            opened.append(at)
        elif character in ")]}" and opened:
            first = opened.pop()
            found.append((first, at + 1))
            named = first
            while named and (text[named - 1].isalnum() or text[named - 1] in "_."):
                named -= 1
            if named < first:
                found.append((named, at + 1))
    return sorted(found, key=lambda span: span[0] - span[1])


def pieces(text, first, end):
    """What stands between the commas of a bracket, and after its arrows."""
    depth, begin, found = 0, first + 1, []
    for at in range(first + 1, end):
        character = text[at]
        if depth == 0 and (character in ",;" or at == end - 1):
            found.append((begin, at))
            begin = at + 1
        elif depth == 0 and text.startswith("=>", at):
            begin = at + 2
        depth += (character in "([{") - (character in ")]}")
    return [(b, e) for b, e in found if text[b:e].strip()]


def smaller(text, fails):
    """Puts a part of an expression in the place of the whole."""
    shrunk = True
    while shrunk:
        shrunk = False
        for candidate in simpler(text):
            if fails(candidate):
                text, shrunk = candidate, True
                break
    return text


def simpler(text):
    found = spans(text)
    parts = found + [p for first, end in found if text[first] in "([{" for p in pieces(text, first, end)]
    for first, end in found:
        if "\n" in text[first:end]:
            continue
        for inner, inner_end in parts:
            if first < inner and inner_end < end and inner_end - inner > 0:
                yield text[:first] + text[inner:inner_end].strip() + text[end:]
        for operator in (" + ", " - ", " * ", " @ ", " and ", " or "):
            if operator in text[first:end] and text[first:end].count(operator) == 1:
                left, right = text[first + 1:end - 1].split(operator)
                yield text[:first] + left + text[end:]
                yield text[:first] + right + text[end:]
