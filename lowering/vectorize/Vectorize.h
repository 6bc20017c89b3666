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

  /// Lanes of one step: a register full of the op's widest element. Only powers of two: others cost dearly.
  int64_t of(mlir::linalg::GenericOp op) const;
  /// Loads under a mask are instructions from AVX on; before, a tail is done one by one.
  bool hasMasks() const { return registerBits >= 256; }
};

/// Each takes what it can and says whether it did; the op is then replaced by loops.
bool lowerElementwise(mlir::linalg::GenericOp op, Lanes lanes);
bool lowerLaneSum(mlir::linalg::GenericOp op, Lanes lanes);
bool lowerContraction(mlir::linalg::GenericOp op, Lanes lanes);
bool lowerAnyOrder(mlir::linalg::GenericOp op, Lanes lanes);
bool lowerInOrder(mlir::linalg::GenericOp op, Lanes lanes);

/// The op of a reduction's body that combines the accumulator with the next term; null if there are several
/// outputs or the accumulator is used otherwise.
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

/// Whether neighbours along iteration dim `dim` lie side by side: it is the last axis, alone there, with
/// stride 1.
bool isUnitStride(mlir::linalg::GenericOp op, mlir::OpOperand &operand, unsigned dim);
bool depends(mlir::AffineMap map, unsigned dim);

/// Clones the ops of `body` for scalars, but the yield; gives what it yields.
Values cloneBody(Builder &b, mlir::Block &body, mlir::ValueRange arguments, mlir::ValueRange indices);

/// Whether every op of the body has a form on vectors that cannot trap in a lane that is not wanted.
bool hasVectorBody(mlir::linalg::GenericOp op);
/// Whether `operand` has the same value in all lanes along `dim`, or neighbours side by side.
bool suitsLanes(mlir::linalg::GenericOp op, mlir::OpOperand &operand, unsigned dim);

/// `count` lanes along iteration dim `dim`, from `indices` on; null or a mask of the lanes that exist.
struct LaneBlock {
  mlir::linalg::GenericOp op;
  unsigned dim;
  int64_t count;
  Values indices;
  Value mask;

  /// A vector, or one scalar if all lanes read the same element.
  Value load(Builder &b, mlir::OpOperand &operand);
  void store(Builder &b, mlir::OpOperand &operand, Value value);
  /// Clones the body; arguments and results are vectors or scalars that stand for all lanes.
  Values runBody(Builder &b, mlir::ValueRange arguments);
  Value asVector(Builder &b, Value value);
};

/// Runs an elementwise op on a block. `content`, if there is one, is what it reads of `buffer`.
void emitBlock(Builder &b, LaneBlock block, Value buffer = {}, Value content = {});

/// The elementwise op that comes next and works on what the contraction gives, if it can be done tile by
/// tile.
mlir::linalg::GenericOp findEpilogue(mlir::linalg::GenericOp contraction);
/// Whether others read what the contraction gives.
bool isReadLater(mlir::linalg::GenericOp contraction, mlir::linalg::GenericOp epilogue);

/// Steps of `count` lanes over 0..size, the last perhaps under a mask.
void laneLoop(Builder &b, Value size, int64_t count, llvm::function_ref<void(Builder &, Value, Value)> body);
/// The mask of the lanes below `size` of `count` that start at `from`: for tails, where fewer than `count`
/// are left.
Value maskOf(Builder &b, Value from, Value size, int64_t count);

/// Replaces an operand whose neighbours along iteration dim `dim` lie apart by a copy where they lie side by
/// side, and gives the copy.
Value turnOperand(Builder &b, mlir::linalg::GenericOp op, mlir::OpOperand &operand, unsigned dim,
                  int64_t lanes);

/// If the buffer that `op` accumulates in was filled just before: removes the fill and gives its value.
Value takeStartValue(mlir::linalg::GenericOp op);

/// An elementwise op or full reduction over whole contiguous buffers, seen as one long row; else the op
/// itself.
mlir::linalg::GenericOp flattenLoops(mlir::linalg::GenericOp op);

} // namespace dual::lowering

#endif
