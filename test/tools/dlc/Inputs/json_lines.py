"""json_lines.py FILE: fails unless every line is one JSON object with the members that docs/messages.md lists."""
import json
import sys

MEMBERS = ["severity", "code", "message", "file", "range", "notes", "help"]

lines = open(sys.argv[1], "rb").read().decode("utf-8").splitlines()
assert lines, "nothing was written"
for line in lines:
    found = json.loads(line)
    assert list(found) == MEMBERS, found
    for note in found["notes"]:
        assert list(note) == ["message", "file", "range"], note
