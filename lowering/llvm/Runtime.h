// Patterns of the last step that are ours.
#ifndef DUAL_LOWERING_LLVM_RUNTIME_H
#define DUAL_LOWERING_LLVM_RUNTIME_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace dual::lowering {

/// `rt.call`: tensors are handed over as pointer to descriptor, rank and dtype.
void addRuntimeCallPatterns(const mlir::LLVMTypeConverter &types, mlir::RewritePatternSet &patterns);

/// In a kernel, whose control flow is in blocks: every `dl.check` becomes a branch to an exit block that
/// returns the check's number; `dl.checks` lists their messages.
void lowerChecks(mlir::func::FuncOp kernel);

/// The same in functions of a library that have a heap in the arena, also those that kernels call: a check
/// that fails calls the runtime. The checks of all of them are numbered together.
void lowerLibraryChecks(mlir::ModuleOp module);

/// The same of `rt.poll`: asks by the call that a kernel with a plan, and `dl.polls`, takes as its last
/// argument; where there is a heap, by the runtime.
void lowerPolls(mlir::func::FuncOp function);

/// Before control flow is in blocks: a product of sizes that wraps ends the program. Kernels take what their
/// arena holds.
void guardSizes(mlir::ModuleOp module);

/// Byte parameters become bare pointers.
void lowerKernelSignature(mlir::func::FuncOp kernel, const mlir::LLVMTypeConverter &types);

} // namespace dual::lowering

#endif
