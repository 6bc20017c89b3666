// What the lowering found out about kernels, for the interface: scratch, cost, checks inside.
#pragma once

#include "lowering/library/interface.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace dual::library {

// Fills in `arena`, `heap`, `flops` and `failures` of every function from its kernel in a lowered module.
// `frames`: bytes of the stack that each function's frame takes, asked for if a kernel's bound depends on
// them.
void describeKernels(mlir::ModuleOp module, Interface &interface,
                     llvm::function_ref<llvm::StringMap<uint64_t>()> frames);

} // namespace dual::library
