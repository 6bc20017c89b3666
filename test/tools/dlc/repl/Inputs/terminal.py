"""terminal.py DLC: types into `dlc repl` on a pseudo-terminal and looks at what comes back."""
import os
import pty
import re
import select
import signal
import sys
import time

PATIENCE = 20.0  # seconds, for the slowest machine


class Typist:
    """A session on a terminal, with its history in `history`."""

    def __init__(self, dlc):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="dumb", DUAL_HISTORY="history")
            os.execvp(dlc, [dlc, "repl"])
        self.seen = ""

    def read(self, seconds):
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 4096)
        except OSError:  # the other side is gone
            return False
        self.seen += data.decode()
        return bool(data)

    def expect(self, pattern):
        """Waits for `pattern` in what has come since the last one that was found."""
        end = time.monotonic() + PATIENCE
        while True:
            found = re.search(pattern, self.seen)
            if found:
                self.seen = self.seen[found.end():]
                return
            if time.monotonic() > end or (not self.read(0.2) and self.over()):
                sys.exit("expected %r; found %r" % (pattern, self.seen))

    def over(self):
        return os.waitpid(self.pid, os.WNOHANG)[0] != 0

    def type(self, text):
        os.write(self.fd, text.encode())

    def say(self, line, answer):
        self.type(line + "\n")
        self.expect(re.escape(line) + r"\r*\n" + answer)
        self.expect("> ")

    def leave(self):
        self.type("\x04")
        return self.end()

    def end(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read(0.2)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        sys.exit("the session did not end; found %r" % self.seen)


first = Typist(sys.argv[1])
first.expect("`:help` lists the commands")
first.expect("> ")
first.say("let answer = 6 * 7", "")
first.say("answer", r"42\r\n")
# An open bracket asks for more.
first.type("answer + (\n")
first.expect(r"\| ")
first.say("1)", r"43\r\n")
# Ctrl-C at the prompt drops the line, and what stood above it.
first.type("answer * (\n")
first.expect(r"\| ")
first.type("nonsense")
first.type("\x03")
first.expect(r"\^C\r\n")
first.expect("> ")
first.say("answer + 2", r"44\r\n")
# Ctrl-C stops what runs; variables are as before.
first.say("var count = 5", "")
first.type("while true { count += 1 }\n")
first.expect(r"\}\r*\n")
time.sleep(0.5)
first.type("\x03")
first.expect(r"interrupted\r\n")
first.expect("> ")
first.say("count", r"5\r\n")
# Tab completes; a second one lists what there is.
first.type("ans\t + 3\n")
first.expect(r"45\r\n")
first.expect("> ")
first.say("struct Point { width: f32 }", "")
first.say("let point = Point(2.5)", "")
first.type("point.w\t * 2.0\n")
first.expect(r"5\.0\r\n")
first.expect("> ")
first.type(":qu\t\x15")
first.expect(":quit")
first.type("arg\t\t")
first.expect("argmax  argmin  ")
first.type("\x15")
# An error does not end the session.
first.say("missing", ".*there is no `missing` here")
first.say("answer", r"42\r\n")
assert first.leave() == 0, "exit code of a session on a terminal"

second = Typist(sys.argv[1])
second.expect("> ")
second.type("let answer = 1\n")
second.expect("> ")
second.type("\x10\x10\n")  # up twice: the last line of the first session
second.expect(r"\n1\r\n")
assert second.leave() == 0

# Keys that come while a statement runs wait for the next prompt, Ctrl-D among them.
third = Typist(sys.argv[1])
third.expect("> ")
third.type("var count = 0\n")
third.expect("> ")
third.type("while count < 300_000 { count += 1 }\n")
third.expect(r"\}\r*\n")
third.type("count + 1\ncount - 1\n")
third.type("\x04")
third.expect(r"300001\r\n")
third.expect(r"299999\r\n")
assert third.end() == 0
