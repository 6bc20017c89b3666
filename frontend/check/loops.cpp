// Loops, with early exits or without, as structured control flow.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/gradient.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"
#include "mlir/dl/Endless.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// How the function is left so far: what regions inside a loop without `return` make of it does not leave that
// loop.
static std::vector<std::pair<Binding *, Val>> exitState(Env &env) {
  std::vector<std::pair<Binding *, Val>> state;
  for (const char *name : {"%exit", "%result"})
    if (Binding *binding = env.find(name))
      state.emplace_back(binding, binding->value);
  return state;
}

static void restore(const std::vector<std::pair<Binding *, Val>> &state) {
  for (auto &[binding, value] : state)
    binding->value = value;
}

// A loop over begin, begin + step, ... while it is below end.
void Checker::countedLoop(const Stmt &stmt, const Block &body, Value begin, Value end, Value step,
                          llvm::function_ref<void(Value)> bindLoopVariable) {
  if (mayExit(body))
    return exitableLoop(
        stmt.range, body, begin,
        [&](Value at) -> Value {
          return emit<dl::CompareOp>(stmt.range, builder.getI1Type(), dl::CompareKind::Lt, at, end);
        },
        step, bindLoopVariable);
  std::set<std::string> names;
  collectStores(body, names);
  std::vector<Binding *> variables = carried(names);
  auto before = exitState(*env);
  auto loop = mlir::scf::ForOp::create(builder, loc(stmt.range), begin, end, step, leavesOfAll(variables));
  mlir::OpBuilder::InsertionGuard guard(builder);
  mlir::Block *inside = loop.getBody();
  if (!inside->empty())
    inside->back().erase();
  builder.setInsertionPointToStart(inside);
  setLeaves(variables, loop.getRegionIterArgs());
  enter();
  bindLoopVariable(loop.getInductionVar());
  ++frame.loops;
  block(body, nullptr, false);
  --frame.loops;
  leave();
  mlir::scf::YieldOp::create(builder, loc(stmt.range), leavesOfAll(variables));
  setLeaves(variables, loop.getResults());
  restore(before);
}

// A loop that `break`, `continue` or `return` may leave: `more` says whether another turn starts.
void Checker::exitableLoop(SourceRange range, const Block &body, Value begin,
                           llvm::function_ref<Value(Value)> more, Value step,
                           llvm::function_ref<void(Value)> bindLoopVariable) {
  enter();
  // Without `return` the flag is the loop's own: the function's would change where regions around do not
  // carry it.
  bool returns = mayReturn(body);
  if (!env->find("%exit") || !returns)
    env->names["%exit"] = {intConstant(0), true, {}};
  std::set<std::string> names = returns ? exitNames() : std::set<std::string>{"%exit"};
  collectStores(body, names);
  std::vector<Binding *> variables = carried(names);
  llvm::SmallVector<Value> initial = leavesOfAll(variables);
  bool counts = static_cast<bool>(begin);
  if (counts)
    initial.push_back(begin);
  llvm::SmallVector<mlir::Type> types;
  for (Value leaf : initial)
    types.push_back(leaf.getType());
  auto loop = mlir::scf::WhileOp::create(builder, loc(range), types, initial);
  if (counts)
    loop->setAttr(dl::endsAttr, builder.getUnitAttr());
  llvm::SmallVector<mlir::Location> locations(types.size(), loc(range));
  mlir::Block *before = builder.createBlock(&loop.getBefore(), {}, types, locations);
  setLeaves(variables, before->getArguments());
  Value at = counts ? Value(before->getArguments().back()) : Value();
  Value running = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Eq,
                                      env->find("%exit")->value.leaf(), intConstant(0).leaf());
  Val go = branches(
      running, [&] { return scalar(more(at)); }, [&] { return boolConstant(false); }, {},
      tensorType(builder.getI1Type()), range);
  mlir::scf::ConditionOp::create(builder, loc(range), go.leaf(), before->getArguments());
  mlir::Block *after = builder.createBlock(&loop.getAfter(), {}, types, locations);
  setLeaves(variables, after->getArguments());
  at = counts ? Value(after->getArguments().back()) : Value();
  enter();
  if (bindLoopVariable)
    bindLoopVariable(at);
  ++frame.loops;
  block(body, nullptr, false);
  --frame.loops;
  leave();
  clearExit(2, range);
  llvm::SmallVector<Value> next = leavesOfAll(variables);
  if (counts)
    next.push_back(emit<dl::BinaryOp>(range, at.getType(), dl::BinaryKind::Add, at, step));
  mlir::scf::YieldOp::create(builder, loc(range), next);
  builder.setInsertionPointAfter(loop);
  setLeaves(variables, loop.getResults());
  clearExit(1, range);
  leave();
}

