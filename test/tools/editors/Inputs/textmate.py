"""A TextMate grammar, as far as ours goes: which scopes each character of a line gets."""
import json
import re


class Grammar:
    def __init__(self, path):
        with open(path, encoding="utf-8") as f:
            self.top = json.load(f)

    def rules(self, patterns):
        for rule in patterns:
            if "include" in rule:
                target = self.top["repository"][rule["include"].removeprefix("#")]
                yield from self.rules([target])
            elif "match" in rule or "begin" in rule:
                yield rule
            else:
                yield from self.rules(rule["patterns"])

    def scopes(self, line):
        """For each character its scopes, the outermost first."""
        result = [[] for _ in line]
        stack = [{"patterns": self.top["patterns"]}]
        at = 0
        while at <= len(line):
            around = [rule["name"] for rule in stack if "name" in rule]
            found = self.first(stack[-1], line, at)
            end = found[1].start() if found else len(line)
            for k in range(at, end):
                result[k] = around
            if not found:
                break
            rule, match, ends = found
            self.colour(result, around, rule, match)
            if ends:
                stack.pop()
            elif "begin" in rule:
                stack.append(rule)
            assert match.end() > at or ends or match.end() < len(line), "no progress at %d in %s" % (at, line)
            at = match.end()
        return result

    def first(self, inner, line, at):
        best = None
        if "end" in inner:
            match = re.compile(inner["end"]).search(line, at)
            best = match and (inner, match, True)
        for rule in self.rules(inner["patterns"]):
            match = re.compile(rule.get("match", rule.get("begin"))).search(line, at)
            if match and (not best or match.start() < best[1].start()):
                best = (rule, match, False)
        return best

    def colour(self, result, around, rule, match):
        own = [rule["name"]] if "name" in rule and rule["name"] not in around else []
        for k in range(match.start(), match.end()):
            result[k] = around + own
        for number, capture in rule.get("captures", {}).items():
            for k in range(*match.span(int(number))):
                result[k] = result[k] + [capture["name"]]

    def scope(self, line, word):
        """The innermost scope of the first place of `word` in the line; it must be one for the whole word."""
        begin = line.index(word)
        found = {tuple(s) for s in self.scopes(line)[begin:begin + len(word)]}
        assert len(found) == 1, "%s in %s has several colours: %s" % (word, line, found)
        return (found.pop() or ("",))[-1]
