// Runs compiled code in this process.
#ifndef DUAL_LOWERING_JIT_JIT_H
#define DUAL_LOWERING_JIT_JIT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

namespace dual::lowering {

/// Says why the program failed, and where (FILE:LINE:COLUMN, or nothing). Does not return.
using OnFailure = void (*)(const char *message, const char *code, const char *place);

/// Calls the module's `dual_main`, which is the program's `main`. A failure of the program ends the process
/// by `onFailure`.
llvm::Error runMain(llvm::Module &module, llvm::TargetMachine &target, OnFailure onFailure);

/// Lowers a copy of `module`, calls `function` (without arguments) and prints its results as the interpreter
/// does.
mlir::LogicalResult runCompiled(mlir::ModuleOp module, llvm::StringRef function);

} // namespace dual::lowering

#endif
