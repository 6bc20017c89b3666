// Masks as subscripts: `x[x > 0.0]`, `x[mask] = v`. A mask covers the first axes of the tensor.
#include "frontend/check/checker.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"
#include "mlir/dl/Endless.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// The first `axes` axes as one.
Val Emitter::flattened(const Val &given, size_t axes, SourceRange range) {
  std::vector<Dim> shape = {Dim(1)};
  for (size_t axis = 0; axis < axes; ++axis)
    shape.front() = shape.front() * given.type->shape[axis];
  shape.insert(shape.end(), given.type->shape.begin() + axes, given.type->shape.end());
  if (axes == 1)
    return given;
  TypeRef type = tensorType(given.type->element, shape);
  return make(type, {emit<dl::ReshapeOp>(range, mlirType(type), given.leaf(), dynamicSizes(shape))});
}

// For each place of a flat mask how many hold up to it, itself included: every turn adds what stands 1, 2, 4
// ... before.
Value Emitter::runningCount(const Val &mask, SourceRange range) {
  mlir::Type i64 = builder.getI64Type();
  TypeRef type = tensorType(i64, mask.type->shape);
  Value size = dimValue(mask.type->shape.front()), zero = intConstant(0).leaf();
  Value counts = emit<dl::CastOp>(range, mlirType(type), mask.leaf()), none = zeroOf(type).leaf();
  llvm::SmallVector<mlir::Type> types = {counts.getType(), i64};
  auto loop =
      mlir::scf::WhileOp::create(builder, loc(range), types, mlir::ValueRange{counts, intConstant(1).leaf()});
  loop->setAttr(dl::endsAttr, builder.getUnitAttr());
  mlir::OpBuilder::InsertionGuard guard(builder);
  llvm::SmallVector<mlir::Location> places(2, loc(range));
  mlir::Block *before = builder.createBlock(&loop.getBefore(), {}, types, places);
  Value more =
      emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Lt, before->getArgument(1), size);
  mlir::scf::ConditionOp::create(builder, loc(range), more, before->getArguments());
  mlir::Block *after = builder.createBlock(&loop.getAfter(), {}, types, places);
  Value now = after->getArgument(0), distance = after->getArgument(1);
  Value left = emit<dl::BinaryOp>(range, i64, dl::BinaryKind::Sub, size, distance);
  llvm::SmallVector<int64_t> strides = {1};
  Value front = emit<dl::SliceOp>(range, mlir::RankedTensorType::get({mlir::ShapedType::kDynamic}, i64), now,
                                  mlir::ValueRange{zero}, mlir::ValueRange{left}, strides);
  Value moved = emit<dl::InsertOp>(range, now.getType(), front, none, mlir::ValueRange{distance}, strides);
  Value sum = emit<dl::BinaryOp>(range, now.getType(), dl::BinaryKind::Add, now, moved);
  Value twice = emit<dl::BinaryOp>(range, i64, dl::BinaryKind::Add, distance, distance);
  mlir::scf::YieldOp::create(builder, loc(range), mlir::ValueRange{sum, twice});
  return loop.getResult(0);
}

// The mask, flat; none if it does not cover the first axes of the object.
std::optional<Val> Emitter::masked(const Val &object, const Val &mask, SourceRange range) {
  size_t axes = mask.type->shape.size();
  if (axes > object.type->shape.size()) {
    error(DiagCode::bad_subscript, range,
          fmt::format("the mask is `{}` for `{}`", text(mask.type), text(object.type)));
    return std::nullopt;
  }
  for (size_t axis = 0; axis < axes; ++axis)
    if (!requireEqual(mask.type->shape[axis], object.type->shape[axis], range,
                      fmt::format("axis {} of the mask", axis)))
      return std::nullopt;
  return flattened(mask, axes, range);
}

