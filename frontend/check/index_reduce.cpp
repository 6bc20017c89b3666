// Reductions over indices, on whole tensors; a product under `sum` becomes one contraction.
#include "frontend/check/index.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>
#include <limits>

namespace dual::check {

using mlir::Value;

const BinaryExpr *productOf(const ReductionExpr &given) {
  auto *product = given.body->as<BinaryExpr>();
  return given.op == ReductionOp::sum && product && product->op == BinaryOp::mul ? product : nullptr;
}

static bool isPosition(ReductionOp op) { return op == ReductionOp::argmax || op == ReductionOp::argmin; }

static std::vector<int> missing(const std::vector<int> &wanted, const std::vector<int> &have) {
  std::vector<int> result;
  for (int axis : wanted)
    if (!llvm::is_contained(have, axis))
      result.push_back(axis);
  return result;
}

static std::vector<int> numbersFrom(size_t first, size_t end) {
  std::vector<int> result;
  for (size_t k = first; k < end; ++k)
    result.push_back(static_cast<int>(k));
  return result;
}

Indexed IndexWalk::reduce(const ReductionExpr &given) {
  if (auto prefix = prefixOf(given))
    return scan(given, *prefix);
  if (auto scattered = scatterOf(given))
    return scatter(given, *scattered);
  size_t first = indices.size();
  llvm::SmallVector<const Expr *> bodies = {given.body.get()};
  if (given.filter)
    bodies.push_back(given.filter.get());
  if (!open(given.binders, bodies))
    return fail();
  Indexed result = productOf(given) ? contraction(given, first) : plainReduction(given, first);
  close(given.binders, first);
  return result;
}

void IndexWalk::close(llvm::ArrayRef<Binder> binders, size_t first) {
  indices.resize(first);
  for (const Binder &binder : binders)
    packs.erase(binder.name.text);
}

// Nothing: there is no filter.
std::optional<Indexed> IndexWalk::filterOf(const ReductionExpr &given) {
  if (!given.filter)
    return std::nullopt;
  Indexed flags = walk(*given.filter);
  bool holds = failed || (!flags.value.literal && flags.value.type->element.isInteger(1));
  return holds ? flags
               : fail(DiagCode::bad_condition, given.filter->range,
                      fmt::format("the condition is `{}`; expected one `bool`",
                                  dtypeText(checker.settle(flags.value, given.filter->range).type->element)));
}

// ---- contractions

Indexed IndexWalk::contraction(const ReductionExpr &given, size_t first) {
  const BinaryExpr &product = *productOf(given);
  auto flags = filterOf(given);
  // The product is cleaned as a whole; its sides only where they bend.
  auto side = [&](const Expr &expr) {
    bool outer = std::exchange(cleans, bends(expr));
    Indexed result = flags ? walkWhere(expr, *flags, given.range) : walk(expr);
    cleans = outer;
    return result;
  };
  Indexed lhs = side(*product.lhs), rhs = side(*product.rhs);
  if (failed || !checker.agree(lhs.value, rhs.value, given.range, nullptr))
    return fail();
  mlir::Type element = lhs.value.type->element;
  if (element.isInteger(1))
    return fail(DiagCode::type_mismatch, product.range, "`*` does not apply to `bool`");
  if (flags) {
    Val zero = checker.scalar(checker.numberConstant(element, 0, 0));
    lhs = chosen(*flags, lhs, zero, given.range);
    rhs = chosen(*flags, rhs, zero, given.range);
  }
  lhs = cleanedFactor(*product.lhs, lhs, given.range);
  rhs = cleanedFactor(*product.rhs, rhs, given.range);
  return failed ? fail() : contract(lhs, rhs, first, given.range);
}

// The sum of lhs * rhs over the indices from `first` on.
Indexed IndexWalk::contract(Indexed lhs, Indexed rhs, size_t first, SourceRange range) {
  std::vector<int> axes = join(lhs.axes, rhs.axes), kept;
  for (int axis : axes)
    if (axis < static_cast<int>(first))
      kept.push_back(axis);
  std::vector<int> reduced = numbersFrom(first, indices.size());
  // An index that neither side mentions still counts: the left side is repeated along it.
  lhs = over(lhs, join(lhs.axes, missing(reduced, axes)), range);
  if (lhs.axes.empty())
    lhs = over(lhs, reduced, range);
  if (rhs.axes.empty())
    rhs = over(rhs, reduced, range);
  std::vector<int> order = kept;
  order.insert(order.end(), reduced.begin(), reduced.end());
  auto places = [&](const Indexed &side) {
    llvm::SmallVector<int64_t> result;
    for (int axis : side.axes)
      result.push_back(std::find(order.begin(), order.end(), axis) - order.begin());
    return result;
  };
  TypeRef type = tensorType(lhs.value.type->element, shapeOver(kept));
  Value value = checker.emit<dl::ContractOp>(range, checker.mlirType(type), lhs.value.leaf(),
                                             rhs.value.leaf(), places(lhs), places(rhs));
  return {checker.make(type, {value}), kept};
}

// Adding x is fma(x, 1, sum): the same bits, and the order of a contraction.
Indexed IndexWalk::inOrderSum(const Indexed &body, size_t first, SourceRange range) {
  Val one = checker.scalar(checker.numberConstant(body.value.type->element, 1, 1));
  return contract(body, over({one, {}}, {static_cast<int>(indices.size()) - 1}, range), first, range);
}

// ---- all others

// What changes nothing, of the reductions that have it.
Val IndexWalk::neutral(ReductionOp op, mlir::Type element) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  bool one = op == ReductionOp::prod || op == ReductionOp::all;
  double real = one ? 1 : op == ReductionOp::max ? -infinity : op == ReductionOp::min ? infinity : 0;
  return checker.scalar(checker.numberConstant(element, real, one));
}

