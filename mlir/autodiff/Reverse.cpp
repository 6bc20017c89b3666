// The walk of reverse mode.
#include "mlir/autodiff/Reverse.h"

using namespace mlir;

namespace dual::autodiff {
namespace {

const RuleTable &allRules() {
  static const RuleTable table = [] {
    RuleTable rules;
    addContractRules(rules);
    addControlRules(rules);
    addElementwiseRules(rules);
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

LogicalResult reverseOps(Operation *first, Operation *last, AdjointMap &adjoints, Emit &emit) {
  for (Operation *op = last; op; op = op == first ? nullptr : op->getPrevNode()) {
    auto hasAdjoint = [&](Value result) { return static_cast<bool>(adjoints.lookup(result)); };
    if (llvm::any_of(op->getResults(), hasAdjoint) && failed(allRules().apply(op, adjoints, emit)))
      return failure();
  }
  return success();
}

} // namespace dual::autodiff
