"""typed.py PROGRAM EPOCHS PATH: a program as somebody types it into the REPL, the statements of `main` one by one."""
import sys

program, epochs, path = open(sys.argv[1]).read(), sys.argv[2], sys.argv[3]
declarations, rest = program.split("fn main(")
main, others = rest.split("\n}\n", 1)
body = main.split("{\n", 1)[1]
print(declarations + others)
print('let epochs = %s\nlet seed = 1\nlet path = "%s"' % (epochs, path))
print(body)
