"""The code blocks of a Markdown page, and what they show."""
import re
from collections import namedtuple

# `line` is the page's line of the opening fence.
Block = namedtuple("Block", "line language file fragment text")
FENCE = re.compile(r"^```([^\s`]*)((?: \S+)*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read_blocks(page):
    blocks = []
    for found in FENCE.finditer(page):
        words = found[2].split()
        files = [word[len("file="):] for word in words if word.startswith("file=")]
        line = page.count("\n", 0, found.start()) + 1
        blocks.append(Block(line, found[1], files[0] if files else None, "fragment" in words, found[3]))
    return blocks


def shown_output(block):
    return "".join(line + "\n" for line in re.findall(r"//> ?(.*)$", block.text, re.MULTILINE))


def shown_errors(block):
    """Lines are counted in the block."""
    lines = enumerate(block.text.splitlines(), 1)
    found = [(number, re.search(r"//! (.*)$", line)) for number, line in lines]
    return "\n".join("line %d: %s" % (number, shown[1]) for number, shown in found if shown)


def typed_and_answered(block):
    """What is typed into the REPL, and all the answers. A statement goes on behind `| `."""
    lines = block.text.splitlines(keepends=True)
    typed = [line[2:] for line in lines if line.startswith(("> ", "| "))]
    return "".join(typed), "".join(line for line in lines if not line.startswith(("> ", "| ")))


def commands(block):
    """Each command with what it prints; a line that ends in a backslash goes on."""
    found = []
    for line in block.text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append([line[2:].rstrip("\n"), ""])
        elif found and not found[-1][1] and found[-1][0].endswith("\\"):
            found[-1][0] += "\n" + line.rstrip("\n")
        else:
            found[-1][1] += line
    return found
