"""What the figures were measured on and with."""
import importlib.metadata
import os
import platform


def processor():
    with open("/proc/cpuinfo") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return names[0] if names else platform.processor()


def describe():
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("torch", "onnxruntime", "numpy"))
    load = os.getloadavg()[0]
    return f"{processor()}, one thread each; load {load:.1f} at the start; {versions}"
