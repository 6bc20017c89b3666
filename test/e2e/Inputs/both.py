"""both.py CODE ARGS...: `dlc run --eager ARGS` and `dlc run ARGS` must leave with CODE and the same output; prints that output, errors last."""
import subprocess
import sys


def run(arguments):
    done = subprocess.run(["dlc", "run", *arguments], stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode, (done.stdout + done.stderr).decode()


def main(code, *arguments):
    eager, compiled = run(["--eager", *arguments]), run(list(arguments))
    for way, (seen, text) in (("interpreted", eager), ("compiled", compiled)):
        if seen != int(code) or text != eager[1]:
            print("%s, exit code %d:\n%s" % (way, seen, text))
            return 1
    sys.stdout.write(eager[1])
    return 0


sys.exit(main(*sys.argv[1:]))
