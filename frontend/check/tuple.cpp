// Tuples: a part by a literal index, loops over parts of one type.
#include "frontend/check/gradient.h"
#include "frontend/check/list.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

std::optional<size_t> Checker::tuplePart(const Val &tuple, const SubscriptExpr &place) {
  bool one = place.subscripts.size() == 1 && place.subscripts[0].value;
  auto *literal = one ? place.subscripts[0].value->as<IntLiteralExpr>() : nullptr;
  const std::vector<Member> &parts = structureOf(tuple.type).members;
  if (literal && literal->value < parts.size())
    return literal->value;
  if (literal)
    error(DiagCode::bad_subscript, place.range,
          fmt::format("`{}` has {}; the last one is `[{}]`", text(tuple.type), counted(parts.size(), "part"),
                      parts.size() - 1));
  else
    error(DiagCode::bad_subscript, place.range,
          fmt::format("a part of `{}` is taken by a literal index", text(tuple.type)));
  return std::nullopt;
}

// The parts leaf by leaf, stacked as rows, so that one body serves all of them.
void Checker::forTuple(const ForStmt &stmt, const Val &given) {
  SourceRange range = stmt.iterable->range;
  Val tuple = isGradientOfTuple(given.type) ? asParts(given) : given;
  const std::vector<Member> &parts = tuple.type->members;
  TypeRef type = parts.front().type;
  for (const Member &part : parts)
    if (!sameStructure(part.type, type)) {
      error(DiagCode::type_mismatch, range,
            fmt::format("`for` takes a tuple of one type; this is `{}`", text(given.type)));
      return;
    }
  std::vector<Val> values;
  for (size_t k = 0; k < parts.size(); ++k) {
    values.push_back(coerce(member(tuple, k), type, range, fmt::format("part {} of the tuple", k)));
    if (values.back().isError())
      return;
  }
  if (llvm::any_of(leavesOf(type), [](const Leaf &leaf) { return !leaf.type->isTensor(); })) {
    return forList(stmt, Lists(*this, range).of(listType(*builder.getContext(), type), values));
  }
  std::vector<Val> stacks;
  auto leaves = leavesOf(type);
  for (size_t leaf = 0; leaf < leaves.size(); ++leaf) {
    std::vector<Dim> shape = leaves[leaf].type->shape;
    shape.insert(shape.begin(), Dim(1));
    llvm::SmallVector<Value> rows;
    for (const Val &value : values)
      rows.push_back(emit<dl::ReshapeOp>(range, mlirType(tensorType(leaves[leaf].type->element, shape)),
                                         value.leaves[leaf], dynamicSizes(shape)));
    shape.front() = Dim(static_cast<int64_t>(parts.size()));
    TypeRef stack = tensorType(leaves[leaf].type->element, shape);
    stacks.push_back(make(stack, {emit<dl::ConcatOp>(range, mlirType(stack), rows, 0)}));
  }
  Value end = intConstant(parts.size()).leaf();
  countedLoop(stmt, *stmt.body, intConstant(0).leaf(), end, intConstant(1).leaf(), [&](Value at) {
    Val part = make(type, {});
    for (const Val &stack : stacks)
      part.leaves.push_back(elementAt(stack, at, range).leaf());
    bindPattern(*stmt.pattern, part, false);
  });
}

} // namespace dual::check