// `continue` (2) and `break` (1) end at their loop; `return` (3) goes on outwards.
void Emitter::clearExit(int64_t which, SourceRange range) {
  Val &exit = env->find("%exit")->value;
  Value is = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Eq, exit.leaf(),
                                 intConstant(which).leaf());
  exit.leaves[0] = emit<dl::SelectOp>(range, exit.leaf().getType(), is, intConstant(0).leaf(), exit.leaf());
}

void Checker::whileStmt(const WhileStmt &stmt) {
  bool failed = false;
  exitableLoop(
      stmt.range, *stmt.body, Value(),
      [&](Value) -> Value {
        Val decision = condition(*stmt.condition);
        failed = decision.isError();
        return failed ? boolConstant(false).leaf() : decision.leaf();
      },
      Value(), nullptr);
}

void Checker::forStmt(const ForStmt &stmt) {
  if (auto *range = stmt.iterable->as<RangeExpr>())
    return forRange(stmt, *range);
  Val over = settle(expr(*stmt.iterable), stmt.iterable->range);
  if (over.isError())
    return;
  if (over.rows)
    return forRows(stmt, over);
  if (over.type->isTensor() && !over.type->shape.empty())
    return forTensor(stmt, over);
  if (over.type->kind == Type::Kind::list)
    return forList(stmt, over);
  const Type &whole = structureOf(over.type);
  if (whole.kind == Type::Kind::tuple && !whole.members.empty())
    return forTuple(stmt, over);
  error(DiagCode::type_mismatch, stmt.iterable->range,
        fmt::format("`for` takes a range, a tensor or a list; this is `{}`", text(over.type)));
}

void Checker::forRange(const ForStmt &stmt, const RangeExpr &range) {
  Val ends[3];
  const Expr *given[3] = {range.begin.get(), range.end.get(), range.step.get()};
  TypeRef i64 = tensorType(builder.getI64Type());
  for (int k : {0, 1, 2}) {
    ends[k] = given[k] ? coerce(expr(*given[k], i64), i64, given[k]->range, "the end of the range")
                       : intConstant(1);
    if (ends[k].isError())
      return;
  }
  if (range.step)
    requireStep(ends[2], range.step->range);
  countedLoop(stmt, *stmt.body, ends[0].leaf(), ends[1].leaf(), ends[2].leaf(), [&](Value at) {
    Val index = scalar(at);
    auto *name = stmt.pattern->as<NamePattern>();
    index.dim = freshDim(name ? name->name.text : "_", at, stmt.pattern->range);
    for (auto [op, end] : {std::pair(CompareOp::ge, ends[0]), std::pair(CompareOp::lt, ends[1])})
      if (end.dim)
        for (const DimFact &fact : comparisonFacts(op, *index.dim, *end.dim, {}))
          env->facts.push_back(fact);
    bindPattern(*stmt.pattern, index, false);
  });
}

void Checker::forTensor(const ForStmt &stmt, const Val &tensor) {
  Value end = dimValue(tensor.type->shape.front());
  countedLoop(stmt, *stmt.body, intConstant(0).leaf(), end, intConstant(1).leaf(),
              [&](Value at) { bindPattern(*stmt.pattern, elementAt(tensor, at, stmt.range), false); });
}

// tensor[at], where `at` is known to be inside.
Val Emitter::elementAt(const Val &tensor, Value at, SourceRange range) {
  std::vector<Dim> one = tensor.type->shape, rest(one.begin() + 1, one.end());
  one.front() = 1;
  llvm::SmallVector<Value> offsets(one.size(), intConstant(0).leaf()), sizes;
  offsets.front() = at;
  for (const Dim &dim : one)
    sizes.push_back(dimValue(dim));
  llvm::SmallVector<int64_t> strides(one.size(), 1);
  Value row = emit<dl::SliceOp>(range, mlirType(tensorType(tensor.type->element, one)), tensor.leaf(),
                                offsets, sizes, strides);
  TypeRef type = tensorType(tensor.type->element, rest);
  return make(type, {emit<dl::ReshapeOp>(range, mlirType(type), row, dynamicSizes(rest))});
}

} // namespace dual::check
