"""run_pages.py ROOT PAGE...: runs the code blocks of Markdown pages, and compares with what the pages show.

  ```dual             a program: run compiled and interpreted. `//> text` is a line that it prints, `//! text` an error at that line
  ```dual file=NAME   a file, checked and kept for the blocks below
  ```dual fragment    not a whole program, or one with errors: only parsed; file=NAME keeps it for a command that shows them
  ```repl             what follows `> ` is typed, the other lines are the answers
  ```console          what follows `$ ` is a command, the other lines are what it prints; `...` stands for any number of lines
  ```LANGUAGE file=NAME   a file for the commands below
  ```console fragment     commands that the test suite does not run

Every block must be one of these. Blocks of a page are run in their order, in a folder in which `examples` is that of ROOT."""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

from blocks import read_blocks, shown_errors, shown_output, typed_and_answered, commands


def execute(arguments, folder, text=None):
    """The exit code and what came out, standard output first."""
    done = subprocess.run(arguments, cwd=folder, input=text or "", capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def difference(what, shown, seen):
    return None if shown == seen else "%s\n  shown:\n%s\n  seen:\n%s" % (what, indented(shown), indented(seen))


def indented(text):
    return "\n".join("    " + line for line in text.splitlines())


def errors_of(text):
    """The messages of the compiler and of a failed run, with its line."""
    found = re.findall(r"^(error(?:\[E\d+\])?: .*)\n +--> \S+?:(\d+):\d+", text, re.MULTILINE)
    return "\n".join("line %s: %s" % (line, message) for message, line in found)


def run_program(block, folder):
    """A program in its own folder, so that programs do not see each other's files."""
    own = os.path.join(folder, "line%d" % block.line)
    os.mkdir(own)
    os.symlink(os.path.join(folder, "examples"), os.path.join(own, "examples"))
    with open(os.path.join(own, "page.dl"), "w", encoding="utf-8") as f:
        f.write(block.text)
    code, out, err = execute(["dlc", "run", "-I", folder, "page.dl"], own)
    eager = execute(["dlc", "run", "--eager", "-I", folder, "page.dl"], own)
    if (code, out, err) != eager:
        return difference("compiled and interpreted differ", "%d\n%s%s" % (code, out, err), "%d\n%s%s" % eager)
    shown = shown_errors(block)
    if code != (1 if shown else 0) or (err and not shown):
        return "exit code %d\n%s" % (code, indented(err))
    return difference("errors", shown, errors_of(err)) or difference("output", shown_output(block), out)


def parse(block, folder):
    code, out, err = execute(["dlc", "check", "--syntax-only", "-"], folder, block.text)
    return None if code == 0 else "does not parse\n" + indented(out + err)


def run_file(block, folder):
    """A fragment is a file with errors, which a command shows."""
    with open(os.path.join(folder, block.file), "w", encoding="utf-8") as f:
        f.write(block.text)
    if block.language != "dual":
        return None
    if block.fragment:
        return parse(block, folder)
    code, out, err = execute(["dlc", "check", block.file], folder)
    return None if code == 0 else "does not check\n" + indented(out + err)


def run_fragment(block, folder):
    return parse(block, folder) if block.language == "dual" else None


def run_repl(block, folder):
    typed, answers = typed_and_answered(block)
    code, out, err = execute(["bash", "-c", "dlc repl 2>&1"], folder, typed)
    return difference("answers", answers, out + err)


def fits(shown, seen):
    return re.fullmatch(re.escape(shown).replace(r"\.\.\." + "\\\n", "(?:.*\n)*?"), seen) is not None


def run_console(block, folder):
    for command, shown in commands(block):
        ways = [command] + ([command.replace("dlc run", "dlc run --eager")] if command.startswith("dlc run ") else [])
        for way in ways:
            code, out, err = execute(["bash", "-c", "exec 2>&1\n" + way], folder)
            if not fits(shown, out):
                return difference(way, shown, out)
            if code != 0 and "error" not in out:
                return "%s: exit code %d" % (way, code)
    return None


def runner(block):
    if block.file:
        return run_file
    if block.fragment:
        return run_fragment
    return {"dual": run_program, "repl": run_repl, "console": run_console}.get(block.language)


def run_block(block, folder):
    run = runner(block)
    return "no such kind of block: `%s`" % block.language if run is None else run(block, folder)


def run_blocks(blocks, folder):
    """What is wrong with each block. Programs run side by side; what is kept or typed goes in order."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = []
        for block in blocks:
            results.append(pool.submit(run_block, block, folder))
            if runner(block) is not run_program:
                results[-1].result()
        return [result.result() for result in results]


def run_page(page, root):
    with open(page, encoding="utf-8") as f:
        blocks = read_blocks(f.read())
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(root, "examples"), os.path.join(folder, "examples"))
        problems = run_blocks(blocks, folder)
    name = os.path.relpath(page, root)
    for block, problem in zip(blocks, problems):
        if problem:
            print("%s:%d: %s" % (name, block.line, problem))
    failed = sum(problem is not None for problem in problems)
    if blocks:
        print("%s: %d of %d blocks are as shown" % (name, len(blocks) - failed, len(blocks)))
    return failed


def main(root, *pages):
    return 1 if sum([run_page(page, root) for page in pages]) else 0


sys.exit(main(*sys.argv[1:]))
