// The walk of reverse mode.
#include "mlir/autodiff/Reverse.h"

using namespace mlir;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

const RuleTable &allRules() {
  static const RuleTable table = [] {
    RuleTable rules;
    addContractRules(rules);
    addControlRules(rules);
    addDataRules(rules);
    addElementwiseRules(rules);
    addLoopRules(rules);
    addReductionRules(rules);
    addShapeRules(rules);
    return rules;
  }();
  return table;
}

} // namespace

LogicalResult RuleTable::apply(Operation *op, AdjointMap &adjoints, Emit &emit) const {
  auto rule = rules.find(op->getName().getStringRef());
  if (rule == rules.end())
    return op->emitError("`") << op->getName() << "` has no derivative";
  emit.setLoc(op->getLoc());
  return rule->second(op, adjoints, emit);
}

static void countTurns(scf::WhileOp loop) {
  Emit emit(loop.getLoc(), loop);
  SmallVector<Value> initial(loop.getInits());
  initial.push_back(emit.index(0));
  auto counting = emit.create<scf::WhileOp>(ValueRange(initial).getTypes(), initial);
  counting->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  counting.getBefore().takeBody(loop.getBefore());
  counting.getAfter().takeBody(loop.getAfter());
  Value before = counting.getBefore().addArgument(emit.getI64Type(), loop.getLoc());
  Value turn = counting.getAfter().addArgument(emit.getI64Type(), loop.getLoc());
  counting.getConditionOp().getArgsMutable().append(before);
  scf::YieldOp yield = counting.getYieldOp();
  emit.setInsertionPoint(yield);
  yield.getResultsMutable().append(emit.add(turn, emit.index(1)));
  loop->replaceAllUsesWith(counting.getResults().drop_back());
  loop.erase();
}

void countTurns(func::FuncOp function) {
  function.walk([](scf::WhileOp loop) {
    if (llvm::any_of(loop.getResultTypes(), mayVary))
      countTurns(loop);
  });
}

LogicalResult reverseOps(Operation *first, Operation *last, AdjointMap &adjoints, Emit &emit) {
  for (Operation *op = last; op; op = op == first ? nullptr : op->getPrevNode()) {
    auto hasAdjoint = [&](Value result) { return static_cast<bool>(adjoints.lookup(result)); };
    if (llvm::any_of(op->getResults(), hasAdjoint) && failed(allRules().apply(op, adjoints, emit)))
      return failure();
  }
  return success();
}

} // namespace dual::autodiff
