"""interrupt.py PROGRAM [--eager]: runs it with a terminal as standard error, sends Ctrl-C once the bar is drawn, and prints what is left."""
import os
import pty
import signal
import subprocess
import sys


def read_until(terminal, wanted):
    text = b""
    while wanted not in text:
        text += os.read(terminal, 4096)
    return text


def rest_of(terminal):
    text = b""
    try:
        while part := os.read(terminal, 4096):
            text += part
    except OSError:  # the other side is closed
        pass
    return text


def hear_interrupts():
    """The runner of the tests may have made its children deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main(program, *options):
    terminal, other_side = pty.openpty()
    command = ["dlc", "run", *options, program]
    running = subprocess.Popen(
        command, stderr=other_side, stdout=subprocess.PIPE, start_new_session=True, preexec_fn=hear_interrupts
    )
    os.close(other_side)
    text = read_until(terminal, b"%")
    running.send_signal(signal.SIGINT)
    text += rest_of(terminal)
    print("printed %s" % running.stdout.read().decode().strip())
    print("exit code %d" % running.wait(timeout=60))
    print("ends with the bar's line end: %s" % (text.endswith(b"\r\n") and text.count(b"\n") == 1))
    print("files: %s" % " ".join(sorted(os.listdir("."))))


main(*sys.argv[1:])