// The places where a flat mask holds, in order; how many these are only the run says.
Val Emitter::placesOf(const Val &mask, SourceRange range) {
  mlir::Type i64 = builder.getI64Type();
  TypeRef counts = tensorType(i64, mask.type->shape);
  Value ends = runningCount(mask, range);
  Value flags = emit<dl::CastOp>(range, mlirType(counts), mask.leaf());
  Value total = emit<dl::ReduceOp>(range, i64, dl::ReduceKind::Sum, flags, llvm::ArrayRef<int64_t>{0});
  // Never more than there are: said so that a library knows how much memory is enough.
  total = emit<dl::BinaryOp>(range, i64, dl::BinaryKind::Min, total, dimValue(mask.type->shape[0]));
  Dim count = freshDim("?", total, range);
  // Each place that holds writes its number into the slot before its count, the others into one slot at the
  // end.
  Value one = broadcastTo(intConstant(1), counts->shape, range, "").leaf();
  Value unused = broadcastTo(make(tensorType(i64), {total}), counts->shape, range, "").leaf();
  Value slot = emit<dl::BinaryOp>(range, ends.getType(), dl::BinaryKind::Sub, ends, one);
  slot = emit<dl::SelectOp>(range, slot.getType(), mask.leaf(), slot, unused);
  Value numbers = emit<dl::IotaOp>(range, mlirType(counts), dynamicSizes(counts->shape), 0);
  TypeRef slots = tensorType(i64, {count + Dim(1)}), found = tensorType(i64, {count});
  Value all = emit<dl::ScatterAddOp>(range, mlirType(slots), numbers, zeroOf(slots).leaf(),
                                     mlir::ValueRange{slot}, llvm::ArrayRef<int64_t>{-1});
  Value rows = emit<dl::SliceOp>(range, mlirType(found), all, mlir::ValueRange{intConstant(0).leaf()},
                                 mlir::ValueRange{total}, llvm::ArrayRef<int64_t>{1});
  return make(found, {rows});
}

// The rows where the mask holds, in order.
Val Emitter::maskedRows(const Val &object, const Val &given, SourceRange range) {
  auto mask = masked(object, given, range);
  return mask ? gatherRows(flattened(object, given.type->shape.size(), range), placesOf(*mask, range), range)
              : make(errorType(), {});
}

// One value for all places that hold, or one row for each of them, in order.
Val Emitter::storeMasked(const Val &object, const Val &given, const Val &stored, SourceRange range) {
  auto mask = masked(object, given, range);
  Val value = materialize(stored, object.type->element, range);
  if (!mask || value.isError())
    return make(errorType(), {});
  Val flat = flattened(object, given.type->shape.size(), range);
  std::vector<Dim> rest(flat.type->shape.begin() + 1, flat.type->shape.end());
  llvm::SmallVector<int64_t> first = {0};
  TypeRef flags = tensorType(builder.getI1Type(), flat.type->shape);
  Value holds = rest.empty() ? mask->leaf()
                             : Value(emit<dl::BroadcastOp>(range, mlirType(flags), mask->leaf(),
                                                           dynamicSizes(flags->shape), first));
  if (!value.type->isTensor() || value.type->shape.size() <= rest.size()) {
    value = coerce(value.type->isTensor() && value.type->shape.size() == rest.size()
                       ? broadcastTo(value, flat.type->shape, range, "the stored value")
                       : value,
                   flat.type, range, "the stored value");
  } else {
    mlir::Type i64 = builder.getI64Type();
    Value total = emit<dl::ReduceOp>(
        range, i64, dl::ReduceKind::Sum,
        emit<dl::CastOp>(range, mlirType(tensorType(i64, mask->type->shape)), mask->leaf()), first);
    std::vector<Dim> shape = rest;
    shape.insert(shape.begin(), freshDim("?", total, range));
    value = coerce(value, tensorType(object.type->element, shape), range, "the stored value");
    if (value.isError())
      return value;
    value = rowsInPlace(value, *mask, total, range);
  }
  if (value.isError())
    return value;
  Value result = emit<dl::SelectOp>(range, flat.leaf().getType(), holds,
                                    castTo(value.leaf(), flat.leaf().getType(), range), flat.leaf());
  return make(object.type, {emit<dl::ReshapeOp>(range, object.leaf().getType(), result,
                                                dynamicSizes(object.type->shape))});
}

// For every place of the mask the row that is its own; a row of zeros where it does not hold.
Val Emitter::rowsInPlace(const Val &rows, const Val &mask, Value total, SourceRange range) {
  std::vector<Dim> shape = rows.type->shape;
  shape.front() = 1;
  Val none = zeroOf(tensorType(rows.type->element, shape));
  shape.front() = rows.type->shape.front() + Dim(1);
  TypeRef type = tensorType(rows.type->element, shape);
  Val all =
      make(type, {emit<dl::ConcatOp>(range, mlirType(type), mlir::ValueRange{rows.leaf(), none.leaf()}, 0)});
  TypeRef counts = tensorType(builder.getI64Type(), mask.type->shape);
  Value one = broadcastTo(intConstant(1), counts->shape, range, "").leaf();
  Value unused = broadcastTo(scalar(total), counts->shape, range, "").leaf();
  Value slot = emit<dl::BinaryOp>(range, one.getType(), dl::BinaryKind::Sub, runningCount(mask, range), one);
  slot = emit<dl::SelectOp>(range, slot.getType(), mask.leaf(), slot, unused);
  return gatherRows(all, make(counts, {slot}), range);
}

} // namespace dual::check
