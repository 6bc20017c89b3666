// `sum[j: i + 1](e)` for every i: one scan, since each starts with what the one before it has.
#include "frontend/check/fold.h"
#include "frontend/check/index.h"
#include "frontend/check/loop_nest.h"
#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

static bool isLiteral(const Expr &expr, uint64_t value) {
  auto *literal = expr.as<IntLiteralExpr>();
  return literal && literal->value == value;
}

// The index `i` of the range `i + 1`, `i`, or one of these behind `0..`; and whether `i` itself belongs to
// it.
static std::pair<const Expr *, bool> endOf(const Expr &range) {
  auto *ends = range.as<RangeExpr>();
  if (ends && (ends->step || !isLiteral(*ends->begin, 0)))
    return {nullptr, false};
  const Expr &end = ends ? *ends->end : range;
  auto *sum = end.as<BinaryExpr>();
  if (sum && sum->op == BinaryOp::add && isLiteral(*sum->rhs, 1))
    return {sum->lhs.get(), true};
  return {sum ? nullptr : &end, false};
}

std::optional<IndexPrefix> IndexWalk::prefixOf(const ReductionExpr &given) {
  bool isScan = given.binders.size() == 1 && given.binders[0].range && !given.binders[0].isPack &&
                given.op != ReductionOp::mean && given.op != ReductionOp::argmax &&
                given.op != ReductionOp::argmin;
  if (!isScan || guard)
    return std::nullopt;
  auto [name, isInclusive] = endOf(*given.binders[0].range);
  int index = name ? find(*name) : -1;
  std::set<std::string> names;
  collectNames(*given.body, names);
  if (given.filter)
    collectNames(*given.filter, names);
  bool starts = index >= 0 && !indices[index].alias && indices[index].isPlain();
  return starts && !names.count(indices[index].name) ? std::optional(IndexPrefix{index, isInclusive})
                                                     : std::nullopt;
}

// How many elements the longest prefix has.
Dim IndexWalk::longestPrefix(const IndexPrefix &prefix, SourceRange range) {
  Dim size = *indices[prefix.index].range, shorter = size - Dim(1);
  if (prefix.isInclusive || (size.isConstant() && size.constant() == 0))
    return size;
  if (checker.dims.isNeverNegative(shorter))
    return shorter;
  Value value = checker.dimValue(shorter);
  return checker.freshDim(checker.text(shorter),
                          checker.emit<dl::BinaryOp>(range, value.getType(), dl::BinaryKind::Max, value,
                                                     checker.intConstant(0).leaf()),
                          range);
}

// The elements, those that a filter leaves out replaced by what changes nothing; of a product both factors.
std::vector<Indexed> IndexWalk::foldedParts(const ReductionExpr &given) {
  auto flags = filterOf(given);
  auto part = [&](const Expr &expr) { return flags ? walkWhere(expr, *flags, given.range) : walk(expr); };
  std::vector<Indexed> parts;
  if (const BinaryExpr *product = productOf(given)) {
    parts = {part(*product->lhs), part(*product->rhs)};
    if (failed || !checker.agree(parts[0].value, parts[1].value, given.range, nullptr))
      fail();
  } else {
    parts = {part(*given.body)};
    if (!failed)
      parts[0].value = checker.settle(parts[0].value, given.body->range);
  }
  if (failed || !fits(given, parts))
    return {};
  for (Indexed &each : parts)
    if (flags)
      each = chosen(*flags, each, neutral(given.op, each.value.type->element), given.range);
  return parts;
}

bool IndexWalk::fits(const ReductionExpr &given, llvm::ArrayRef<Indexed> parts) {
  mlir::Type element = parts[0].value.type->element;
  bool isProductOfFlags = parts.size() == 2 && element.isInteger(1);
  if (appliesTo(given.op, element) && !isProductOfFlags)
    return true;
  fail(DiagCode::type_mismatch, given.range,
       fmt::format("`{}` does not apply to `{}`", spelling(given.op), dtypeText(element)));
  return false;
}

