// Loops, addresses and bodies.
#include "lowering/vectorize/Vectorize.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace dual::lowering {

Value indexConstant(Builder &b, int64_t x) { return arith::ConstantIndexOp::create(b, x); }

Values loopSizes(Builder &b, linalg::LinalgOp op) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  Values sizes;
  AffineMap toLoops = op.getShapesToLoopsMap();
  SmallVector<Value> shapes;
  for (OpOperand &operand : op->getOpOperands())
    for (int64_t axis = 0, rank = op.getRank(&operand); axis < rank; ++axis)
      shapes.push_back(b.createOrFold<memref::DimOp>(operand.get(), axis));
  for (auto [dim, size] : llvm::enumerate(ranges)) {
    if (!ShapedType::isDynamic(size))
      sizes.push_back(indexConstant(b, size));
    else
      sizes.push_back(affine::expandAffineExpr(b, b.getLoc(), toLoops.getResult(dim), shapes, {}));
  }
  return sizes;
}

void loops(Builder &b, ValueRange sizes, llvm::function_ref<void(Builder &, ValueRange)> body) {
  Value zero = indexConstant(b, 0), one = indexConstant(b, 1);
  OpBuilder::InsertionGuard guard(b);
  Values indices;
  for (Value size : sizes) {
    auto loop = scf::ForOp::create(b, zero, size, one);
    indices.push_back(loop.getInductionVar());
    b.setInsertionPoint(loop.getBody()->getTerminator());
  }
  body(b, indices);
}

Values loop(Builder &b, Value from, Value to, Value step, ValueRange carried,
            llvm::function_ref<Values(Builder &, Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(b, from, to, step, carried);
  OpBuilder::InsertionGuard guard(b);
  if (carried.empty())
    b.setInsertionPoint(loop.getBody()->getTerminator());
  else
    b.setInsertionPointToEnd(loop.getBody());
  Values next = body(b, loop.getInductionVar(), loop.getRegionIterArgs());
  if (!carried.empty())
    scf::YieldOp::create(b, next);
  return Values(loop.getResults());
}

Values address(Builder &b, AffineMap map, ValueRange indices) {
  Values result;
  for (AffineExpr expr : map.getResults())
    result.push_back(affine::expandAffineExpr(b, b.getLoc(), expr, indices, {}));
  return result;
}

bool depends(AffineMap map, unsigned dim) {
  return llvm::any_of(map.getResults(), [&](AffineExpr e) { return e.isFunctionOfDim(dim); });
}

bool isUnitStride(linalg::GenericOp op, OpOperand &operand, unsigned dim) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  int64_t offset;
  SmallVector<int64_t> strides;
  if (!type || map.getNumResults() == 0 || failed(type.getStridesAndOffset(strides, offset)) ||
      strides.back() != 1)
    return false;
  auto last = dyn_cast<AffineDimExpr>(map.getResults().back());
  return last && last.getPosition() == dim &&
         llvm::none_of(map.getResults().drop_back(), [&](AffineExpr e) { return e.isFunctionOfDim(dim); });
}

Operation *combinerOf(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1)
    return nullptr;
  BlockArgument accumulator = op.getBody()->getArguments().back();
  Operation *combiner = op.getBody()->getTerminator()->getOperand(0).getDefiningOp();
  return combiner && accumulator.hasOneUse() && *accumulator.user_begin() == combiner ? combiner : nullptr;
}

Values cloneBody(Builder &b, Block &body, ValueRange arguments, ValueRange indices) {
  IRMapping mapping;
  mapping.map(body.getArguments(), arguments);
  for (Operation &op : body.without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(op))
      mapping.map(index.getResult(), indices[index.getDim()]);
    else
      b.clone(op, mapping);
  }
  return llvm::map_to_vector(body.getTerminator()->getOperands(),
                             [&](Value v) { return mapping.lookupOrDefault(v); });
}

} // namespace dual::lowering
