"""An MLP 512-256-128-2 with relu at batch 1: our library called from C, the others from Python."""
import subprocess

import numpy
import torch
from safetensors.numpy import save_file

import peers
from report import agree
from tools import DLC, ROOT, call, source, work

SIZES = (512, 256, 128, 2)
NAMES = ("h1", "h2", "y")
CALLS = 1000
WANTED = 2.0  # times the faster of the others' ordinary calls


def make_weights():
    random = numpy.random.default_rng(1)
    made = {}
    for name, inputs, outputs in zip(NAMES, SIZES, SIZES[1:]):
        limit = numpy.sqrt(6 / inputs)
        made[f"{name}.weight"] = random.uniform(-limit, limit, (inputs, outputs)).astype("f4")
        made[f"{name}.bias"] = random.uniform(-0.1, 0.1, outputs).astype("f4")
    return made


def exact(layers, x):
    """In double precision."""
    for number, (weight, bias) in enumerate(layers):
        x = x @ weight.astype("f8") + bias
        if number < len(layers) - 1:
            x = numpy.maximum(x, 0)
    return x


class Program:
    """The C program with our library in it: one line in, so many calls, the time of one out."""

    def __init__(self, weights, x):
        library, program = work("libmlp.a"), work("mlp")
        save_file(weights, work("mlp.safetensors"))
        x.tofile(work("mlp.x"))
        call(DLC, "build", source("mlp.dl"), "-o", library, "--header", work("mlp.h"), "--weights", work("mlp.safetensors"))
        call("cc", "-O2", "-std=c99", "-Wall", "-Wextra", "-I", work(""), source("mlp.c"), library, "-lm", "-o", program)
        self.process = subprocess.Popen((program, work("mlp.x"), work("mlp.y")), cwd=ROOT, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.time("one", 10)  # the scores are written by then
        self.scores = numpy.fromfile(work("mlp.y"), "f4").reshape(1, SIZES[-1])

    def time(self, function, count=CALLS):
        self.process.stdin.write(f"{function} {count}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def run(report):
    print("\nMLP 512-256-128-2, relu, batch 1")
    weights, x = make_weights(), numpy.random.default_rng(2).random((1, SIZES[0]), dtype="f4")
    layers = [(weights[f"{name}.weight"], weights[f"{name}.bias"]) for name in NAMES]
    program, network, session = Program(weights, x), peers.dense_network(layers), peers.onnx_session(layers, 1)
    tensor, bound = torch.from_numpy(x), peers.onnx_bound(session, x)
    ours = "dlc build, called from C, f32[1, 512]"
    with torch.inference_mode():
        wanted = exact(layers, x)
        agree("dlc build, against float64", program.scores, wanted, 1e-5)
        agree("PyTorch, against float64", network(tensor).numpy(), wanted, 1e-5)
        agree("ONNX Runtime, against float64", session.run(None, {"x": x})[0], wanted, 1e-5)
        times = report.measure({
            ours: lambda: program.time("one"),
            "dlc build, called from C, f32[B, 512]": lambda: program.time("any"),
            "ONNX Runtime, session.run from Python": lambda: peers.timed(lambda: session.run(None, {"x": x}), CALLS),
            "ONNX Runtime, run_with_iobinding": lambda: peers.timed(bound, CALLS),
            "PyTorch eager, module from Python": lambda: peers.timed(lambda: network(tensor), CALLS),
        })
    ratios = report.table("MLP 512-256-128-2, one call of 1,000", times, ours)
    fastest = min(ratios["ONNX Runtime, session.run from Python"], ratios["PyTorch eager, module from Python"])
    return [] if fastest >= WANTED else [f"the MLP is {fastest:.2f}x as fast as the faster of the two; {WANTED:g}x is wanted"]
