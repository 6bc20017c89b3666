// What is read of the inside of a branch.
#include "mlir/autodiff/Emit.h"
#include "mlir/autodiff/Tape.h"

using namespace mlir;

namespace dual::autodiff {
namespace {

void copyToReaders(Operation *op, scf::IfOp branch) {
  for (OpOperand &use : llvm::make_early_inc_range(op->getResult(0).getUses())) {
    if (branch->isProperAncestor(use.getOwner()))
      continue;
    OpBuilder builder(use.getOwner());
    use.set(builder.clone(*op)->getResult(0));
  }
}

/// The values of one branch that are read outside of the `if`. Backwards, since a copied operation's operands
/// are then read outside too.
llvm::SmallVector<Value> collectSaved(Block &block, scf::IfOp branch) {
  llvm::SmallVector<Value> saved;
  for (Operation &op : llvm::reverse(block)) {
    auto escapes = [&](Value result) { return isUsedOutside(result, branch); };
    if (isCheap(&op) && escapes(op.getResult(0)))
      copyToReaders(&op, branch);
    else
      llvm::copy_if(op.getResults(), std::back_inserter(saved), escapes);
  }
  return saved;
}

void appendYields(Block &block, ValueRange before, ValueRange own, ValueRange after) {
  Operation *yield = block.getTerminator();
  Emit emit(yield->getLoc(), yield);
  llvm::SmallVector<Value> extra;
  for (Value other : before)
    extra.push_back(emit.placeholder(other.getType()));
  llvm::append_range(extra, own);
  for (Value other : after)
    extra.push_back(emit.placeholder(other.getType()));
  yield->insertOperands(yield->getNumOperands(), extra);
}

} // namespace

void saveValuesOf(scf::IfOp branch) {
  if (branch.getElseRegion().empty())
    return;
  llvm::SmallVector<Value> onThen = collectSaved(*branch.thenBlock(), branch);
  llvm::SmallVector<Value> onElse = collectSaved(*branch.elseBlock(), branch);
  if (onThen.empty() && onElse.empty())
    return;
  appendYields(*branch.thenBlock(), {}, onThen, onElse);
  appendYields(*branch.elseBlock(), onThen, onElse, {});

  OpBuilder builder(branch);
  ValueRange yielded = branch.thenYield().getOperands();
  auto wider = scf::IfOp::create(builder, branch.getLoc(), yielded.getTypes(), branch.getCondition());
  wider->setAttrs(branch->getAttrs());
  wider.getThenRegion().takeBody(branch.getThenRegion());
  wider.getElseRegion().takeBody(branch.getElseRegion());
  unsigned results = branch.getNumResults();
  branch->replaceAllUsesWith(wider.getResults().take_front(results));
  llvm::SmallVector<Value> saved = llvm::to_vector(llvm::concat<Value>(onThen, onElse));
  for (auto [value, result] : llvm::zip_equal(saved, wider.getResults().drop_front(results)))
    value.replaceUsesWithIf(result, [&](OpOperand &use) { return !wider->isProperAncestor(use.getOwner()); });
  branch.erase();
}

} // namespace dual::autodiff
