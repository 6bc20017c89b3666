// Which kernels have a plan for their memory; the others have a heap.
#include "lowering/Passes.h"
#include "lowering/memory/Memory.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_CHOOSEMEMORY
#include "lowering/Passes.h.inc"

namespace {

/// Functions that are called have buffers of their own, and so has the runtime.
bool callsNothing(func::FuncOp kernel) {
  return !kernel
              .walk(
                  [](Operation *op) { return isCall(op) ? WalkResult::interrupt() : WalkResult::advance(); })
              .wasInterrupted();
}

/// The caller's table becomes nodes on the heap.
bool takesNodes(func::FuncOp kernel) {
  return llvm::any_of(kernel.getArgumentTypes(), llvm::IsaPred<LLVM::LLVMPointerType>);
}

/// Tried on a copy, because settling changes the loops.
bool hasPlan(func::FuncOp kernel) {
  if (!callsNothing(kernel) || takesNodes(kernel))
    return false;
  func::FuncOp trial = kernel.clone();
  bool fits = succeeded(settleLoops(trial)) && succeeded(canPlan(trial));
  trial.erase();
  return fits;
}

struct Choose : impl::ChooseMemoryBase<Choose> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr("dl.kernel") && !hasPlan(function))
        function->setAttr("dl.heap", UnitAttr::get(&getContext()));
  }
};

} // namespace
} // namespace dual::lowering