Indexed IndexWalk::scan(const ReductionExpr &given, const IndexPrefix &prefix) {
  size_t first = indices.size();
  if (!declare(given.binders, {}))
    return fail();
  indices.back().range = longestPrefix(prefix, given.range);
  std::vector<Indexed> parts = foldedParts(given);
  std::vector<int> kept;
  for (const Indexed &part : parts)
    kept = join(kept, part.axes);
  if (!kept.empty() && kept.back() == static_cast<int>(first))
    kept.pop_back();
  std::vector<int> all = join(kept, {static_cast<int>(first)});
  for (Indexed &part : parts)
    part = lastFirst(over(part, all, given.range), given.range);
  bool isExtremum = given.op == ReductionOp::max || given.op == ReductionOp::min;
  if (!failed && isExtremum && !mlir::isa<mlir::FloatType>(parts[0].value.type->element))
    leave();
  Indexed result = failed ? fail() : scanned(given, parts, kept, prefix);
  close(given.binders, first);
  return result;
}

// With its last axis first.
Indexed IndexWalk::lastFirst(const Indexed &given, SourceRange range) {
  std::vector<Dim> shape = given.value.type->shape;
  llvm::SmallVector<int64_t> permutation = {static_cast<int64_t>(shape.size()) - 1};
  for (size_t k = 0; k + 1 < shape.size(); ++k)
    permutation.push_back(k);
  std::rotate(shape.begin(), shape.end() - 1, shape.end());
  TypeRef type = tensorType(given.value.type->element, shape);
  if (shape.size() == 1)
    return given;
  return {checker.make(type, {checker.emit<dl::TransposeOp>(range, checker.mlirType(type), given.value.leaf(),
                                                            permutation)}),
          given.axes};
}

// Row after row of the elements; the total so far is a row of the result.
Indexed IndexWalk::scanned(const ReductionExpr &given, llvm::ArrayRef<Indexed> parts,
                           const std::vector<int> &kept, const IndexPrefix &prefix) {
  SourceRange range = given.range;
  mlir::Type element = parts[0].value.type->element;
  std::vector<Dim> row = shapeOver(kept), box = row, shape = row;
  shape.insert(shape.begin(), *indices[prefix.index].range);
  box.insert(box.begin(), Dim(1));
  TypeRef type = tensorType(element, shape);
  Fold fold(checker, given.op, tensorType(element, row), 1, parts.size() == 2, range);
  LoopNest nest(checker, range);
  Value turn = nest.open(checker.intConstant(0).leaf(), checker.dimValue(*indices.back().range),
                         checker.intConstant(1).leaf());
  llvm::SmallVector<Value> rows;
  for (const Indexed &part : parts)
    rows.push_back(checker.elementAt(part.value, turn, range).leaf());
  auto initial = [&] {
    LoopNest::Carried carried = fold.initial();
    carried.push_back(checker.broadcastTo(neutral(given.op, element), shape, range, "").leaf());
    return carried;
  };
  auto results = nest.close(initial, [&](mlir::ValueRange carried) {
    LoopNest::Carried next = fold.next(carried.drop_back(), rows, {});
    Val total = fold.result(next);
    Value x = checker.emit<dl::ReshapeOp>(range, checker.mlirType(tensorType(element, box)), total.leaf(),
                                          checker.dynamicSizes(box));
    llvm::SmallVector<Value> offsets(box.size(), checker.intConstant(0).leaf());
    offsets[0] = prefix.isInclusive
                     ? nest.index(0)
                     : Value(checker.emit<dl::BinaryOp>(range, nest.index(0).getType(), dl::BinaryKind::Add,
                                                        nest.index(0), checker.intConstant(1).leaf()));
    llvm::SmallVector<int64_t> strides(box.size(), 1);
    next.push_back(
        checker.emit<dl::InsertOp>(range, carried.back().getType(), x, carried.back(), offsets, strides));
    return next;
  });
  std::vector<int> axes = {prefix.index};
  axes.insert(axes.end(), kept.begin(), kept.end());
  return transposed(checker.make(type, {results.back()}), axes, range);
}

} // namespace dual::check
