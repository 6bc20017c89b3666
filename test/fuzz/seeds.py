"""seeds.py ROOT FOLDER: every program that lies in the repository as a file of its own, for the fuzzers to begin with.

Programs are the .dl files, the parts of tests that are several files in one, the wrong programs, and the examples of the documents."""
import hashlib
import pathlib
import re
import sys

largest = 4096


def parts(text):
    """What split-file and wrong.py make of a test: the pieces between their marks."""
    return re.split(r"(?m)^(?:(?:#|//)?---.*|(?:===|\+\+\+) .*)\n", text)


def examples(text):
    return re.findall(r"(?ms)^```dual[^\n]*\n(.*?)^```", text)


def programs(root):
    for folder in ("examples", "stdlib", "test", "bench"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".dl":
                yield path.read_bytes()
            elif path.suffix == ".test":
                yield from (part.encode() for part in parts(path.read_text(errors="replace")))
    for path in sorted([root / "README.md", *(root / "docs").glob("*.md")]):
        yield from (example.encode() for example in examples(path.read_text()))


def main(root, folder):
    out = pathlib.Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for program in programs(pathlib.Path(root)):
        if 0 < len(program) <= largest:
            (out / hashlib.sha1(program).hexdigest()).write_bytes(program)
    print(len(list(out.iterdir())), "programs to begin with")


main(*sys.argv[1:])
