// Adjoints of the operations that move elements.
#include "mlir/autodiff/Reverse.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

SmallVector<int64_t> inverse(ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> result(permutation.size());
  for (auto [position, axis] : llvm::enumerate(permutation))
    result[axis] = position;
  return result;
}

/// The result's axes along which elements of `x` repeat: new ones and stretched ones.
SmallVector<int64_t> repeatedAxes(dl::BroadcastOp op) {
  ArrayRef<int64_t> from = dl::shapeOf(op.getX().getType()), to = dl::shapeOf(op.getType());
  SmallVector<int64_t> moved;
  for (auto [axis, size] : llvm::zip_equal(op.getAxes(), from))
    if (size != 1 || to[axis] == 1)
      moved.push_back(axis);
  return otherAxes(to.size(), moved);
}

/// The sum over the repeats; axes of size 1 come back by a reshape, and the order of axes by a transpose.
LogicalResult broadcastRule(dl::BroadcastOp op, AdjointMap &adjoints, Emit &emit) {
  Value x = op.getX();
  Value sum = emit.reduce(dl::ReduceKind::Sum, adjoints.of(op), repeatedAxes(op));
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(op.getAxes().size()));
  llvm::sort(order, [&](int64_t a, int64_t b) { return op.getAxes()[a] < op.getAxes()[b]; });
  if (llvm::is_sorted(order)) {
    adjoints.add(x, emit.reshapeLike(sum, x), emit);
    return success();
  }
  SmallVector<int64_t> shape;
  SmallVector<Value> sizes;
  for (int64_t axis : order) {
    shape.push_back(dl::shapeOf(x.getType())[axis]);
    if (ShapedType::isDynamic(shape.back()))
      sizes.push_back(emit.dim(x, axis));
  }
  Type sorted = dl::numericType(shape, dl::elementType(x.getType()));
  if (sum.getType() != sorted)
    sum = emit.create<dl::ReshapeOp>(sorted, sum, sizes);
  adjoints.add(x, emit.transpose(sum, inverse(order)), emit);
  return success();
}

LogicalResult reshapeRule(dl::ReshapeOp op, AdjointMap &adjoints, Emit &emit) {
  adjoints.add(op.getX(), emit.reshapeLike(adjoints.of(op), op.getX()), emit);
  return success();
}

LogicalResult transposeRule(dl::TransposeOp op, AdjointMap &adjoints, Emit &emit) {
  Value dx = emit.transpose(adjoints.of(op), inverse(op.getPermutation()));
  adjoints.add(op.getX(), emit.reshapeLike(dx, op.getX()), emit);
  return success();
}

Value insert(Value x, Value dest, ValueRange offsets, ArrayRef<int64_t> strides, Emit &emit) {
  return emit.create<dl::InsertOp>(dest.getType(), x, dest, offsets, strides);
}

/// Adds to the box alone, so that reading a tensor part by part costs no more than reading it as a whole.
LogicalResult sliceRule(dl::SliceOp op, AdjointMap &adjoints, Emit &emit) {
  Value x = op.getX(), dy = adjoints.of(op), dx = adjoints.lookup(x);
  if (dx)
    dy = emit.add(emit.create<dl::SliceOp>(dy.getType(), dx, op.getOffsets(), op.getSizes(), op.getStrides()),
                  dy);
  else if (adjoints.isActive(x))
    dx = emit.zerosLike(x);
  if (dx)
    adjoints.set(x, insert(dy, dx, op.getOffsets(), op.getStrides(), emit));
  return success();
}

LogicalResult insertRule(dl::InsertOp op, AdjointMap &adjoints, Emit &emit) {
  Value dy = adjoints.of(op), x = op.getX();
  Value dx = emit.create<dl::SliceOp>(x.getType(), dy, op.getOffsets(), emit.dims(x), op.getStrides());
  adjoints.add(x, dx, emit);
  adjoints.add(op.getDest(), insert(emit.zerosLike(x), dy, op.getOffsets(), op.getStrides(), emit), emit);
  return success();
}

LogicalResult gatherRule(dl::GatherOp op, AdjointMap &adjoints, Emit &emit) {
  Value x = op.getX();
  if (!adjoints.isActive(x))
    return success();
  Value dx = adjoints.lookupOrZeros(x, emit);
  adjoints.set(
      x, emit.create<dl::ScatterAddOp>(dx.getType(), adjoints.of(op), dx, op.getIndices(), op.getDims()));
  return success();
}

LogicalResult scatterAddRule(dl::ScatterAddOp op, AdjointMap &adjoints, Emit &emit) {
  Value dy = adjoints.of(op), x = op.getX();
  adjoints.add(x, emit.create<dl::GatherOp>(x.getType(), dy, op.getIndices(), op.getDims()), emit);
  adjoints.add(op.getDest(), dy, emit);
  return success();
}

LogicalResult concatRule(dl::ConcatOp op, AdjointMap &adjoints, Emit &emit) {
  Value dy = adjoints.of(op), start = emit.index(0);
  size_t rank = dl::shapeOf(op.getType()).size();
  SmallVector<Value> offsets(rank, start);
  SmallVector<int64_t> strides(rank, 1);
  for (Value x : op.getXs()) {
    Value dx = emit.create<dl::SliceOp>(x.getType(), dy, offsets, emit.dims(x), strides);
    adjoints.add(x, dx, emit);
    start = emit.add(start, emit.dim(x, op.getAxis()));
    offsets[op.getAxis()] = start;
  }
  return success();
}

} // namespace

void addShapeRules(RuleTable &table) {
  table.add<dl::BroadcastOp>(broadcastRule);
  table.add<dl::ReshapeOp>(reshapeRule);
  table.add<dl::TransposeOp>(transposeRule);
  table.add<dl::SliceOp>(sliceRule);
  table.add<dl::InsertOp>(insertRule);
  table.add<dl::GatherOp>(gatherRule);
  table.add<dl::ScatterAddOp>(scatterAddRule);
  table.add<dl::ConcatOp>(concatRule);
}

} // namespace dual::autodiff
