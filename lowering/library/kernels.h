// What the lowering found out about kernels, for the interface: scratch, cost, checks inside.
#pragma once

#include "lowering/library/interface.h"

#include "mlir/IR/BuiltinOps.h"

namespace dual::library {

// Fills in `arena`, `flops` and `failures` of every function from its kernel in a lowered module.
void describeKernels(mlir::ModuleOp module, Interface &interface);

} // namespace dual::library
