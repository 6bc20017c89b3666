// `sum[e if a[e] == n](v)` for every n: one pass over e, in order, that adds each v to what stands at a[e].
#include "frontend/check/fold.h"
#include "frontend/check/index.h"
#include "frontend/check/loop_nest.h"
#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

static void conditionsOf(const Expr &filter, std::vector<const Expr *> &conditions) {
  auto *both = filter.as<LogicalExpr>();
  if (!both || both->op != LogicalOp::logicalAnd) {
    conditions.push_back(&filter);
    return;
  }
  conditionsOf(*both->lhs, conditions);
  conditionsOf(*both->rhs, conditions);
}

static bool mentions(const Expr &expr, const std::string &name) {
  std::set<std::string> names;
  collectNames(expr, names);
  return names.count(name) != 0;
}

// `a[e] == n` or `n == a[e]`, where n is an index around that nothing else in it mentions.
std::optional<IndexTarget> IndexWalk::targetOf(const Expr &condition, llvm::ArrayRef<Binder> own) {
  auto *compare = condition.as<CompareExpr>();
  if (!compare || compare->op != CompareOp::eq)
    return std::nullopt;
  for (auto sides :
       {std::pair(compare->lhs.get(), compare->rhs.get()), {compare->rhs.get(), compare->lhs.get()}}) {
    const Expr *name = sides.first, *place = sides.second;
    int index = find(*name);
    if (index < 0 || indices[index].alias || !indices[index].isPlain() ||
        mentions(*place, indices[index].name))
      continue;
    if (llvm::any_of(own, [&](const Binder &binder) { return mentions(*place, binder.name.text); }))
      return IndexTarget{index, place};
  }
  return std::nullopt;
}

// Nothing: the filter has another form.
std::optional<IndexScatter> IndexWalk::scatterOf(const ReductionExpr &given) {
  if (!given.filter)
    return std::nullopt;
  std::vector<const Expr *> conditions;
  conditionsOf(*given.filter, conditions);
  IndexScatter result;
  for (const Expr *condition : conditions) {
    auto target = targetOf(*condition, given.binders);
    bool isNew = target && llvm::none_of(result.targets,
                                         [&](const IndexTarget &it) { return it.index == target->index; });
    if (isNew)
      result.targets.push_back(*target);
    else
      result.rest.push_back(condition);
  }
  for (const IndexTarget &target : result.targets)
    for (const IndexTarget &other : result.targets)
      if (mentions(*target.place, indices[other.index].name))
        return std::nullopt;
  bool isGuarded = guard && llvm::any_of(result.targets, [&](const IndexTarget &target) {
                     return llvm::is_contained(guard->axes, target.index);
                   });
  if (result.targets.empty() || isGuarded)
    return std::nullopt;
  llvm::sort(result.targets, [](const IndexTarget &a, const IndexTarget &b) { return a.index < b.index; });
  return result;
}

// Where each element goes: its targets, brought inside, and whether it counts.
Indexed IndexWalk::openScatter(IndexScatter &scatter, SourceRange range) {
  std::optional<Indexed> inside;
  for (IndexTarget &target : scatter.targets) {
    Indexed at = walk(*target.place);
    if (failed)
      return fail();
    at.value = checker.settle(at.value, target.place->range);
    if (!at.value.type->element.isInteger(64))
      return fail(DiagCode::type_mismatch, target.place->range,
                  fmt::format("`{}` is an `int`; it is compared with `{}`", indices[target.index].name,
                              dtypeText(at.value.type->element)));
    target.at = clamped(at, *indices[target.index].range, inside, range);
  }
  for (const IndexTarget &target : scatter.targets)
    indices[target.index].alias = std::make_shared<Indexed>(target.at);
  Indexed flags = *inside;
  for (const Expr *condition : scatter.rest) {
    Indexed holds = walkWhere(*condition, flags, range);
    if (failed || !isFlags(holds))
      return failed
                 ? fail()
                 : fail(DiagCode::bad_condition, condition->range,
                        fmt::format("the condition is `{}`; expected one `bool`",
                                    dtypeText(checker.settle(holds.value, condition->range).type->element)));
    flags = both(flags, holds, range);
  }
  return flags;
}

