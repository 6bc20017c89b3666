// Reads `x[i, e, j]`: plain indices name axes, anything else is an index tensor.
#include "frontend/check/index.h"
#include "frontend/check/subscript.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// x[i, e, j]: plain indices name axes; anything else is an index tensor.
Indexed IndexWalk::read(const SubscriptExpr &given) {
  if (depends(*given.object))
    return leave();
  Val object = checker.expr(*given.object);
  if (object.isError())
    return fail();
  if (object.literal || !object.type->isTensor())
    return leave();
  std::vector<const Subscript *> subs;
  std::vector<int> named; // the index that stands alone there, or -1
  if (!subscriptsOf(given, object, subs, named))
    return fail();
  std::vector<int> direct(subs.size(), -1);
  std::set<int> seen;
  for (size_t axis = 0; axis < subs.size(); ++axis) {
    int index = named[axis];
    bool isFree = index >= 0 && !indices[index].alias && !seen.count(index);
    bool isWhole = isFree && indices[index].isPlain() && *indices[index].range == object.type->shape[axis];
    if (isWhole || (isFree && !given.pad && namesAxis(index, *subs[axis], object, axis))) {
      direct[axis] = index;
      seen.insert(index);
    }
    if (failed)
      return fail();
  }
  return cleaned(seen.size() == subs.size() ? transposed(object, direct, given.range)
                                            : gathered(object, given, subs, direct),
                 given.range);
}

// One for each axis. Those that depend on no index take their part of the object here.
bool IndexWalk::subscriptsOf(const SubscriptExpr &given, Val &object, std::vector<const Subscript *> &subs,
                             std::vector<int> &named) {
  std::vector<bool> isFixed;
  for (const Subscript &sub : given.subscripts) {
    auto *name = sub.kind == Subscript::Kind::spread ? sub.value->as<NameExpr>() : nullptr;
    auto pack = name ? packs.find(name->name) : packs.end();
    for (size_t k = 0; pack != packs.end() && k < pack->second; ++k) {
      subs.push_back(&sub);
      isFixed.push_back(false);
      for (size_t index = 0; index < indices.size(); ++index)
        if (indices[index].name == fmt::format("{}.{}", name->name, k))
          named.push_back(static_cast<int>(index));
    }
    if (pack != packs.end())
      continue;
    if (sub.kind != Subscript::Kind::index)
      return leave(), false;
    subs.push_back(&sub);
    named.push_back(find(*sub.value));
    isFixed.push_back(!guard && !given.pad && !depends(*sub.value));
  }
  size_t rank = object.type->shape.size();
  if (subs.size() > rank)
    fail(DiagCode::bad_subscript, given.range,
         fmt::format("{} subscripts for `{}`", subs.size(), checker.text(object.type)));
  else if (subs.size() < rank)
    leave();
  for (size_t axis = subs.size(); axis-- > 0 && !failed;)
    if (isFixed[axis] && fixed(object, *subs[axis], axis)) {
      subs.erase(subs.begin() + axis);
      named.erase(named.begin() + axis);
    }
  return !failed;
}

// The object at one place of an axis.
bool IndexWalk::fixed(Val &object, const Subscript &sub, size_t axis) {
  const Dim size = object.type->shape[axis];
  auto at = checker.position(*sub.value, size);
  if (!at) {
    fail();
    return false;
  }
  bool isKnown = at->dim && (at->dim->isConstant() || literalMinus(*sub.value));
  if (isKnown && !requireIndex(checker, *at->dim, size, sub.range)) {
    fail();
    return false;
  }
  if (!isKnown && !isInside(*sub.value, size))
    checker.emit<dl::CheckRangeOp>(sub.range, at->leaf(), checker.dimValue(size),
                                   std::string(checker.sources.text(sub.range)));
  Val part = partOf(object, axis, at->leaf(), Dim(1), sub.range);
  std::vector<Dim> shape = part.type->shape;
  shape.erase(shape.begin() + axis);
  TypeRef type = tensorType(object.type->element, shape);
  object = checker.make(type, {checker.emit<dl::ReshapeOp>(sub.range, checker.mlirType(type), part.leaf(),
                                                           checker.dynamicSizes(shape))});
  return true;
}

