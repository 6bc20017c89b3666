// Reductions over indices; a product under `sum` becomes one contraction.
#include "frontend/check/index.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// By syntax: a `sum` whose body is a product runs in order with fused multiply-add.
static bool isProduct(const ReductionExpr &given) {
  auto *product = given.body->as<BinaryExpr>();
  return given.op == ReductionOp::sum && product && product->op == BinaryOp::mul;
}

static std::vector<int> missing(const std::vector<int> &wanted, const std::vector<int> &have) {
  std::vector<int> result;
  for (int axis : wanted)
    if (!llvm::is_contained(have, axis))
      result.push_back(axis);
  return result;
}

Indexed IndexWalk::reduce(const ReductionExpr &given) {
  if (given.filter)
    return fail(DiagCode::not_built_yet, given.filter->range, "a filter in a reduction is not built yet");
  size_t first = indices.size();
  if (!open(given.binders, *given.body))
    return fail();
  Indexed result = isProduct(given) ? contraction(given, first) : plainReduction(given, first);
  indices.resize(first);
  return result;
}

Indexed IndexWalk::contraction(const ReductionExpr &given, size_t first) {
  auto &product = *given.body->as<BinaryExpr>();
  Indexed lhs = walk(*product.lhs), rhs = walk(*product.rhs);
  if (failed || !checker.agree(lhs.value, rhs.value, given.range, nullptr))
    return fail();
  if (lhs.value.type->element.isInteger(1))
    return fail(DiagCode::type_mismatch, product.range, "`*` does not apply to `bool`");
  std::vector<int> axes = join(lhs.axes, rhs.axes), kept;
  std::vector<int> reduced;
  for (int axis : axes)
    if (axis < static_cast<int>(first))
      kept.push_back(axis);
  for (size_t k = first; k < indices.size(); ++k)
    reduced.push_back(static_cast<int>(k));
  // An index that neither side mentions still counts: the left side is repeated along it.
  lhs = over(lhs, join(lhs.axes, missing(reduced, axes)), given.range);
  if (lhs.axes.empty())
    lhs = over(lhs, reduced, given.range);
  if (rhs.axes.empty())
    rhs = over(rhs, reduced, given.range);
  std::vector<int> order = kept;
  order.insert(order.end(), reduced.begin(), reduced.end());
  auto places = [&](const Indexed &side) {
    llvm::SmallVector<int64_t> result;
    for (int axis : side.axes)
      result.push_back(std::find(order.begin(), order.end(), axis) - order.begin());
    return result;
  };
  TypeRef type = tensorType(lhs.value.type->element, shapeOver(kept));
  Value value = checker.emit<dl::ContractOp>(given.range, checker.mlirType(type), lhs.value.leaf(),
                                             rhs.value.leaf(), places(lhs), places(rhs));
  return {checker.make(type, {value}), kept};
}

Indexed IndexWalk::plainReduction(const ReductionExpr &given, size_t first) {
  Indexed body = walk(*given.body);
  if (failed)
    return fail();
  body.value = checker.settle(body.value, given.range);
  std::vector<int> reduced, kept;
  for (size_t k = first; k < indices.size(); ++k)
    reduced.push_back(static_cast<int>(k));
  body = over(body, join(body.axes, reduced), given.range);
  std::vector<int64_t> places;
  for (size_t k = 0; k < body.axes.size(); ++k)
    if (body.axes[k] >= static_cast<int>(first))
      places.push_back(k);
    else
      kept.push_back(body.axes[k]);
  Val result = checker.reduce(given.op, body.value, places, false, given.range);
  return result.isError() ? fail() : Indexed{result, kept};
}

} // namespace dual::check