Indexed IndexWalk::plainReduction(const ReductionExpr &given, size_t first) {
  auto flags = filterOf(given);
  Indexed body = flags ? walkWhere(*given.body, *flags, given.range) : walk(*given.body);
  if (failed)
    return fail();
  body.value = checker.settle(body.value, given.range);
  bool isFloat = mlir::isa<mlir::FloatType>(body.value.type->element);
  bool isSum = given.op == ReductionOp::sum || given.op == ReductionOp::mean;
  bool hasNeutral =
      !isPosition(given.op) && (isFloat || (given.op != ReductionOp::max && given.op != ReductionOp::min));
  if (flags && !hasNeutral)
    return leave();
  std::vector<int> reduced = numbersFrom(first, indices.size());
  body = over(body, join(body.axes, reduced), given.range);
  if (isPosition(given.op))
    return position(given.op, body, first, given.range);
  mlir::Type element = body.value.type->element;
  if (!appliesTo(given.op, element))
    return fail(
        DiagCode::type_mismatch, given.range,
        fmt::format("`{}` does not apply to `{}`", spelling(given.op), dtypeText(body.value.type->element)));
  bool isInOrder = flags || llvm::any_of(reduced, [&](int k) { return indices[k].isInOrder; });
  Indexed counted = flags ? chosen(*flags, body, neutral(given.op, element), given.range) : body;
  if (failed || !isFloat || !isSum || !isInOrder)
    return failed ? fail() : wholeReduction(given.op, counted, first, given.range);
  return given.op == ReductionOp::sum ? inOrderSum(counted, first, given.range)
                                      : inOrderMean(flags, counted, first, given.range);
}

Indexed IndexWalk::wholeReduction(ReductionOp op, const Indexed &body, size_t first, SourceRange range) {
  std::vector<int64_t> places;
  std::vector<int> kept;
  for (size_t k = 0; k < body.axes.size(); ++k)
    if (body.axes[k] >= static_cast<int>(first))
      places.push_back(k);
    else
      kept.push_back(body.axes[k]);
  Val result = checker.reduce(op, body.value, places, false, range);
  return result.isError() ? fail() : Indexed{result, kept};
}

