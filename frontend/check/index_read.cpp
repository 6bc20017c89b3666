// Reads `x[i, e, j]`: plain indices name axes, anything else is an index tensor.
#include "frontend/check/index.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// x[i, e, j]: plain indices name axes; anything else is an index tensor.
Indexed IndexWalk::read(const SubscriptExpr &given) {
  Val object = checker.expr(*given.object);
  if (object.isError() || !object.type->isTensor())
    return fail();
  size_t rank = object.type->shape.size();
  if (given.subscripts.size() != rank)
    return fail(DiagCode::bad_subscript, given.range,
                fmt::format("{} subscripts for `{}`", given.subscripts.size(), checker.text(object.type)));
  std::vector<int> direct(rank, -1);
  std::set<int> seen;
  bool plain = !given.pad;
  for (size_t axis = 0; axis < rank; ++axis) {
    if (!given.subscripts[axis].value)
      return fail(DiagCode::not_built_yet, given.subscripts[axis].range,
                  "a slice in index notation is not built yet");
    int index = find(*given.subscripts[axis].value);
    if (index >= 0 && !given.pad && seen.insert(index).second)
      direct[axis] = index;
    else
      plain = false;
    if (direct[axis] >= 0 &&
        !checker.requireEqual(*indices[index].range, object.type->shape[axis], given.subscripts[axis].range,
                              fmt::format("the range of `{}`", indices[index].name)))
      return fail();
  }
  return plain ? transposed(object, direct, given.range) : gathered(object, given, direct);
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
    if (indices[k].name == name)
      return Reach{Dim(0), *indices[k].range - Dim(1)};
  Binding *binding = checker.env->find(name);
  if (!binding || binding->isVar || !binding->value.dim)
    return std::nullopt;
  return Reach{*binding->value.dim, *binding->value.dim};
}

Indexed IndexWalk::gathered(const Val &object, const SubscriptExpr &given, const std::vector<int> &direct) {
  std::vector<int> axes;
  std::vector<Indexed> computed(direct.size());
  for (size_t axis = 0; axis < direct.size(); ++axis) {
    if (direct[axis] >= 0) {
      axes = join(axes, {direct[axis]});
      continue;
    }
    computed[axis] = walk(*given.subscripts[axis].value);
    if (failed)
      return fail();
    Val &at = computed[axis].value;
    at = checker.settle(at, given.subscripts[axis].range);
    if (!given.pad && !isInside(*given.subscripts[axis].value, object.type->shape[axis]))
      computed[axis] = masked(computed[axis], 0, given.range);
    if (!at.type->element.isInteger(64))
      return fail(DiagCode::bad_subscript, given.subscripts[axis].range,
                  fmt::format("the subscript is `{}`; expected `int`", checker.text(at.type)));
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
    if (given.pad)
      computed[axis] = clamped(computed[axis], size, inside, given.range);
    else if (!isInside(*given.subscripts[axis].value, size))
      checker.emit<dl::CheckRangeOp>(given.subscripts[axis].range, computed[axis].value.leaf(),
                                     checker.dimValue(size),
                                     std::string(checker.sources.text(given.subscripts[axis].range)));
    at.push_back(over(computed[axis], axes, given.range).value.leaf());
  }
  TypeRef type = tensorType(object.type->element, shapeOver(axes));
  Indexed result{checker.make(type, {checker.emit<dl::GatherOp>(given.range, checker.mlirType(type),
                                                                object.leaf(), at, from)}),
                 axes};
  if (!given.pad)
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
