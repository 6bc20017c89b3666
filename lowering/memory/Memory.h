// What decides where the buffers of kernels lie.
#ifndef DUAL_LOWERING_MEMORY_MEMORY_H
#define DUAL_LOWERING_MEMORY_MEMORY_H

#include "lowering/memory/Formula.h"

namespace dual::lowering {

/// A call of a function or of the runtime.
inline bool isCall(mlir::Operation *op) { return op->hasAttrOfType<mlir::FlatSymbolRefAttr>("callee"); }

/// A kernel whose buffers are ranges of the arena, by formulas in its dims; the others, marked `dl.heap`,
/// have a heap in it.
inline bool isPlanned(mlir::func::FuncOp function) {
  return function->hasAttr("dl.kernel") && !function->hasAttr("dl.heap");
}

/// Buffers that go around a loop get a place before it. Gives the first loop in which one may change its
/// size.
std::optional<mlir::Location> settleLoops(mlir::func::FuncOp kernel);

/// After that: the first buffer that cannot be a range of the arena.
std::optional<mlir::Location> unplannedBuffer(mlir::func::FuncOp kernel);

} // namespace dual::lowering

#endif
