// Reads that are no boxes: `x[::n]` with a step that the run says, `x[i] else v`.
#include "frontend/check/checker.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// False after an error: a literal step below 1.
bool Checker::isStep(const Expr &step) {
  auto *literal = step.as<IntLiteralExpr>();
  if (!literalMinus(step) && (!literal || literal->value != 0))
    return true;
  diags
      .error(DiagCode::bad_subscript, step.range,
             fmt::format("the step is `{}`; it must be at least 1", sources.text(step.range)))
      .help("`reverse(x)` turns an axis round");
  return false;
}

// The run says it: whole, and at least 1.
Val Checker::checkedStep(const Expr &given) {
  TypeRef i64 = tensorType(builder.getI64Type());
  Val step = isStep(given) ? coerce(expr(given, i64), i64, given.range, "the step") : make(errorType(), {});
  if (step.isError())
    return step;
  Value positive = emit<dl::CompareOp>(given.range, builder.getI1Type(), dl::CompareKind::Gt, step.leaf(),
                                       intConstant(0).leaf());
  emit<dl::CheckOp>(given.range, positive, "the step is {0}; it must be at least 1", "VALUE",
                    mlir::ValueRange{step.leaf()});
  return step;
}

// low, low + step, ... below high: `count` numbers.
Val Emitter::steppedNumbers(const Val &low, const Val &step, const Dim &count, SourceRange range) {
  TypeRef type = tensorType(builder.getI64Type(), {count});
  Value numbers = emit<dl::IotaOp>(range, mlirType(type), dynamicSizes({count}), 0);
  Value far = emit<dl::BinaryOp>(range, mlirType(type), dl::BinaryKind::Mul, numbers,
                                 broadcastTo(step, type->shape, range, "").leaf());
  Value from = broadcastTo(low, type->shape, range, "").leaf();
  return make(type, {emit<dl::BinaryOp>(range, mlirType(type), dl::BinaryKind::Add, from, far)});
}

// low, low + step, ... below high, for a step that the run says.
Val Checker::steppedBetween(const Dim &low, const Dim &high, const Expr &given, SourceRange range) {
  if (!requireOrder(low, high, range))
    return make(errorType(), {});
  Val step = checkedStep(given);
  if (step.isError())
    return step;
  Dim by = dimOf(step, given.range), count = dims.quotient(high - low + by - Dim(1), by);
  return steppedNumbers(scalar(dimValue(low)), step, count, range);
}

// The rows of a slice whose step is a value: begin, begin + step, ... below the end. None for other
// subscripts.
std::optional<Val> Checker::steppedIndex(const Subscript &sub, const Val &object) {
  if (sub.kind != Subscript::Kind::slice || !sub.step || sub.step->is<IntLiteralExpr>() ||
      literalMinus(*sub.step))
    return std::nullopt;
  const Dim size = object.type->shape.front();
  auto begin = sub.begin ? position(*sub.begin, size) : std::optional(intConstant(0));
  auto end = sub.end ? position(*sub.end, size) : std::optional(scalar(dimValue(size)));
  if (!begin || !end)
    return make(errorType(), {});
  Dim low = sub.begin ? dimOf(*begin, sub.begin->range) : Dim(0);
  Dim high = sub.end ? dimOf(*end, sub.end->range) : size;
  if (!requireInside(low, high, size, sub.range))
    return make(errorType(), {});
  return steppedBetween(low, high, *sub.step, sub.range);
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
