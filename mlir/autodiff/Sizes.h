// The sizes of values, led back to where they are known.
#ifndef DUAL_MLIR_AUTODIFF_SIZES_H
#define DUAL_MLIR_AUTODIFF_SIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/autodiff/Emit.h"

namespace dual::autodiff {

/// Leads every `dl.dim` back as far as it goes: through operations, loops that keep the size, branches that
/// agree. What is then asked of a value inside a branch or loop from outside of it is asked inside.
void resolveSizes(mlir::func::FuncOp function);

/// The sizes of the dynamic dims of `value`, which is made inside of `loop`, where `emit` stands, in front of
/// the loop. Null for one that is known inside only.
llvm::SmallVector<mlir::Value> sizesOutside(mlir::Value value, mlir::Operation *loop, Emit &emit);

} // namespace dual::autodiff

#endif