// `size` places of an axis, from `begin` on.
Val IndexWalk::partOf(const Val &object, size_t axis, Value begin, const Dim &size, SourceRange range) {
  std::vector<Dim> shape = object.type->shape;
  shape[axis] = size;
  llvm::SmallVector<Value> offsets(shape.size(), checker.intConstant(0).leaf()), sizes;
  offsets[axis] = begin;
  for (const Dim &dim : shape)
    sizes.push_back(checker.dimValue(dim));
  TypeRef type = tensorType(object.type->element, shape);
  llvm::SmallVector<int64_t> strides(shape.size(), 1);
  return checker.make(type, {checker.emit<dl::SliceOp>(range, checker.mlirType(type), object.leaf(), offsets,
                                                       sizes, strides)});
}

// An index whose range is written may read a part of an axis; then that part takes the tensor's place. False:
// the read needs a check of its own.
bool IndexWalk::namesAxis(int index, const Subscript &subscript, Val &object, size_t axis) {
  const Index &given = indices[index];
  const Dim size = object.type->shape[axis];
  if (given.step != Dim(1))
    return false;
  if (!given.isGiven || (given.begin == Dim(0) && *given.range == size))
    return true;
  Dim before = given.begin, after = size - given.begin - *given.range;
  bool isProved = checker.dims.isNeverNegative(before) && checker.dims.isNeverNegative(after);
  if (!isProved && guard)
    return false;
  if (before.isConstant() && after.isConstant() && !isProved && given.range->constant() > 0) {
    fail(DiagCode::bad_subscript, subscript.range,
         fmt::format("`{}` goes from `{}` to `{}`; the size of this axis is `{}`", given.name,
                     checker.text(before), checker.text(before + *given.range - Dim(1)), checker.text(size)));
    return false;
  }
  if (!isProved)
    checker.emit<dl::CheckRangeOp>(subscript.range, iota(index, subscript.range).value.leaf(),
                                   checker.dimValue(size), given.name);
  object = partOf(object, axis, checker.dimValue(given.begin), *given.range, subscript.range);
  return true;
}

Indexed IndexWalk::transposed(const Val &object, const std::vector<int> &direct, SourceRange range) {
  std::vector<int> axes = join({}, direct);
  llvm::SmallVector<int64_t> permutation;
  std::vector<Dim> shape;
  for (int index : axes) {
    permutation.push_back(std::find(direct.begin(), direct.end(), index) - direct.begin());
    shape.push_back(object.type->shape[permutation.back()]);
  }
  if (std::is_sorted(direct.begin(), direct.end()))
    return {object, axes};
  TypeRef type = tensorType(object.type->element, shape);
  return {checker.make(type, {checker.emit<dl::TransposeOp>(range, checker.mlirType(type), object.leaf(),
                                                            permutation)}),
          axes};
}

bool IndexWalk::isInside(const Expr &subscript, const Dim &size) {
  auto reach = reachOf(subscript, [&](const std::string &name) { return reachOfName(name); }, checker.dims);
  return reach && checker.dims.isNeverNegative(reach->low) &&
         checker.dims.isNeverNegative(size - Dim(1) - reach->high);
}

std::optional<Reach> IndexWalk::reachOfName(const std::string &name) {
  for (size_t k = indices.size(); k-- > 0;)
    if (indices[k].name == name && indices[k].range)
      return Reach{indices[k].begin, indices[k].last()};
  Binding *binding = checker.env->find(name);
  if (!binding || binding->isVar || !binding->value.dim)
    return std::nullopt;
  return Reach{*binding->value.dim, *binding->value.dim};
}

