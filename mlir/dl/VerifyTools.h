// Checks that several verifiers share; each emits the error itself.
#ifndef DUAL_MLIR_DL_VERIFYTOOLS_H
#define DUAL_MLIR_DL_VERIFYTOOLS_H

#include "mlir/IR/Operation.h"

namespace dual::dl {

/// Whether two sizes may be equal: they are, or one is dynamic.
bool sameDim(int64_t a, int64_t b);

/// The element type of the result is that of the operand.
mlir::LogicalResult verifySameElement(mlir::Operation *op, mlir::Type operand, mlir::Type result);

/// One size operand for every dynamic dim of the result.
mlir::LogicalResult verifySizes(mlir::Operation *op, mlir::ValueRange sizes, mlir::Type result);

/// `axis` is one of `type`.
mlir::LogicalResult verifyAxis(mlir::Operation *op, int64_t axis, mlir::Type type);

/// `type` may have the shape `expected` (dynamic dims fit all sizes).
mlir::LogicalResult verifyShape(mlir::Operation *op, mlir::Type type, llvm::ArrayRef<int64_t> expected);

} // namespace dual::dl

#endif
