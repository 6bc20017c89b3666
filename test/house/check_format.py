"""check_format.py ROOT: every C and C++ source that git knows is as clang-format-22 leaves it."""
import subprocess
import sys


def sources(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "*.cpp", "*.h", "*.c"], check=True, capture_output=True, text=True)
    return listed.stdout.split()


def main(root):
    files = sources(root)
    done = subprocess.run(["clang-format-22", "--dry-run", "-Werror", *files], cwd=root, capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in done.stderr.splitlines() if "[-Wclang-format-violations]" in line})
    for name in wrong:
        print("%s: not as clang-format-22 leaves it" % name)
    if done.returncode != 0 and not wrong:
        print(done.stderr)
    if not wrong and done.returncode == 0:
        print("%d files are in the house's format" % len(files))
    return done.returncode


sys.exit(main(sys.argv[1]))
