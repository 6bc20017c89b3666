"""The same networks in PyTorch and ONNX Runtime, one thread each."""
import time

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

torch.set_num_threads(1)


BURSTS = 10


def timed(step, count):
    """Microseconds of one of `count` calls, in the fastest of ten bursts: other programs run on this machine too."""
    best, burst = float("inf"), count // BURSTS
    for _ in range(BURSTS):
        start = time.perf_counter()
        for _ in range(burst):
            step()
        best = min(best, time.perf_counter() - start)
    return best / burst * 1e6


def dense_network(layers):
    """A PyTorch module for a list of (weight[inputs, outputs], bias), with relu between."""
    modules = []
    for weight, bias in layers:
        linear = torch.nn.Linear(*weight.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight.T.copy()))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1])


def onnx_session(layers, batch):
    """An ONNX Runtime session of the same network for one batch size."""
    nodes, constants, flow = [], [], "x"
    for number, (weight, bias) in enumerate(layers):
        last = number == len(layers) - 1
        constants += [numpy_helper.from_array(weight, f"w{number}"), numpy_helper.from_array(bias, f"b{number}")]
        nodes.append(helper.make_node("Gemm", [flow, f"w{number}", f"b{number}"], ["y" if last else f"s{number}"]))
        if not last:
            nodes.append(helper.make_node("Relu", [f"s{number}"], [f"h{number}"]))
            flow = f"h{number}"
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, size])
            for name, size in (("x", layers[0][0].shape[0]), ("y", layers[-1][0].shape[1]))]
    graph = helper.make_graph(nodes, "mlp", ends[:1], ends[1:], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def onnx_bound(session, x):
    """A call of the session with its memory bound once: the least that Python can add."""
    binding = session.io_binding()
    binding.bind_cpu_input("x", x)
    y = onnxruntime.OrtValue.ortvalue_from_shape_and_type(session.get_outputs()[0].shape, numpy.float32)
    binding.bind_ortvalue_output("y", y)
    return lambda: session.run_with_iobinding(binding)
