"""One small operation in a loop: `dlc run --eager` beside PyTorch eager. Neither counts its start."""
import numpy
import torch

import peers
from report import agree
from tools import DLC, call, source, work

STEPS = 20000
OPERATIONS = ("a + b, f32[16]", "h @ w, f32[8, 8]")
LIMIT = 5.0  # microseconds


def loop(steps, rounds, *more):
    """Microseconds of each operation, the least of some rounds."""
    lines = call(DLC, "run", "--eager", source("eager.dl"), "--steps", str(steps), "--rounds", str(rounds), *more)
    return [min(column) for column in zip(*(map(float, line.split()) for line in lines.splitlines()))]


def check():
    loop(100, 1, "--keep", "1", "--out", work("eager_"))
    b, a, first, h = (numpy.load(work(f"eager_{name}.npy")) for name in ("b", "a", "h0", "h"))
    total = torch.zeros(16)
    for _ in range(100):
        total = total + torch.from_numpy(b)
    agree("eager, a + b 100 times", a, total.numpy(), 0.0)
    agree("eager, h @ w 100 times", h, first, 0.0)


def torch_steps(operation):
    """The same two operations, a value carried from step to step."""
    b, w = torch.rand(16), torch.flip(torch.eye(8), [0])
    state = [torch.zeros(16) if operation == 0 else torch.rand(8, 8)]

    def step():
        state[0] = state[0] + b if operation == 0 else state[0] @ w

    return lambda: peers.timed(step, STEPS)


def run(report):
    print("\nOne small operation, eager")
    check()
    missed = []
    for number, name in enumerate(OPERATIONS):
        ours = "dlc run --eager"
        with torch.inference_mode():
            times = report.measure({ours: lambda: loop(STEPS // peers.BURSTS, peers.BURSTS)[number], "PyTorch eager": torch_steps(number)})
        report.table(name, times, ours)
        if min(times[ours]) > LIMIT:
            missed.append(f"{name} takes {min(times[ours]):.2f} microseconds; the limit is {LIMIT:g}")
    return missed
