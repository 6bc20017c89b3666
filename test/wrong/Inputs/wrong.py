"""wrong.py [--update] FILE: checks the wrong programs of a file, one for each mistake.

  === the mistake            begins a program
  +++ NAME                   a file that lies beside it follows, for programs that use modules
  ---                        what `dlc check` says of the program follows, word for word

--update writes what dlc says now, for a person to read: as the one who made the mistake."""
import os
import re
import subprocess
import sys
import tempfile


class Program:
    def __init__(self, title, line):
        self.title, self.line = title, line
        self.said, self.files = [], {"wrong.dl": []}

    def write(self, folder):
        os.mkdir(folder)
        for name, lines in self.files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write("".join(lines))

    def expected(self, folder=""):
        """What dlc says of it if it lies in the folder."""
        said = "".join(self.said).rstrip("\n") + "\n"
        return re.sub(r"(?m)^( +--> )(?!<)", lambda arrow: arrow.group(1) + folder, said)


def check(folder, files):
    """The exit code and what dlc says."""
    done = subprocess.run(["dlc", "check", *files], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def read(path):
    """What stands before the first program, and the programs."""
    head, programs, into = [], [], None
    into = head
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith("=== "):
                programs.append(Program(line[4:].strip(), number))
                into = programs[-1].files["wrong.dl"]
            elif line.startswith("+++ "):
                into = programs[-1].files.setdefault(line[4:].strip(), [])
            elif line == "---\n":
                into = programs[-1].said
            else:
                into.append(line)
    return head, programs


def problems(path, programs, folder):
    """One run for all of them; if it says anything else, each is looked at by itself."""
    names = ["%d/wrong.dl" % k for k in range(len(programs))]
    expected = "".join(program.expected("%d/" % k) for k, program in enumerate(programs))
    if check(folder, names) == (1, expected):
        return
    for k, program in enumerate(programs):
        code, said = check(os.path.join(folder, str(k)), ["wrong.dl"])
        if (code, said) != (1, program.expected()):
            yield "%s:%d: %s\nexit code %d, expected 1; it says\n%s\nexpected\n%s" % (
                path, program.line, program.title, code, said, program.expected())


def update(path, head, programs, folder):
    parts = list(head)
    for k, program in enumerate(programs):
        parts.append("=== %s\n%s" % (program.title, "".join(program.files.pop("wrong.dl"))))
        parts += ["+++ %s\n%s" % (name, "".join(lines)) for name, lines in program.files.items()]
        parts.append("---\n%s\n" % check(os.path.join(folder, str(k)), ["wrong.dl"])[1])
    with open(path, "w", encoding="utf-8") as f:
        f.write("".join(parts))


def main(path, updates):
    head, programs = read(path)
    titles = [program.title for program in programs]
    found = ["%s: two programs `%s`" % (path, title) for title in sorted(set(titles)) if titles.count(title) > 1]
    if not programs:
        found.append("%s has no programs" % path)
    with tempfile.TemporaryDirectory() as folder:
        for k, program in enumerate(programs):
            program.write(os.path.join(folder, str(k)))
        if updates:
            update(path, head, programs, folder)
        else:
            found += problems(path, programs, folder)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[-1], "--update" in sys.argv))
