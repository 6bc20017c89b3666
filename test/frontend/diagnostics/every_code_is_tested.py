"""Fails when no test expects a diagnostic of diagnostics.def."""
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
registered = re.findall(r"^DIAG\((E\d{4}),", (source / "frontend/diagnostics/diagnostics.def").read_text(), re.MULTILINE)
expected = set()
for path in (source / "test").rglob("*"):
    if path.suffix in {".dl", ".test", ".mlir"}:
        expected.update(re.findall(r"\b(?:error|warning)\[(E\d{4})\]", path.read_text(errors="replace")))
missing = [code for code in registered if code not in expected]
for code in missing:
    print(f"no test expects {code}")
sys.exit(bool(missing) or not registered)
