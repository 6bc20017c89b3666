// `sort`, `argsort`, `top_k`, `reverse`: tensors, and lists.
#include "frontend/check/list.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>
#include <numeric>

namespace dual::check {

using mlir::Value;

// The numbers of the elements along the axis in their order.
Val Emitter::order(const Val &keys, bool descending, SourceRange range, size_t axis) {
  TypeRef type = tensorType(builder.getI64Type(), keys.type->shape);
  return make(type, {emit<dl::ArgsortOp>(range, mlirType(type), keys.leaf(), axis, descending)});
}

// x with the elements along the axis at the numbers `places`, which has the shape of x.
static Val reordered(mlir::OpBuilder &b, mlir::Location at, const Val &x, const Val &places, size_t axis) {
  llvm::SmallVector<int64_t> from(x.type->shape.size());
  std::iota(from.begin(), from.end(), 0);
  from[axis] = -1;
  Val result = x;
  result.leaves = {
      dl::GatherOp::create(b, at, x.leaf().getType(), x.leaf(), mlir::ValueRange{places.leaf()}, from)
          .getResult()};
  return result;
}

// What `by` gives for each element, as a tensor; a loop without a result comes first, since only the walk
// says what the dtype is.
Val Checker::sortKeys(const Val &list, const FnValue &by, SourceRange range) {
  Lists lists(*this, range);
  Value zero = intConstant(0).leaf(), one = intConstant(1).leaf();
  auto draft = mlir::scf::ForOp::create(builder, loc(range), zero, list.leaf(), one);
  mlir::Block *body = draft.getBody();
  body->clear();
  Val keys;
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(body);
    Val key = settle(applyValues(by, {lists.element(list, draft.getInductionVar())}, range), range);
    if (!key.isError() && (!key.type->isScalar() || key.fn))
      key = error(DiagCode::type_mismatch, range,
                  fmt::format("`by` gives `{}`; expected one number", text(key.type)));
    keys = key;
    if (!key.isError()) {
      keys = make(tensorType(key.type->element, {Dim::unknown()}), {});
      Columns columns(*this, range);
      Value filled = body->addArgument(mlirType(keys.type), loc(range));
      TypeRef row = tensorType(key.type->element, {Dim(1)});
      Value x = emit<dl::ReshapeOp>(range, mlirType(row), key.leaf(), mlir::ValueRange());
      mlir::scf::YieldOp::create(builder, loc(range), columns.replaced(filled, x, draft.getInductionVar()));
    }
  }
  if (keys.isError()) {
    draft.erase();
    return keys;
  }
  TypeRef type = tensorType(keys.type->element, {freshDim("?", list.leaf(), range)});
  auto loop = mlir::scf::ForOp::create(builder, loc(range), zero, list.leaf(), one, zeroOf(type).leaves);
  loop.getRegion().takeBody(draft.getRegion());
  draft.erase();
  return make(type, {loop.getResult(0)});
}

Val Checker::sortList(const Val &list, const CallExpr &given) {
  Lists lists(*this, given.range);
  const Argument *by = named(given, "by");
  if (!by && !list.type->inner->isScalar())
    return error(
        DiagCode::wrong_arguments, given.range,
        fmt::format("`sort` of a `{}` needs `by: fn(e) => ...`, which gives a number", text(list.type)));
  if (!by)
    return lists.taken(list, order(lists.asTensor(list), false, given.range));
  Val function = expr(*by->value);
  if (!function.fn)
    return function.isError() ? function
                              : error(DiagCode::type_mismatch, by->range,
                                      fmt::format("`by` is `{}`; expected a function", text(function.type)));
  Val keys = sortKeys(list, *function.fn, by->value->range);
  return keys.isError() ? keys : lists.taken(list, order(keys, false, given.range));
}

