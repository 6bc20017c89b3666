"""grammar.py ROOT: the editors' grammar colours every word of the lexer, and what stands beside the lines below."""
import re
import sys

from textmate import Grammar

# Where a word that is a name elsewhere means something.
CONTEXTS = {"out": "  out y = x", "param": "  param w: f32 = 0.0", "state": "  state m: f32 = 0.0", "next": "  next m = 1.0",
            "test": 'test "ones" {', "by": "for i in 0..n by 2 {"}
REDUCTION = "%s[i](x[i])"

SAMPLES = [
    ("let x = 1 // why", "// why", "comment.line.double-slash"),
    ("/// The mean.", "/// The mean.", "comment.line.documentation"),
    ('print("a {b + 1:.3} // c")', "// c", "string.quoted.double"),
    ('print("a {b + 1:.3} c")', "+", "keyword.operator"),
    ('print("a {b + 1:.3} c")', "1", "constant.numeric"),
    ('print("a {b + 1:.3} c")', ":.3", "constant.other.placeholder"),
    ('print("a \\{ b")', "\\{", "constant.character.escape"),
    ('print("a \\{ b")', " b", "string.quoted.double"),
    ('print("{if a { b } else { c }} d")', " d", "string.quoted.double"),
    ("let c = 'x'", "'x'", "string.quoted.single"),
    ("fn dense(x: f32[B, 64]) -> f32 {", "dense", "entity.name.function"),
    ("fn dense(x: f32[B, 64]) -> f32 {", "f32", "storage.type.builtin"),
    ("fn dense(x: f32[B, 64]) -> f32 {", "B", "entity.name.type"),
    ("fn dense(x: f32[B, 64]) -> f32 {", "64", "constant.numeric"),
    ("fn dense(x: f32[B, 64]) -> f32 {", "->", "keyword.operator"),
    ("graph Net(hidden: int = 32) {", "Net", "entity.name.type"),
    ("use zoo.resnet: head", "zoo.resnet", "entity.name.namespace"),
    ("@specialize(B: [1, 8])", "specialize", "entity.name.function.decorator"),
    ("let y = 0xff + 1_000 + 1e-3", "0xff", "constant.numeric"),
    ("let y = 0xff + 1_000 + 1e-3", "1e-3", "constant.numeric"),
    ("for i in 0..n {", "..", "keyword.operator"),
    ("m = opt.step(m, g)", "step", "entity.name.function.call"),
    ("let format = 1", "format", ""),
    ("let out = 1", "out", ""),
]


def words(root):
    """The reserved and the contextual words of the lexer."""
    with open(root + "/grammar/DualLexer.g4", encoding="utf-8") as f:
        text = f.read()
    reserved, contextual = re.search(r"// Reserved.*?\n(.*?)\n// Contextual.*?\n(.*?)\n\n", text, re.S).groups()
    return [re.findall(r"'(\w+)'", part) for part in (reserved, contextual)]


def dtypes(root):
    with open(root + "/runtime/host/dtypes.def", encoding="utf-8") as f:
        return re.findall(r'^DUAL_DTYPE\(\w+, "(\w+)"', f.read(), re.M)


def main(root):
    grammar = Grammar(root + "/tools/editors/dual.tmLanguage.json")
    reserved, contextual = words(root)
    types = dtypes(root)
    assert len(reserved) > 20 and len(contextual) > 10 and len(types) > 5
    for word in reserved:
        scope = grammar.scope(" %s x {" % word, word)
        assert re.match(r"(keyword|storage|constant\.language)\b", scope), "`%s` is not coloured: %s" % (word, scope)
    for word in contextual:
        line = CONTEXTS.get(word, REDUCTION % word)
        scope = grammar.scope(line, word)
        assert re.match(r"keyword|storage|support\.function", scope), "`%s` is not coloured: %s" % (line, scope)
    for word in types + ["int", "str", "list"]:
        assert grammar.scope("let x: %s = y" % word, word) == "storage.type.builtin.dual", word
    for line, word, expected in SAMPLES:
        scope = grammar.scope(line, word)
        assert scope == (expected and expected + ".dual"), "%s: `%s` is %s" % (line, word, scope)
    print("%d words" % (len(reserved) + len(contextual) + len(types)))


main(sys.argv[1])
