// The order in which tapes are made.
#include "mlir/autodiff/Tape.h"

#include "mlir/autodiff/Reverse.h"
#include "mlir/autodiff/Sizes.h"

using namespace mlir;

namespace dual::autodiff {

bool isUsedOutside(Value value, Operation *op) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) { return !op->isProperAncestor(user); });
}

bool isCheap(Operation *op) { return isa<dl::ConstantOp, dl::BroadcastOp>(op); }

void saveValues(func::FuncOp function, const LoopPairs &loops) {
  resolveSizes(function);
  // Inner ones first: what they hand out belongs to the branch or loop around them.
  llvm::SmallVector<Operation *> ops;
  function.walk<WalkOrder::PostOrder>([&](Operation *op) {
    if (isa<scf::IfOp>(op) || loops.contains(op))
      ops.push_back(op);
  });
  for (Operation *op : ops)
    if (auto branch = dyn_cast<scf::IfOp>(op))
      saveValuesOf(branch);
    else
      saveValuesOf(op, loops.lookup(op));
}

} // namespace dual::autodiff
