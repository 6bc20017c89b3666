// Reads that are no boxes: `x[::n]` with a step that the run says, `x[i] else v`.
#include "frontend/check/checker.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// The rows of a slice whose step is a value: begin, begin + step, ... below the end. None for other
// subscripts.
std::optional<Val> Checker::steppedIndex(const Subscript &sub, const Val &object) {
  if (sub.kind != Subscript::Kind::slice || !sub.step || sub.step->is<IntLiteralExpr>() ||
      literalMinus(*sub.step))
    return std::nullopt;
  TypeRef i64 = tensorType(builder.getI64Type());
  const Dim size = object.type->shape.front();
  Val step = coerce(expr(*sub.step, i64), i64, sub.step->range, "the step");
  auto begin = sub.begin ? position(*sub.begin, size) : std::optional(intConstant(0));
  auto end = sub.end ? position(*sub.end, size) : std::optional(scalar(dimValue(size)));
  if (!begin || !end || step.isError())
    return make(errorType(), {});
  Dim low = sub.begin ? dimOf(*begin, sub.begin->range) : Dim(0);
  Dim high = sub.end ? dimOf(*end, sub.end->range) : size;
  if (!requireInside(low, high, size, sub.range) || !requireOrder(low, high, sub.range))
    return make(errorType(), {});
  Value positive = emit<dl::CompareOp>(sub.range, builder.getI1Type(), dl::CompareKind::Gt, step.leaf(),
                                       intConstant(0).leaf());
  emit<dl::CheckOp>(sub.step->range, positive, "the step is {0}; it must be at least 1", "VALUE",
                    mlir::ValueRange{step.leaf()});
  Dim by = dimOf(step, sub.step->range), count = dims.quotient(high - low + by - Dim(1), by);
  TypeRef type = tensorType(builder.getI64Type(), {count});
  Value numbers = emit<dl::IotaOp>(sub.range, mlirType(type), dynamicSizes({count}), 0);
  Value far = emit<dl::BinaryOp>(sub.range, mlirType(type), dl::BinaryKind::Mul, numbers,
                                 broadcastTo(step, type->shape, sub.range, "").leaf());
  Value from = broadcastTo(scalar(dimValue(low)), type->shape, sub.range, "").leaf();
  return make(type, {emit<dl::BinaryOp>(sub.range, mlirType(type), dl::BinaryKind::Add, from, far)});
}

// `x[i, j] else v`: v where a subscript is outside.
Val Checker::paddedRead(const Val &object, const SubscriptExpr &given) {
  const std::vector<Dim> &shape = object.type->shape;
  if (given.subscripts.size() > shape.size())
    return error(
        DiagCode::bad_subscript, given.range,
        fmt::format("{} for `{}`", counted(given.subscripts.size(), "subscript"), text(object.type)));
  mlir::Type flag = builder.getI1Type();
  Value inside = boolConstant(true).leaf();
  llvm::SmallVector<Value> offsets, sizes;
  for (auto [sub, size] : llvm::zip(given.subscripts, shape)) {
    if (sub.kind != Subscript::Kind::index)
      return error(DiagCode::bad_subscript, sub.range,
                   "`else` stands after subscripts that are numbers, not slices");
    auto at = position(*sub.value, size);
    if (!at)
      return make(errorType(), {});
    Value above =
        emit<dl::CompareOp>(sub.range, flag, dl::CompareKind::Ge, at->leaf(), intConstant(0).leaf());
    Value below = emit<dl::CompareOp>(sub.range, flag, dl::CompareKind::Lt, at->leaf(), dimValue(size));
    inside = emit<dl::BinaryOp>(sub.range, flag, dl::BinaryKind::And, inside,
                                emit<dl::BinaryOp>(sub.range, flag, dl::BinaryKind::And, above, below));
    offsets.push_back(at->leaf());
    sizes.push_back(intConstant(1).leaf());
  }
  std::vector<Dim> rest(shape.begin() + given.subscripts.size(), shape.end()),
      box(given.subscripts.size(), Dim(1));
  box.insert(box.end(), rest.begin(), rest.end());
  for (const Dim &dim : rest) {
    offsets.push_back(intConstant(0).leaf());
    sizes.push_back(dimValue(dim));
  }
  TypeRef type = tensorType(object.type->element, rest);
  auto read = [&] {
    llvm::SmallVector<int64_t> strides(box.size(), 1);
    Value part = emit<dl::SliceOp>(given.range, mlirType(tensorType(object.type->element, box)),
                                   object.leaf(), offsets, sizes, strides);
    return make(type, {emit<dl::ReshapeOp>(given.range, mlirType(type), part, dynamicSizes(rest))});
  };
  return branches(
      inside, read, [&] { return coerce(expr(*given.pad, type), type, given.pad->range, "the value"); }, {},
      type, given.range);
}

} // namespace dual::check