Indexed IndexWalk::scatter(const ReductionExpr &given, IndexScatter scatter) {
  size_t first = indices.size();
  llvm::SmallVector<const Expr *> bodies = {given.body.get(), given.filter.get()};
  if (!open(given.binders, bodies))
    return fail();
  scatter.first = first;
  Indexed flags = openScatter(scatter, given.range);
  const BinaryExpr *product = productOf(given);
  std::vector<Indexed> parts;
  for (const Expr *part : product ? std::vector<const Expr *>{product->lhs.get(), product->rhs.get()}
                                  : std::vector<const Expr *>{given.body.get()})
    if (!failed)
      parts.push_back(walkWhere(*part, flags, given.range));
  for (const IndexTarget &target : scatter.targets)
    indices[target.index].alias = nullptr;
  if (product && !failed && !checker.agree(parts[0].value, parts[1].value, given.range, nullptr))
    fail();
  if (!product && !failed)
    parts[0].value = checker.settle(parts[0].value, given.body->range);
  Indexed result = failed || !fits(given, parts) ? fail() : scattered(given, scatter, flags, parts);
  close(given.binders, first);
  return result;
}

// Everything over the same axes: those that stay, then those that are reduced. What does not count goes to a
// place behind the last.
Indexed IndexWalk::scattered(const ReductionExpr &given, IndexScatter &scatter, Indexed flags,
                             std::vector<Indexed> parts) {
  std::vector<int> all = flags.axes;
  for (const Indexed &part : parts)
    all = join(all, part.axes);
  for (size_t k = scatter.first; k < indices.size(); ++k)
    all = join(all, {static_cast<int>(k)});
  for (Indexed &part : parts)
    part = over(part, all, given.range);
  for (IndexTarget &target : scatter.targets) {
    Val behind = checker.scalar(checker.dimValue(*indices[target.index].range));
    target.at = over(chosen(flags, target.at, behind, given.range), all, given.range);
  }
  bool adds = parts.size() == 1 && (given.op == ReductionOp::sum || given.op == ReductionOp::mean);
  if (failed || !adds)
    return failed ? fail() : scatterFold(given, scatter, parts);
  mlir::Type element = parts[0].value.type->element;
  mlir::Type wide = element.getIntOrFloatBitWidth() < 32 && mlir::isa<mlir::FloatType>(element)
                        ? mlir::Type(checker.builder.getF32Type())
                        : element;
  Indexed total = scatterAdd(scatter, cast(parts[0], wide, given.range), given.range);
  if (given.op == ReductionOp::sum)
    return cast(total, element, given.range);
  Val one = checker.intConstant(1);
  Indexed count = scatterAdd(scatter, over({one, {}}, all, given.range), given.range);
  std::vector<Indexed> both = {total, cast(count, wide, given.range)};
  Indexed mean = combine(both, given.range, [&] {
    return checker.arithmetic(BinaryOp::div, both[0].value, both[1].value, given.range, nullptr);
  });
  return failed ? fail() : cast(mean, element, given.range);
}

// The axes of the result: of the indices that stay and of the targets.
std::vector<int> IndexWalk::scatterAxes(const IndexScatter &scatter, const std::vector<int> &all) {
  std::vector<int> axes;
  for (int axis : all)
    if (axis < static_cast<int>(scatter.first))
      axes.push_back(axis);
  for (const IndexTarget &target : scatter.targets)
    axes = join(axes, {target.index});
  return axes;
}

