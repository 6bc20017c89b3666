// Which kernels have a plan for their memory; the others have a heap.
#include "lowering/Passes.h"
#include "lowering/SourcePlace.h"
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
std::optional<Location> firstCall(func::FuncOp kernel) {
  std::optional<Location> place;
  kernel.walk([&](Operation *op) {
    if (!isCall(op))
      return WalkResult::advance();
    place = op->getLoc();
    return WalkResult::interrupt();
  });
  return place;
}

/// The caller's table becomes nodes on the heap.
bool takesNodes(func::FuncOp kernel) {
  return llvm::any_of(kernel.getArgumentTypes(), llvm::IsaPred<LLVM::LLVMPointerType>);
}

/// What no plan bounds the memory of, if there is such. Tried on a copy, because settling changes the loops.
std::optional<Location> unplanned(func::FuncOp kernel) {
  if (takesNodes(kernel))
    return kernel.getLoc();
  if (auto call = firstCall(kernel))
    return call;
  func::FuncOp trial = kernel.clone();
  std::optional<Location> place = settleLoops(trial);
  if (!place)
    place = unplannedBuffer(trial);
  trial.erase();
  return place;
}

struct Choose : impl::ChooseMemoryBase<Choose> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (auto place = function->hasAttr("dl.kernel") ? unplanned(function) : std::nullopt) {
        FileLineColLoc inSource = sourcePlace(*place);
        function->setAttr("dl.heap", inSource ? Attribute(inSource) : UnitAttr::get(&getContext()));
      }
  }
};

} // namespace
} // namespace dual::lowering