// The `k` greatest, the greatest first, and where they stand.
Val Emitter::topK(const Val &x, const Val &given, SourceRange range) {
  Val count = coerce(given, tensorType(builder.getI64Type()), range, "the count");
  if (count.isError())
    return count;
  Dim k = dimOf(count, range), size = x.type->shape.front();
  if (!requireSize(k, range))
    return make(errorType(), {});
  Columns columns(*this, range);
  Value fits =
      emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Le, count.leaf(), dimValue(size));
  emit<dl::CheckOp>(range, fits, "the {0} greatest of {1} elements are asked for", "VALUE",
                    mlir::ValueRange{count.leaf(), dimValue(size)});
  TypeRef places = tensorType(builder.getI64Type(), {k});
  Value first = sliceRows(order(x, true, range).leaf(), intConstant(0).leaf(), k, range);
  Val values = gatherRows(x, make(places, {first}), range);
  return make(tupleType({values.type, places}), {values.leaf(), first});
}

// The same elements from the last to the first.
Val Emitter::reversed(const Val &x, SourceRange range) {
  bool isList = x.type->kind == Type::Kind::list;
  Dim count = isList ? freshDim("?", x.leaf(), range) : x.type->shape.front();
  TypeRef type = tensorType(builder.getI64Type(), {count});
  Value upwards = emit<dl::IotaOp>(range, mlirType(type), dynamicSizes({count}), 0);
  Val last = broadcastTo(scalar(dimValue(count - Dim(1))), type->shape, range, "");
  Val order =
      make(type, {emit<dl::BinaryOp>(range, mlirType(type), dl::BinaryKind::Sub, last.leaf(), upwards)});
  return isList ? Lists(*this, range).taken(x, order) : gatherRows(x, order, range);
}

Val Checker::orderCall(const std::string &name, const CallExpr &given, const Val *piped) {
  auto args = exactly(name == "top_k" ? 2 : 1, name, given, piped, nullptr);
  if (!args)
    return make(errorType(), {});
  Val x = listed(args->front(), given.range);
  bool isList = !x.literal && x.type->kind == Type::Kind::list;
  size_t rank = !x.literal && x.type->isTensor() ? x.type->shape.size() : 0;
  bool takesAxis = name == "sort" || name == "argsort";
  if (name == "reverse" && (isList || (!x.literal && x.type->isTensor() && !x.type->shape.empty())))
    return reversed(x, given.range);
  const Argument *axis = named(given, "axis");
  if (isList && axis)
    return error(DiagCode::bad_axis, axis->range,
                 fmt::format("a list has no axes; this is `{}`", text(x.type)));
  if (name == "sort" && isList)
    return sortList(x, given);
  if (const Argument *by = rank > 0 ? named(given, "by") : nullptr)
    return error(DiagCode::wrong_arguments, by->range,
                 fmt::format("`by` is for lists; this is `{}`", text(x.type)));
  if (takesAxis && rank > 1 && !axis)
    return error(
        DiagCode::wrong_arguments, given.range,
        fmt::format("`{0}` of a `{1}` sorts along an axis; write `{0}(..., axis: -1)`", name, text(x.type)));
  if (rank == 0 || (rank > 1 && !takesAxis))
    return error(DiagCode::wrong_arguments, given.range,
                 fmt::format("`{}` takes {}; this is `{}`", name,
                             name == "argsort" ? "a tensor"
                             : name == "top_k" ? "a tensor of rank 1"
                                               : "a tensor or a list",
                             x.literal ? "number" : text(x.type)));
  if (name == "top_k")
    return topK(x, (*args)[1], given.range);
  auto along = axis ? axes(*axis->value, rank) : std::optional(std::vector<int64_t>{0});
  if (!along)
    return make(errorType(), {});
  if (along->size() != 1)
    return error(DiagCode::bad_axis, axis->range, fmt::format("`{}` takes one axis", name));
  Val places = order(x, false, given.range, along->front());
  return name == "sort" ? reordered(builder, loc(given.range), x, places, along->front()) : places;
}

} // namespace dual::check
