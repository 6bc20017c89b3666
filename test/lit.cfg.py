# Tests by command lines: each file says in RUN lines what to run and beside the code what to expect.
import os

import lit.formats

config.name = "dual"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".dl", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.dual_build, "test")

tools = [os.path.join(config.dual_build, "bin"), config.llvm_tools]
config.environment["PATH"] = os.pathsep.join(tools + [os.environ["PATH"]])
config.substitutions.append(("%examples", os.path.join(config.dual_source, "examples")))
# Runs a program both ways: see the script.
config.substitutions.append(("%both", "python3 " + os.path.join(config.dual_source, "test/e2e/Inputs/both.py")))
config.substitutions.append(("%source", config.dual_source))

if config.dual_sanitize:
    config.available_features.add("sanitized")
