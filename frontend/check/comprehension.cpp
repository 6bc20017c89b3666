// `[f(t) for t in 0..n]`: a tensor of what the body gives at every turn.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// A range goes upwards.
void Checker::requireStep(const Val &step, SourceRange range) {
  Value positive = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Gt, step.leaf(),
                                       intConstant(0).leaf());
  emit<dl::CheckOp>(range, positive, "the step of the range is {0}; it must be at least 1", "VALUE",
                    mlir::ValueRange{step.leaf()});
}

std::optional<Turns> Checker::turnsOf(const Expr &iterable) {
  Turns turns;
  auto *range = iterable.as<RangeExpr>();
  if (!range) {
    Val over = settle(expr(iterable), iterable.range);
    if (over.isError())
      return std::nullopt;
    if (over.rows || !over.type->isTensor() || over.type->shape.empty()) {
      error(DiagCode::type_mismatch, iterable.range,
            fmt::format("a comprehension takes a range or a tensor; this is `{}`", text(over.type)));
      return std::nullopt;
    }
    turns.count = over.type->shape.front();
    turns.rows = over;
    return turns;
  }
  TypeRef i64 = tensorType(builder.getI64Type());
  Val ends[3];
  const Expr *given[3] = {range->begin.get(), range->end.get(), range->step.get()};
  for (int k : {0, 1, 2}) {
    ends[k] = given[k] ? coerce(expr(*given[k], i64), i64, given[k]->range, "the end of the range")
                       : intConstant(1);
    if (ends[k].isError())
      return std::nullopt;
  }
  turns.begin = ends[0].leaf();
  turns.step = ends[2].leaf();
  turns.count = dimOf(ends[1], given[1]->range) - dimOf(ends[0], given[0]->range);
  if (given[2]) {
    requireStep(ends[2], given[2]->range);
    Dim step = dimOf(ends[2], given[2]->range);
    turns.count = dims.quotient(turns.count + step - Dim(1), step);
  }
  return requireSize(turns.count, iterable.range) ? std::optional(turns) : std::nullopt;
}

Val Checker::comprehension(const ComprehensionExpr &given, const TypeRef &expected) {
  if (given.condition)
    return notBuilt(given.condition->range, "`if` in a comprehension");
  auto turns = turnsOf(*given.iterable);
  if (!turns)
    return make(errorType(), {});
  TypeRef inner = expected && expected->isTensor() && !expected->shape.empty()
                      ? tensorType(expected->element, {expected->shape.begin() + 1, expected->shape.end()})
                      : nullptr;
  std::set<std::string> names;
  collectStores(*given.element, names);
  std::vector<Binding *> variables = carried(names);
  llvm::SmallVector<Value> before = leavesOfAll(variables);
  Value zero = intConstant(0).leaf(), count = dimValue(turns->count), one = intConstant(1).leaf();
  auto knownSizes = frame.dimValues;
  // A draft without the result, whose type is known only after the walk.
  auto draft = mlir::scf::ForOp::create(builder, loc(given.range), zero, count, one, before);
  mlir::Block *body = draft.getBody();
  if (!body->empty())
    body->back().erase();
  Value at = draft.getInductionVar();
  Val element;
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(body);
    setLeaves(variables, draft.getRegionIterArgs());
    enter();
    Value index = turns->rows
                      ? at
                      : emit<dl::BinaryOp>(given.range, at.getType(), dl::BinaryKind::Mul, at, turns->step);
    bindPattern(*given.pattern,
                turns->rows ? elementAt(*turns->rows, at, given.range)
                            : scalar(emit<dl::BinaryOp>(given.range, at.getType(), dl::BinaryKind::Add,
                                                        turns->begin, index)),
                false);
    element = settle(expr(*given.element, inner), given.element->range);
    if (inner)
      element = coerce(element, inner, given.element->range, "the element");
    leave();
  }
  bool fits = element.type && element.type->isTensor() && !element.fn;
  if (!element.isError() && !fits)
    notBuilt(given.element->range, "a comprehension of anything but numbers and tensors");
  for (const Dim &dim : fits ? element.type->shape : std::vector<Dim>())
    for (int id : dims.symbolsIn(dim))
      if (fits && frame.dimValues.count(id) && !knownSizes.count(id)) {
        error(
            DiagCode::cannot_infer, given.element->range,
            fmt::format("each element has a size of its own: `{}`; expected one shape", text(element.type)));
        fits = false;
      }
  if (!fits) {
    setLeaves(variables, before);
    draft.erase();
    return make(errorType(), {});
  }
  std::vector<Dim> row = element.type->shape, shape = row;
  row.insert(row.begin(), Dim(1));
  shape.insert(shape.begin(), turns->count);
  TypeRef type = tensorType(element.type->element, shape);
  llvm::SmallVector<Value> changed = leavesOfAll(variables), initial = before;
  initial.push_back(zeroOf(type).leaf());
  auto loop = mlir::scf::ForOp::create(builder, loc(given.range), zero, count, one, initial);
  loop.getRegion().takeBody(draft.getRegion());
  draft.erase();
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    Value filled = body->addArgument(mlirType(type), loc(given.range));
    builder.setInsertionPointToEnd(body);
    Value x = emit<dl::ReshapeOp>(given.range, mlirType(tensorType(type->element, row)), element.leaf(),
                                  dynamicSizes(row));
    llvm::SmallVector<Value> offsets(row.size(), zero);
    offsets.front() = at;
    llvm::SmallVector<int64_t> strides(row.size(), 1);
    changed.push_back(emit<dl::InsertOp>(given.range, filled.getType(), x, filled, offsets, strides));
    mlir::scf::YieldOp::create(builder, loc(given.range), changed);
  }
  setLeaves(variables, loop.getResults().drop_back());
  return make(type, {loop.getResults().back()});
}

} // namespace dual::check
