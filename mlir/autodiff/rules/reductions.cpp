// Adjoints of the reductions. dy is the adjoint of the result y.
#include "mlir/autodiff/Reverse.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using dual::dl::CompareKind;
using dual::dl::ReduceKind;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

SmallVector<int64_t> keptAxes(dl::ReduceOp op) {
  return otherAxes(dl::shapeOf(op.getX().getType()).size(), op.getAxes());
}

/// A value of the result's shape, repeated along the reduced axes.
Value spread(dl::ReduceOp op, Value value, Emit &emit) {
  return emit.broadcastLike(value, op.getX(), keptAxes(op));
}

/// How many elements go into one of the result.
Value reducedCount(dl::ReduceOp op, Emit &emit) {
  Value count = emit.index(1);
  for (int64_t axis : op.getAxes())
    count = emit.mul(count, emit.dim(op.getX(), axis));
  return count;
}

Value meanAdjoint(dl::ReduceOp op, Value dy, Emit &emit) {
  Value count = emit.cast(reducedCount(op, emit), dl::elementType(dy.getType()));
  if (isa<RankedTensorType>(dy.getType()))
    count = emit.broadcastLike(count, dy, {});
  return spread(op, emit.div(dy, count), emit);
}

/// y / x, and where x is 0 the product of the others, which is 0 if a second one is 0.
Value prodAdjoint(dl::ReduceOp op, Value dy, Emit &emit) {
  Value x = op.getX(), zeros = emit.zerosLike(x), ones = emit.splatLike(x, 1.0);
  Value isZero = emit.compare(CompareKind::Eq, x, zeros);
  Value nonZero = emit.select(isZero, ones, x);
  Value others = emit.reduce(ReduceKind::Prod, nonZero, op.getAxes());
  Value zeroCount = emit.reduce(ReduceKind::Sum, emit.cast(isZero, emit.getI64Type()), op.getAxes());
  Value isOnly = emit.compare(CompareKind::Eq, zeroCount, emit.splatLike(zeroCount, 1.0));
  Value atZero = emit.select(isOnly, emit.mul(dy, others), emit.zerosLike(dy));
  Value elsewhere = emit.div(spread(op, emit.mul(dy, op.getResult()), emit), nonZero);
  return emit.select(isZero, spread(op, atZero, emit), elsewhere);
}

/// `x` with the reduced axes last, and those flattened into one.
Value flattenReduced(dl::ReduceOp op, Value x, Emit &emit) {
  SmallVector<int64_t> order = keptAxes(op), shape;
  SmallVector<Value> sizes;
  int64_t flat = 1;
  for (int64_t axis : order) {
    shape.push_back(dl::shapeOf(x.getType())[axis]);
    if (ShapedType::isDynamic(shape.back()))
      sizes.push_back(emit.dim(x, axis));
  }
  for (int64_t axis : op.getAxes()) {
    int64_t size = dl::shapeOf(x.getType())[axis];
    flat = ShapedType::isDynamic(size) || ShapedType::isDynamic(flat) ? ShapedType::kDynamic : flat * size;
  }
  if (ShapedType::isDynamic(flat))
    sizes.push_back(reducedCount(op, emit));
  shape.push_back(flat);
  llvm::append_range(order, op.getAxes());
  Value ordered = emit.transpose(x, order);
  Type type = dl::numericType(shape, dl::elementType(x.getType()));
  return ordered.getType() == type ? ordered : emit.create<dl::ReshapeOp>(type, ordered, sizes);
}

/// The way back from flattenReduced.
Value restoreReduced(dl::ReduceOp op, Value flat, Emit &emit) {
  Value x = op.getX();
  SmallVector<int64_t> order = keptAxes(op), shape, inverse(order.size() + op.getAxes().size());
  llvm::append_range(order, op.getAxes());
  SmallVector<Value> sizes;
  for (auto [position, axis] : llvm::enumerate(order)) {
    inverse[axis] = position;
    shape.push_back(dl::shapeOf(x.getType())[axis]);
    if (ShapedType::isDynamic(shape.back()))
      sizes.push_back(emit.dim(x, axis));
  }
  Type ordered = dl::numericType(shape, dl::elementType(x.getType()));
  if (flat.getType() != ordered)
    flat = emit.create<dl::ReshapeOp>(ordered, flat, sizes);
  return emit.transpose(flat, inverse);
}

/// dy at the first best element (statement 12 of the language: as argmax finds it), 0 at the others.
Value choiceAdjoint(dl::ReduceOp op, ReduceKind argKind, Value dy, Emit &emit) {
  Value flat = flattenReduced(op, op.getX(), emit);
  int64_t last = keptAxes(op).size();
  Value best = emit.reduce(argKind, flat, {last});
  auto kept = llvm::to_vector(llvm::seq<int64_t>(last));
  Type indexType = dl::numericType(dl::shapeOf(flat.getType()), emit.getI64Type());
  Value index = emit.create<dl::IotaOp>(indexType, emit.dynamicDims(flat), last);
  Value isBest = emit.compare(CompareKind::Eq, index, emit.broadcastLike(best, index, kept));
  Value chosen = emit.select(isBest, emit.broadcastLike(dy, flat, kept), emit.zerosLike(flat));
  return restoreReduced(op, chosen, emit);
}

Value reduceAdjoint(dl::ReduceOp op, Value dy, Emit &emit) {
  switch (op.getKind()) {
  case ReduceKind::Sum:
    return spread(op, dy, emit);
  case ReduceKind::Mean:
    return meanAdjoint(op, dy, emit);
  case ReduceKind::Prod:
    return prodAdjoint(op, dy, emit);
  case ReduceKind::Max:
    return choiceAdjoint(op, ReduceKind::Argmax, dy, emit);
  case ReduceKind::Min:
    return choiceAdjoint(op, ReduceKind::Argmin, dy, emit);
  default:
    return {};
  }
}

LogicalResult reduceRule(dl::ReduceOp op, AdjointMap &adjoints, Emit &emit) {
  Value dx = reduceAdjoint(op, adjoints.of(op), emit);
  if (!dx)
    return op.emitError("`") << dl::stringifyReduceKind(op.getKind()) << "` has no derivative";
  adjoints.add(op.getX(), dx, emit);
  return success();
}

} // namespace

void addReductionRules(RuleTable &table) { table.add<dl::ReduceOp>(reduceRule); }

} // namespace dual::autodiff
