// One index tensor as a subscript: `x[rows]`, `x[rows] = v`, `x[rows] += v`.
#include "frontend/check/checker.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// The only subscript, if it is a tensor of indices or a mask.
std::optional<Val> Checker::rowIndex(const SubscriptExpr &given, const Val &object) {
  if (given.subscripts.size() == 1)
    if (auto stepped = steppedIndex(given.subscripts[0], object))
      return stepped;
  bool one = given.subscripts.size() == 1 && given.subscripts[0].kind == Subscript::Kind::index;
  if (!one || literalMinus(*given.subscripts[0].value) || given.subscripts[0].value->is<IntLiteralExpr>())
    return std::nullopt;
  Val index = expr(*given.subscripts[0].value, tensorType(builder.getI64Type()));
  bool rows = !index.literal && (index.isError() || (index.type->isTensor() && !index.type->shape.empty()));
  return rows ? std::optional(index) : std::nullopt;
}

// Of each axis, which of the result's it is; -1: the one along which the index picks.
static llvm::SmallVector<int64_t> rowDims(size_t indexRank, size_t rank, size_t picked = 0) {
  llvm::SmallVector<int64_t> from;
  for (size_t axis = 0; axis < rank; ++axis)
    from.push_back(axis < picked ? axis : axis == picked ? -1 : indexRank + axis - 1);
  return from;
}

// The index of every element of the result, as `dl.gather` takes it.
Value Emitter::spreadIndex(const Val &index, llvm::ArrayRef<Dim> shape, SourceRange range, size_t picked) {
  llvm::SmallVector<int64_t> axes;
  for (size_t axis = 0; axis < index.type->shape.size(); ++axis)
    axes.push_back(picked + axis);
  if (shape.size() == axes.size())
    return index.leaf();
  return emit<dl::BroadcastOp>(range, mlirType(tensorType(builder.getI64Type(), shape)), index.leaf(),
                               dynamicSizes(shape), axes);
}

static std::vector<Dim> rowsShape(const Val &object, const Val &index, size_t picked = 0) {
  std::vector<Dim> shape = object.type->shape;
  shape.erase(shape.begin() + picked);
  shape.insert(shape.begin() + picked, index.type->shape.begin(), index.type->shape.end());
  return shape;
}

// One row of an axis for every entry of an index tensor, all of which lie inside.
Val Emitter::gatherRows(const Val &object, const Val &index, SourceRange range, size_t picked) {
  TypeRef type = tensorType(object.type->element, rowsShape(object, index, picked));
  Value spread = spreadIndex(index, type->shape, range, picked);
  return make(type,
              {emit<dl::GatherOp>(range, mlirType(type), object.leaf(), mlir::ValueRange{spread},
                                  rowDims(index.type->shape.size(), object.type->shape.size(), picked))});
}

// Entry after entry: of two with one index the later stays, or with an operator both count.
Val Emitter::storeRows(const Val &object, const Val &index, const Val &given, SourceRange range,
                       std::optional<BinaryOp> op) {
  if (!index.type->element.isInteger(64))
    return error(DiagCode::bad_subscript, range,
                 fmt::format("the index tensor is `{}`; expected `i64`", text(index.type)));
  emit<dl::CheckRangeOp>(range, index.leaf(), dimValue(object.type->shape.front()),
                         std::string(sources.text(range)));
  Val value =
      coerce(given, tensorType(object.type->element, rowsShape(object, index)), range, "the stored value");
  if (value.isError())
    return value;
  size_t axes = index.type->shape.size();
  Val flatIndex = flattened(index, axes, range), flat = flattened(value, axes, range);
  Value zero = intConstant(0).leaf(), one = intConstant(1).leaf();
  auto loop = mlir::scf::ForOp::create(builder, loc(range), zero, dimValue(flatIndex.type->shape.front()),
                                       one, mlir::ValueRange{object.leaf()});
  mlir::OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value place = elementAt(flatIndex, loop.getInductionVar(), range).leaf(),
        now = loop.getRegionIterArgs().front();
  Val row = elementAt(flat, loop.getInductionVar(), range);
  if (op)
    row = arithmetic(*op, elementAt(make(object.type, {now}), place, range), row, range, nullptr);
  std::vector<Dim> box = object.type->shape;
  box.front() = 1;
  Value x = emit<dl::ReshapeOp>(range, mlirType(tensorType(object.type->element, box)), row.leaf(),
                                dynamicSizes(box));
  llvm::SmallVector<Value> offsets(box.size(), zero);
  offsets.front() = place;
  llvm::SmallVector<int64_t> strides(box.size(), 1);
  Value stored = emit<dl::InsertOp>(range, object.leaf().getType(), x, now, offsets, strides);
  mlir::scf::YieldOp::create(builder, loc(range), mlir::ValueRange{stored});
  return make(object.type, {loop.getResult(0)});
}

// `x[rows] += v` adds once for every entry, in order. False: the target is another kind of place.
bool Checker::addRows(const AssignStmt &stmt, BinaryOp op) {
  auto *place = stmt.target->as<SubscriptExpr>();
  Val object = place ? value(*place->object) : Val();
  if (!place || object.isError() || !object.type->isTensor() || object.type->shape.empty())
    return false;
  if (place->subscripts.size() > 1)
    return addPicked(stmt, object, op);
  auto index = rowIndex(*place, object);
  if (!index || index->isError() || !index->type->element.isInteger(64))
    return false;
  TypeRef type = tensorType(object.type->element, rowsShape(object, *index));
  Val added = coerce(expr(*stmt.value, type), type, stmt.value->range, "the value");
  if (added.isError())
    return true;
  if (op != BinaryOp::add && op != BinaryOp::sub) {
    Val changed = storeRows(object, *index, added, place->subscripts[0].range, op);
    if (!changed.isError())
      store(*place->object, changed);
    return true;
  }
  emit<dl::CheckRangeOp>(place->range, index->leaf(), dimValue(object.type->shape.front()),
                         std::string(sources.text(place->subscripts[0].range)));
  Value x = added.leaf();
  if (op == BinaryOp::sub)
    x = emit<dl::UnaryOp>(stmt.range, x.getType(), dl::UnaryKind::Neg, x);
  Value spread = spreadIndex(*index, type->shape, place->range);
  Value sum =
      emit<dl::ScatterAddOp>(stmt.range, object.leaf().getType(), x, object.leaf(), mlir::ValueRange{spread},
                             rowDims(index->type->shape.size(), object.type->shape.size()));
  store(*place->object, make(object.type, {sum}));
  return true;
}

} // namespace dual::check