Indexed IndexWalk::cast(const Indexed &given, mlir::Type element, SourceRange range) {
  if (given.value.type->element == element)
    return given;
  TypeRef type = tensorType(element, given.value.type->shape);
  return {checker.make(type, {checker.emit<dl::CastOp>(range, checker.mlirType(type), given.value.leaf())}),
          given.axes};
}

// The sum by how many there are, rounded once.
Indexed IndexWalk::inOrderMean(const std::optional<Indexed> &flags, const Indexed &body, size_t first,
                               SourceRange range) {
  mlir::Type element = body.value.type->element;
  mlir::Type wide = element.getIntOrFloatBitWidth() < 32 ? checker.builder.getF32Type() : element;
  Indexed total = inOrderSum(cast(body, wide, range), first, range);
  Dim size = 1;
  for (size_t k = first; k < indices.size(); ++k)
    size = size * *indices[k].range;
  Indexed count{checker.scalar(checker.dimValue(size)), {}};
  if (flags) {
    std::vector<int> all = join(flags->axes, numbersFrom(first, indices.size()));
    Indexed ones = cast(over(*flags, all, range), checker.builder.getI64Type(), range);
    count = wholeReduction(ReductionOp::sum, ones, first, range);
  }
  std::vector<Indexed> parts = {total, cast(count, wide, range)};
  Indexed mean = combine(parts, range, [&] {
    return checker.make(parts[0].value.type, {checker.emit<dl::BinaryOp>(
                                                 range, parts[0].value.leaf().getType(), dl::BinaryKind::Div,
                                                 parts[0].value.leaf(), parts[1].value.leaf())});
  });
  return failed ? fail() : cast(mean, element, range);
}

// ---- argmax, argmin

// Over several indices it is a tuple of them.
Indexed IndexWalk::position(ReductionOp op, const Indexed &body, size_t first, SourceRange range) {
  bool isTuple = indices.size() - first > 1;
  if (isTuple && body.axes.front() < static_cast<int>(first))
    return leave();
  if (!appliesTo(op, body.value.type->element))
    return fail(
        DiagCode::type_mismatch, range,
        fmt::format("`{}` does not apply to `{}`", spelling(op), dtypeText(body.value.type->element)));
  Indexed found = wholeReduction(op, body, first, range);
  if (failed || !isTuple) {
    const Index index = indices.back();
    std::vector<Indexed> parts = {found,
                                  {checker.scalar(checker.dimValue(index.step)), {}},
                                  {checker.scalar(checker.dimValue(index.begin)), {}}};
    return index.isPlain() ? found : combine(parts, range, [&] {
      Val far = checker.arithmetic(BinaryOp::mul, parts[0].value, parts[1].value, range, nullptr);
      return checker.arithmetic(BinaryOp::add, far, parts[2].value, range, nullptr);
    });
  }
  std::vector<Index> own(indices.begin() + first, indices.end());
  return {placeOf(checker, found.value.leaf(), own, range), {}};
}

Val placeOf(Emitter &checker, Value flat, llvm::ArrayRef<Index> over, SourceRange range) {
  auto binary = [&](dl::BinaryKind kind, Value a, Value b) -> Value {
    return dl::BinaryOp::create(checker.builder, checker.loc(range), a.getType(), kind, a, b);
  };
  Val result;
  std::vector<TypeRef> types;
  for (const Index &index : llvm::reverse(over)) {
    Value size = checker.dimValue(*index.range), at = binary(dl::BinaryKind::Mod, flat, size);
    flat = binary(dl::BinaryKind::Div, flat, size);
    if (index.step != Dim(1))
      at = binary(dl::BinaryKind::Mul, at, checker.dimValue(index.step));
    if (index.begin != Dim(0))
      at = binary(dl::BinaryKind::Add, at, checker.dimValue(index.begin));
    result.leaves.insert(result.leaves.begin(), at);
    types.push_back(tensorType(flat.getType()));
  }
  result.type = types.size() == 1 ? types.front() : tupleType(types);
  return result;
}
} // namespace dual::check
