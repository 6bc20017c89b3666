#include "frontend/check/index_loops.h"
#include "frontend/check/fold.h"
#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// The index is a name of the body from here on, and its bounds are known.
void IndexLoops::openLoop(const Index &index) {
  Value from = checker.dimValue(index.begin), to = checker.dimValue(index.last() + Dim(1));
  Val at = checker.scalar(nest.open(from, to, checker.dimValue(index.step)));
  at.dim = checker.dims.index(index.name, index.where, index.begin, index.last());
  checker.frame.dimValues[at.dim->bareAtom()] = at.leaf();
  checker.env->names[index.name] = {at, false, index.where};
}

void IndexLoops::leave() {
  checker.leave();
  checker.frame.dimValues = known;
}

Val IndexLoops::drop() {
  leave();
  nest.drop();
  return checker.make(errorType(), {});
}

// Elements of one shape make a tensor.
bool IndexLoops::hasOwnSize(const Val &element, SourceRange place) {
  for (const Dim &dim : element.type->shape)
    for (int id : checker.dims.symbolsIn(dim))
      if (checker.frame.dimValues.count(id) && !known.count(id)) {
        checker.error(DiagCode::cannot_infer, place,
                      fmt::format("each element has a size of its own: `{}`; expected one shape",
                                  checker.text(element.type)));
        return true;
      }
  return false;
}

Val IndexLoops::define(llvm::ArrayRef<Binder> binders, const Expr &body) {
  IndexWalk names{checker};
  if (names.open(binders, {&body}))
    return filled(names.indices, body);
  for (const Binder &binder : binders)
    if (names.wantsLoops && binder.range && names.depends(*binder.range))
      return checker.error(
          DiagCode::bad_index, binder.range->range,
          fmt::format("the range of `{}` depends on another index; in a definition it cannot",
                      binder.name.text));
  return checker.make(errorType(), {});
}

// One element after the other, in row-major order.
Val IndexLoops::filled(llvm::ArrayRef<Index> indices, const Expr &body) {
  known = checker.frame.dimValues;
  checker.enter();
  for (const Index &index : indices)
    openLoop(index);
  Val element = checker.settle(checker.expr(body), body.range);
  bool fits = !element.isError() && element.type->isTensor();
  if (!fits && (!element.isError() || element.fn))
    checker.error(
        DiagCode::type_mismatch, body.range,
        fmt::format("the element is `{}`; expected a number or a tensor", checker.text(element.type)));
  if (!fits || hasOwnSize(element, body.range))
    return drop();
  leave();
  std::vector<Dim> shape, box(indices.size(), Dim(1));
  for (const Index &index : indices)
    shape.push_back(*index.range);
  shape.insert(shape.end(), element.type->shape.begin(), element.type->shape.end());
  box.insert(box.end(), element.type->shape.begin(), element.type->shape.end());
  TypeRef type = tensorType(element.type->element, shape);
  auto results = nest.close(
      [&] { return LoopNest::Carried{checker.zeroOf(type).leaf()}; },
      [&](mlir::ValueRange carried) {
        Value x = checker.emit<dl::ReshapeOp>(range, checker.mlirType(tensorType(type->element, box)),
                                              nest.closed(element.leaf()), checker.dynamicSizes(box));
        llvm::SmallVector<Value> offsets(box.size(), checker.intConstant(0).leaf());
        for (size_t k = 0; k < indices.size(); ++k) {
          offsets[k] = nest.index(k);
          auto with = [&](dl::BinaryKind kind, const Dim &dim) {
            offsets[k] = checker.emit<dl::BinaryOp>(range, offsets[k].getType(), kind, offsets[k],
                                                    checker.dimValue(dim));
          };
          if (indices[k].begin != Dim(0))
            with(dl::BinaryKind::Sub, indices[k].begin);
          if (indices[k].step != Dim(1))
            with(dl::BinaryKind::Div, indices[k].step);
        }
        llvm::SmallVector<int64_t> strides(box.size(), 1);
        return LoopNest::Carried{
            checker.emit<dl::InsertOp>(range, carried[0].getType(), x, carried[0], offsets, strides)};
      });
  return checker.make(type, results);
}

Val IndexLoops::padded(Checker &checker, const Val &object, const SubscriptExpr &given,
                       llvm::function_ref<Val()> read) {
  std::optional<Val> inside;
  bool isOutside = false;
  for (size_t axis = 0; axis < given.subscripts.size(); ++axis) {
    const Subscript &sub = given.subscripts[axis];
    if (sub.kind != Subscript::Kind::index || axis >= object.type->shape.size())
      return checker.error(DiagCode::bad_subscript, sub.range, "`else` stands after one index for each axis");
    const Dim &size = object.type->shape[axis];
    auto at = checker.position(*sub.value, size);
    if (!at)
      return checker.make(errorType(), {});
    Dim low = at->dim.value_or(Dim(-1)), high = size - Dim(1) - low;
    isOutside |=
        at->dim && ((low.isConstant() && low.constant() < 0) || (high.isConstant() && high.constant() < 0));
    if (at->dim && checker.dims.isNeverNegative(low) && checker.dims.isNeverNegative(high))
      continue;
    auto test = [&](dl::CompareKind kind, Value bound) {
      Val holds = checker.scalar(
          checker.emit<dl::CompareOp>(sub.range, checker.builder.getI1Type(), kind, at->leaf(), bound));
      inside = inside ? checker.bothHold(*inside, holds, sub.range) : holds;
    };
    test(dl::CompareKind::Ge, checker.intConstant(0).leaf());
    test(dl::CompareKind::Lt, checker.dimValue(size));
  }
  auto other = [&] { return checker.expr(*given.pad, tensorType(object.type->element)); };
  if (isOutside || !inside)
    return isOutside ? other() : read();
  return checker.branches(inside->leaf(), read, other, {}, nullptr, given.range);
}

