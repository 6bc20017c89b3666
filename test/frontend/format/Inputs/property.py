"""property.py ROOT WORK [--comments]: lays out every Dual file of the tree that parses and compares syntax trees.

The layout of a layout is itself. With --comments each file first gets a comment behind every `,`, `(`, `[` and `->`."""
import os
import re
import shutil
import subprocess
import sys

WORDS = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|\'(?:\\.|[^\'\\])+\'|->|[,(\[]|.|\n', re.S)


def dlc(*words):
    return subprocess.run(["dlc", *words], capture_output=True, text=True)


def tree(path):
    return dlc("check", "--syntax-only", "--emit", "ast", path)


def comments(path):
    with open(path, encoding="utf-8") as f:
        return sorted(w.rstrip() for w in WORDS.findall(f.read()) if w.startswith("//"))


def with_comments(text):
    count = 0
    out = []
    for word in WORDS.findall(text):
        out.append(word)
        if word in (",", "(", "[", "->"):
            count += 1
            out.append(" // %d\n" % count if count % 3 else "\n\n// %d\n// and more\n" % count)
    return "".join(out)


def copies(root, work, adds_comments):
    """Copies of all files that parse, each with its syntax tree."""
    for folder, _, names in os.walk(root):
        if "/build" in folder[len(root):] or "/." in folder[len(root):]:
            continue
        for name in sorted(n for n in names if n.endswith(".dl")):
            path = os.path.join(folder, name)
            copy = os.path.join(work, os.path.relpath(path, root).replace("/", "-"))
            shutil.copy(path, copy)
            if adds_comments:
                with open(path, encoding="utf-8", errors="replace") as f:
                    text = with_comments(f.read())
                with open(copy, "w", encoding="utf-8") as f:
                    f.write(text)
            parsed = tree(copy)
            if parsed.returncode == 0:
                yield copy, parsed.stdout, comments(copy)


def main(root, work, *rest):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    before = list(copies(root, work, "--comments" in rest))
    assert len(before) > 100, "only %d files parse" % len(before)
    paths = [path for path, _, _ in before]
    laid = dlc("fmt", *paths)
    assert laid.returncode == 0 and not laid.stderr, laid.stderr
    for path, expected, remarks in before:
        assert tree(path).stdout == expected, path + ": another syntax tree"
        assert comments(path) == remarks, path + ": other comments"
        with open(path, encoding="utf-8") as f:
            assert all(line == line.rstrip() or "//" in line for line in f.read().split("\n")), path
    again = dlc("fmt", "--check", *paths)
    assert again.returncode == 0 and not again.stdout, "another layout at the second time: " + again.stdout
    print("%d files" % len(before))


main(*sys.argv[1:])
