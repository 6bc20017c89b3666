// `[f(t) for t in 0..n]`: what the body gives at every turn, as a tensor or a list.
#include "frontend/check/control.h"
#include "frontend/check/list.h"

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

// A range that runs backwards has no turns, as in a `for`.
Dim Emitter::atLeastNone(const Dim &count, SourceRange range) {
  if (count.isConstant())
    return Dim(std::max<int64_t>(count.constant(), 0));
  if (isProvedNotNegative(count))
    return count;
  Value turns = emit<dl::BinaryOp>(range, builder.getI64Type(), dl::BinaryKind::Max, dimValue(count),
                                   intConstant(0).leaf());
  return freshDim("?", turns, range);
}

std::optional<Turns> Checker::turnsOf(const Expr &iterable) {
  Turns turns;
  auto *range = iterable.as<RangeExpr>();
  if (!range) {
    Val over = settle(expr(iterable), iterable.range);
    if (over.isError())
      return std::nullopt;
    over = listed(over, iterable.range);
    bool isList = over.type->kind == Type::Kind::list;
    if (!isList && (!over.type->isTensor() || over.type->shape.empty())) {
      error(DiagCode::type_mismatch, iterable.range,
            fmt::format("a comprehension takes a range, a tensor or a list; this is `{}`", text(over.type)));
      return std::nullopt;
    }
    turns.count = isList ? freshDim("?", over.leaf(), iterable.range) : over.type->shape.front();
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
  turns.count = atLeastNone(turns.count, iterable.range);
  return turns;
}

// What the walk of a comprehension's body finds. The body writes itself into a loop without a result first,
// since what the result is, only the element says.
struct Checker::Turning {
  mlir::scf::ForOp loop;
  mlir::Block *body = nullptr;
  TypeRef dtype; // of bare numbers, where only that is asked for
  Val element;
  Val list; // what is there at the start of a turn: arguments of the body
  Val more; // with the element of this turn
};

// The type of elements outside of the loop: sizes that are made inside are not known there.
TypeRef Emitter::typeOutside(const TypeRef &type, const std::map<int, Value> &known) {
  return mapDims(type, [&](const Dim &dim) {
    if (dim.isUnknown())
      return dim;
    bool isInside = llvm::any_of(dims.symbolsIn(dim),
                                 [&](int id) { return frame.dimValues.count(id) && !known.count(id); });
    return isInside ? Dim::unknown() : dim;
  });
}

// The element goes to the end of a list, which is carried from turn to turn.
Val Checker::pushedElement(Turning &turn, const TypeRef &element, SourceRange range) {
  Val fitting = coerce(turn.element, element, range, "the element");
  if (fitting.isError())
    return fitting;
  turn.list = make(listType(*builder.getContext(), element), {});
  for (const Leaf &leaf : leavesOf(turn.list.type))
    turn.list.leaves.push_back(turn.body->addArgument(mlirType(leaf.type), loc(range)));
  return Lists(*this, range).pushed(turn.list, fitting);
}

// One turn: the element, and if there is a condition or a list is asked for, the list with it.
void Checker::walkTurn(const ComprehensionExpr &given, const Turns &turns, const TypeRef &inner,
                       bool wantsList, Turning &turn) {
  SourceRange range = given.element->range;
  auto known = frame.dimValues;
  Value at = turn.loop.getInductionVar();
  if (turns.rows && turns.rows->type->kind == Type::Kind::list) {
    bindPattern(*given.pattern, Lists(*this, given.range).element(*turns.rows, at), false);
  } else if (turns.rows) {
    bindPattern(*given.pattern, elementAt(*turns.rows, at, given.range), false);
  } else {
    Value far = emit<dl::BinaryOp>(given.range, at.getType(), dl::BinaryKind::Mul, at, turns.step);
    bindPattern(*given.pattern,
                scalar(emit<dl::BinaryOp>(given.range, at.getType(), dl::BinaryKind::Add, turns.begin, far)),
                false);
  }
  // A bare number has the dtype that the place asks for.
  auto own = [&]() -> Val {
    Val element = expr(*given.element, turn.dtype);
    bool isNumber = element.literal && turn.dtype;
    if (isNumber && (!element.literal->isFloat || mlir::isa<mlir::FloatType>(turn.dtype->element)))
      return coerce(element, turn.dtype, range, "the element");
    return element.fn || element.parts ? value(*given.element) : settle(element, range);
  };
  auto walk = [&] {
    turn.element = inner ? coerce(expr(*given.element, inner), inner, range, "the element") : own();
    bool isTensor = !turn.element.isError() && turn.element.type->isTensor();
    TypeRef outside = turn.element.isError() ? nullptr
                      : inner                ? inner
                                             : typeOutside(turn.element.type, known);
    if (outside && (wantsList || given.condition || !isTensor || holdsUnknown(outside)))
      turn.more = pushedElement(turn, outside, range);
    return turn.more;
  };
  if (!given.condition) {
    walk();
    return;
  }
  Val holds = condition(*given.condition);
  std::set<std::string> names;
  collectStores(*given.element, names);
  turn.more = holds.isError()
                  ? make(errorType(), {})
                  : branches(holds.leaf(), walk, [&] { return turn.list; }, names, nullptr, range);
  turn.element = turn.more.isError() ? turn.more : turn.element;
}

// The rows of the tensor are filled in turn after turn.
Val Checker::insertedElement(Turning &turn, const TypeRef &type, SourceRange range) {
  std::vector<Dim> row = type->shape;
  row.front() = 1;
  Value filled = turn.body->addArgument(mlirType(type), loc(range));
  Value x = emit<dl::ReshapeOp>(range, mlirType(tensorType(type->element, row)), turn.element.leaf(),
                                dynamicSizes(row));
  llvm::SmallVector<Value> offsets(row.size(), intConstant(0).leaf());
  offsets.front() = turn.loop.getInductionVar();
  llvm::SmallVector<int64_t> strides(row.size(), 1);
  return make(type, {emit<dl::InsertOp>(range, filled.getType(), x, filled, offsets, strides)});
}

Val Checker::comprehension(const ComprehensionExpr &given, const TypeRef &expected) {
  auto turns = turnsOf(*given.iterable);
  if (!turns)
    return make(errorType(), {});
  bool wantsList = expected && expected->kind == Type::Kind::list;
  TypeRef inner = wantsList ? expected->inner : nullptr;
  if (expected && expected->isTensor() && !expected->shape.empty())
    inner = tensorType(expected->element, {expected->shape.begin() + 1, expected->shape.end()});
  std::set<std::string> names;
  collectStores(given, names);
  std::vector<Binding *> variables = carried(names);
  llvm::SmallVector<Value> before = leavesOfAll(variables);
  Value zero = intConstant(0).leaf(), count = dimValue(turns->count), one = intConstant(1).leaf();
  Turning turn;
  if (expected && expected->isTensor() && expected->shape.empty())
    turn.dtype = expected;
  turn.loop = mlir::scf::ForOp::create(builder, loc(given.range), zero, count, one, before);
  turn.body = turn.loop.getBody();
  if (!turn.body->empty())
    turn.body->back().erase();
  llvm::SmallVector<Value> changed;
  bool isTensor = false;
  TypeRef type;
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(turn.body);
    setLeaves(variables, turn.loop.getRegionIterArgs());
    enter();
    walkTurn(given, *turns, inner, wantsList, turn);
    leave();
    changed = leavesOfAll(variables);
    isTensor = !turn.element.isError() && !turn.more.type;
    type = isTensor ? withRows(turn.element.type, turns->count) : turn.more.type;
    if (isTensor)
      turn.more = insertedElement(turn, type, given.range);
    changed.append(turn.more.leaves);
    if (!turn.element.isError() && !turn.more.isError())
      mlir::scf::YieldOp::create(builder, loc(given.range), changed);
  }
  if (turn.element.isError() || turn.more.isError()) {
    setLeaves(variables, before);
    turn.loop.erase();
    return make(errorType(), {});
  }
  llvm::SmallVector<Value> initial = before;
  initial.append(isTensor ? zeroOf(type).leaves : Lists(*this, given.range).empty(type).leaves);
  auto loop = mlir::scf::ForOp::create(builder, loc(given.range), zero, count, one, initial);
  loop.getRegion().takeBody(turn.loop.getRegion());
  turn.loop.erase();
  setLeaves(variables, loop.getResults().take_front(before.size()));
  Val result = make(type, llvm::SmallVector<Value>(loop.getResults().drop_front(before.size())));
  bool isFlat = !isTensor && !wantsList && type->inner->isTensor() && !holdsUnknown(type->inner);
  return isFlat ? Lists(*this, given.range).asTensor(result) : result;
}

} // namespace dual::check