Indexed IndexWalk::scatterAdd(const IndexScatter &scatter, const Indexed &part, SourceRange range) {
  std::vector<int> axes = scatterAxes(scatter, part.axes);
  std::vector<Dim> shape = shapeOver(axes);
  llvm::SmallVector<int64_t> from;
  llvm::SmallVector<Value> at;
  for (size_t k = 0; k < axes.size(); ++k) {
    auto target = llvm::find_if(scatter.targets, [&](const IndexTarget &it) { return it.index == axes[k]; });
    bool isTarget = target != scatter.targets.end();
    from.push_back(isTarget ? -1
                            : std::find(part.axes.begin(), part.axes.end(), axes[k]) - part.axes.begin());
    if (!isTarget)
      continue;
    at.push_back(target->at.value.leaf());
    shape[k] = shape[k] + Dim(1);
  }
  TypeRef type = tensorType(part.value.type->element, shape);
  Value sum = checker.emit<dl::ScatterAddOp>(range, checker.mlirType(type), part.value.leaf(),
                                             checker.zeroOf(type).leaf(), at, from);
  return withoutLast(checker.make(type, {sum}), axes, range);
}

// Without the places behind the last.
Indexed IndexWalk::withoutLast(const Val &given, const std::vector<int> &axes, SourceRange range) {
  TypeRef type = tensorType(given.type->element, shapeOver(axes));
  llvm::SmallVector<Value> offsets(axes.size(), checker.intConstant(0).leaf()), sizes;
  for (const Dim &dim : type->shape)
    sizes.push_back(checker.dimValue(dim));
  llvm::SmallVector<int64_t> strides(axes.size(), 1);
  return {checker.make(type, {checker.emit<dl::SliceOp>(range, checker.mlirType(type), given.leaf(), offsets,
                                                        sizes, strides)}),
          axes};
}

// The other reductions, in a loop over the elements.
Indexed IndexWalk::scatterFold(const ReductionExpr &given, const IndexScatter &scatter,
                               llvm::ArrayRef<Indexed> parts) {
  SourceRange range = given.range;
  mlir::Type element = parts[0].value.type->element;
  bool isExtremum = given.op == ReductionOp::max || given.op == ReductionOp::min;
  bool isKnown = given.op != ReductionOp::argmax && given.op != ReductionOp::argmin &&
                 (!isExtremum || mlir::isa<mlir::FloatType>(element));
  std::vector<int> own, axes;
  for (size_t k = scatter.first; k < indices.size(); ++k)
    own.push_back(static_cast<int>(k));
  for (const IndexTarget &target : scatter.targets) {
    isKnown &= target.at.axes.empty() || target.at.axes.front() >= static_cast<int>(scatter.first);
    axes.push_back(target.index);
  }
  if (!isKnown)
    return leave();
  std::vector<int> kept(parts[0].axes.begin(), parts[0].axes.end() - own.size());
  axes.insert(axes.end(), kept.begin(), kept.end());
  std::vector<Dim> shape = shapeOver(axes);
  for (size_t k = 0; k < scatter.targets.size(); ++k)
    shape[k] = shape[k] + Dim(1);
  LoopNest nest(checker, range);
  llvm::SmallVector<Value> turns, values, at;
  std::vector<Val> rows, places;
  for (Indexed part : parts) {
    for (size_t k = 0; k < own.size(); ++k)
      part = lastFirst(part, range);
    rows.push_back(part.value);
  }
  for (const IndexTarget &target : scatter.targets)
    places.push_back(over(target.at, own, range).value);
  for (int k : own)
    turns.push_back(nest.open(checker.intConstant(0).leaf(), checker.dimValue(*indices[k].range),
                              checker.intConstant(1).leaf()));
  auto here = [&](Val tensor) {
    for (Value turn : turns)
      tensor = checker.elementAt(tensor, turn, range);
    return tensor.leaf();
  };
  for (const Val &row : rows)
    values.push_back(here(row));
  for (const Val &place : places)
    at.push_back(here(place));
  Fold fold(checker, given.op, tensorType(element, shapeOver(kept)), 1, parts.size() == 2, range);
  auto results = nest.close(
      [&] {
        Fold all(checker, given.op, tensorType(element, shape), 1, parts.size() == 2, range);
        return all.initial();
      },
      [&](mlir::ValueRange carried) { return fold.nextAt(carried[0], at, values); });
  Indexed total = withoutLast(checker.make(tensorType(fold.carriedElement(), shape), results), axes, range);
  return cast(transposed(total.value, axes, range), element, range);
}

} // namespace dual::check
