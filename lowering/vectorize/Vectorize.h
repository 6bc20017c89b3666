// The loops that linalg on memrefs becomes. One file for each kind of operation.
#ifndef DUAL_LOWERING_VECTORIZE_VECTORIZE_H
#define DUAL_LOWERING_VECTORIZE_VECTORIZE_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dual::lowering {

using Builder = mlir::ImplicitLocOpBuilder;
using mlir::Value;
using Values = llvm::SmallVector<mlir::Value>;

/// What a machine offers.
struct Lanes {
  unsigned registerBits;
  /// Lanes of one step: a full register of the widest element, never fewer than 4.
  int64_t of(unsigned elementBits) const { return std::max(4u, registerBits / elementBits); }
};

/// Each takes what it can and says whether it did; the op is then replaced by loops.
bool lowerElementwise(mlir::linalg::GenericOp op, Lanes lanes);
bool lowerLaneSum(mlir::linalg::GenericOp op, Lanes lanes);
bool lowerContraction(mlir::linalg::GenericOp op, Lanes lanes);

/// The op of a reduction's body that combines the accumulator with the next term; null if there are several outputs
/// or the accumulator is used otherwise.
mlir::Operation *combinerOf(mlir::linalg::GenericOp op);

/// Sizes of the iteration space as index values.
Values loopSizes(Builder &b, mlir::linalg::LinalgOp op);

Value indexConstant(Builder &b, int64_t x);
/// Loops from 0 over `sizes`, outermost first.
void loops(Builder &b, mlir::ValueRange sizes, llvm::function_ref<void(Builder &, mlir::ValueRange)> body);
/// One loop that carries values.
Values loop(Builder &b, Value from, Value to, Value step, mlir::ValueRange carried,
            llvm::function_ref<Values(Builder &, Value, mlir::ValueRange)> body);

/// Where an operand is read for the given loop indices.
Values address(Builder &b, mlir::AffineMap map, mlir::ValueRange indices);

/// Whether neighbours along iteration dim `dim` lie side by side: it is the last axis, alone there, with stride 1.
bool isUnitStride(mlir::linalg::GenericOp op, mlir::OpOperand &operand, unsigned dim);
bool depends(mlir::AffineMap map, unsigned dim);

/// Clones the ops of `body` for scalars, but the yield; gives what it yields.
Values cloneBody(Builder &b, mlir::Block &body, mlir::ValueRange arguments, mlir::ValueRange indices);

} // namespace dual::lowering

#endif