Indexed IndexWalk::gathered(const Val &object, const SubscriptExpr &given,
                            llvm::ArrayRef<const Subscript *> subs, const std::vector<int> &direct) {
  std::vector<int> axes;
  std::vector<Indexed> computed(direct.size());
  std::vector<bool> isProved(direct.size());
  for (size_t axis = 0; axis < direct.size(); ++axis) {
    if (direct[axis] >= 0) {
      axes = join(axes, {direct[axis]});
      continue;
    }
    const Expr &subscript = *subs[axis]->value;
    const Dim &size = object.type->shape[axis];
    auto fromEnd = literalMinus(subscript) ? checker.position(subscript, size) : std::nullopt;
    computed[axis] = fromEnd ? Indexed{*fromEnd, {}} : walk(subscript);
    if (failed)
      return fail();
    Val &at = computed[axis].value;
    at = checker.settle(at, subscript.range);
    if (!at.type->element.isInteger(64))
      return fail(DiagCode::bad_subscript, subs[axis]->range,
                  fmt::format("the subscript is `{}`; expected `int`", checker.text(at.type)));
    isProved[axis] = isInside(subscript, size);
    if (!given.pad && !isProved[axis])
      computed[axis] = masked(computed[axis], 0, given.range);
    axes = join(axes, computed[axis].axes);
  }
  if (axes.empty())
    return {checker.subscript(given), {}};
  llvm::SmallVector<int64_t> from;
  llvm::SmallVector<Value> at;
  std::optional<Indexed> inside;
  for (size_t axis = 0; axis < direct.size(); ++axis) {
    if (direct[axis] >= 0) {
      from.push_back(std::find(axes.begin(), axes.end(), direct[axis]) - axes.begin());
      continue;
    }
    from.push_back(-1);
    const Dim &size = object.type->shape[axis];
    if (given.pad && !isProved[axis])
      computed[axis] = clamped(computed[axis], size, inside, given.range);
    else if (!isProved[axis])
      checker.emit<dl::CheckRangeOp>(subs[axis]->range, computed[axis].value.leaf(), checker.dimValue(size),
                                     std::string(checker.sources.text(subs[axis]->range)));
    at.push_back(over(computed[axis], axes, given.range).value.leaf());
  }
  TypeRef type = tensorType(object.type->element, shapeOver(axes));
  Indexed result{checker.make(type, {checker.emit<dl::GatherOp>(given.range, checker.mlirType(type),
                                                                object.leaf(), at, from)}),
                 axes};
  if (!inside)
    return result;
  Indexed pad = walk(*given.pad);
  std::vector<Indexed> parts = {*inside, result, pad};
  if (failed || !checker.agree(parts[1].value, parts[2].value, given.range, nullptr))
    return fail();
  return combine(parts, given.range, [&] {
    return checker.selectValues(parts[0].value, parts[1].value, parts[2].value, given.range);
  });
}

// An index brought inside, and whether it was: a read with a pad never fails.
Indexed IndexWalk::clamped(const Indexed &at, const Dim &size, std::optional<Indexed> &inside,
                           SourceRange range) {
  Val zero = checker.intConstant(0), end = checker.scalar(checker.dimValue(size));
  auto test = [&](dl::CompareKind kind, const Val &bound) {
    Val spread = checker.broadcastTo(bound, at.value.type->shape, range, "");
    TypeRef flags = tensorType(checker.builder.getI1Type(), at.value.type->shape);
    return checker.make(flags, {checker.emit<dl::CompareOp>(range, checker.mlirType(flags), kind,
                                                            at.value.leaf(), spread.leaf())});
  };
  Val low = test(dl::CompareKind::Ge, zero), high = test(dl::CompareKind::Lt, end);
  Indexed ok{
      checker.make(low.type, {checker.emit<dl::BinaryOp>(range, low.leaf().getType(), dl::BinaryKind::And,
                                                         low.leaf(), high.leaf())}),
      at.axes};
  Indexed safe{checker.selectValues(ok.value, at.value, zero, range), at.axes};
  if (inside) {
    std::vector<Indexed> both = {*inside, ok};
    align(both, range);
    Value all = checker.emit<dl::BinaryOp>(range, both[0].value.leaf().getType(), dl::BinaryKind::And,
                                           both[0].value.leaf(), both[1].value.leaf());
    ok = {checker.make(both[0].value.type, {all}), both[0].axes};
  }
  inside = ok;
  return safe;
}

} // namespace dual::check