// ---- reductions

static bool readsOwn(llvm::ArrayRef<Binder> binders) {
  std::set<std::string> names, used;
  for (const Binder &binder : binders) {
    names.insert(binder.name.text);
    if (binder.range)
      collectNames(*binder.range, used);
  }
  return llvm::any_of(names, [&](const std::string &name) { return used.count(name) != 0; });
}

// Sums of floats that have no order of their own go through a tensor of the elements, since they have lanes.
Val IndexLoops::reduce(const ReductionExpr &given) {
  std::vector<const Expr *> bodies = {given.body.get()};
  if (given.filter)
    bodies.push_back(given.filter.get());
  IndexWalk names{checker};
  bool isNested = readsOwn(given.binders);
  if (isNested ? !names.declare(given.binders, bodies) || !names.inferAll(bodies, 0)
               : !names.open(given.binders, bodies))
    return checker.make(errorType(), {});
  bool isInOrder = llvm::any_of(names.indices, [](const Index &index) { return index.isInOrder; });
  if (isNested || isInOrder || given.filter || productOf(given))
    return folded(given, names);
  Val all = filled(names.indices, *given.body);
  if (all.isError())
    return all;
  std::vector<int64_t> axes;
  for (size_t k = 0; k < names.indices.size(); ++k)
    axes.push_back(k);
  bool isPosition = given.op == ReductionOp::argmax || given.op == ReductionOp::argmin;
  if (isPosition && all.type->shape.size() > axes.size())
    return checker.error(
        DiagCode::type_mismatch, given.body->range,
        fmt::format("`{}` of tensors: the element is `{}`; expected a number", spelling(given.op),
                    checker.text(tensorType(
                        all.type->element, {all.type->shape.begin() + axes.size(), all.type->shape.end()}))));
  Val result = checker.reduce(given.op, all, axes, false, range);
  return isPosition && !result.isError() ? placeOf(checker, result.leaf(), names.indices, range) : result;
}

// The loops of a reduction; a range may read the indices before it.
bool IndexLoops::openLoops(llvm::ArrayRef<Binder> binders, IndexWalk &names) {
  size_t next = 0;
  for (const Binder &binder : binders) {
    size_t count = binder.isPack ? names.packs[binder.name.text] : 1;
    IndexWalk own{checker};
    if (binder.range && !names.indices[next].range && !own.giveRange(names.indices[next], *binder.range))
      return false;
    for (size_t k = 0; k < count; ++k)
      openLoop(names.indices[next++]);
  }
  return true;
}

bool IndexLoops::openFilter(const Expr &filter) {
  Val holds = checker.condition(filter);
  if (!holds.isError())
    nest.openIf(holds.leaf());
  return !holds.isError();
}

// One, or the two factors of a product, of one shape.
std::optional<std::vector<Val>> IndexLoops::elementsOf(const ReductionExpr &given) {
  auto one = [&](const Expr &expr) { return checker.expr(expr); };
  std::vector<Val> elements;
  if (const BinaryExpr *product = productOf(given)) {
    elements = {one(*product->lhs), one(*product->rhs)};
    if (!checker.agree(elements[0], elements[1], product->range, nullptr) ||
        !checker.broadcastTogether(elements[0], elements[1], product->range))
      return std::nullopt;
  } else {
    elements = {checker.settle(one(*given.body), given.body->range)};
  }
  const Val &first = elements.front();
  if (first.isError())
    return std::nullopt;
  bool isBool = first.type->isTensor() && first.type->element.isInteger(1);
  bool isPosition = given.op == ReductionOp::argmax || given.op == ReductionOp::argmin;
  if (!first.type->isTensor() || (isPosition && !first.type->isScalar()) ||
      !appliesTo(given.op, first.type->element) || (isBool && elements.size() == 2)) {
    checker.error(DiagCode::type_mismatch, given.range,
                  fmt::format("`{}` does not apply to `{}`", spelling(given.op), checker.text(first.type)));
    return std::nullopt;
  }
  return hasOwnSize(first, given.body->range) ? std::nullopt : std::optional(elements);
}

Val IndexLoops::folded(const ReductionExpr &given, IndexWalk &names) {
  known = checker.frame.dimValues;
  checker.enter();
  if (!openLoops(given.binders, names) || (given.filter && !openFilter(*given.filter)))
    return drop();
  auto elements = elementsOf(given);
  if (!elements)
    return drop();
  leave();
  Fold fold(checker, given.op, elements->front().type, names.indices.size(), elements->size() == 2, range);
  auto results = nest.close([&] { return fold.initial(); },
                            [&](mlir::ValueRange carried) {
                              llvm::SmallVector<Value> values, at;
                              for (const Val &element : *elements)
                                values.push_back(nest.closed(element.leaf()));
                              for (size_t k = 0; k < names.indices.size(); ++k)
                                at.push_back(nest.index(k));
                              return fold.next(carried, values, at);
                            });
  return fold.result(results);
}

} // namespace dual::check
