// What is always enough for a kernel with a heap whose recursion descends into a value that it is given.
#include "lowering/Passes.h"
#include "lowering/memory/Memory.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_BOUNDHEAP
#include "lowering/Passes.h.inc"

namespace {

/// A block's header, and what rounding up takes (runtime/core/arena.c).
constexpr int64_t blockOverhead = 64;

/// A loop that carries buffers may have those of two turns at once.
bool isCarriedAround(Operation *op) {
  for (Operation *parent = op->getParentOp(); parent; parent = parent->getParentOp())
    if (isa<LoopLikeOpInterface>(parent) &&
        llvm::any_of(parent->getResultTypes(), [](Type type) { return isa<MemRefType>(type); }))
      return true;
  return false;
}

/// All that one run of the function, but for those it calls, has at most at once: each turn of a loop gives
/// back what it took. Null if a size is open, or the runtime takes memory.
AffineExpr heapOf(func::FuncOp function, Formulas &formulas) {
  AffineExpr total = getAffineConstantExpr(0, function.getContext());
  WalkResult walked = function.walk([&](Operation *op) {
    if (op->getName().getStringRef() == "rt.call")
      return WalkResult::interrupt();
    auto alloc = dyn_cast<memref::AllocOp>(op);
    if (!alloc)
      return WalkResult::advance();
    AffineExpr bytes = formulas.bytesOf(alloc);
    if (!bytes || isCarriedAround(op))
      return WalkResult::interrupt();
    total = total + bytes + blockOverhead;
    return WalkResult::advance();
  });
  return walked.wasInterrupted() ? AffineExpr() : total;
}

/// The only function that the kernel calls, of the program's own; null if there are more.
func::FuncOp calleeOf(func::FuncOp kernel) {
  func::FuncOp found;
  auto module = kernel->getParentOfType<ModuleOp>();
  WalkResult walked = kernel.walk([&](func::CallOp call) {
    auto callee = module.lookupSymbol<func::FuncOp>(call.getCallee());
    if (callee.isExternal())
      return WalkResult::advance();
    bool isOther = found && found != callee;
    found = callee;
    return isOther ? WalkResult::interrupt() : WalkResult::advance();
  });
  return walked.wasInterrupted() ? func::FuncOp() : found;
}

void bound(func::FuncOp kernel) {
  func::FuncOp callee = calleeOf(kernel);
  if (!callee)
    return;
  Formulas ofKernel(kernel), ofCallee(callee);
  AffineExpr once = heapOf(kernel, ofKernel), each = heapOf(callee, ofCallee);
  auto known = dyn_cast_or_null<AffineConstantExpr>(each);
  if (!once || !known)
    return;
  Builder b(kernel.getContext());
  kernel->setAttr("dl.once", AffineMapAttr::get(AffineMap::get(0, ofKernel.count(), once)));
  kernel->setAttr("dl.each", b.getI64IntegerAttr(known.getValue()));
  kernel->setAttr("dl.callee", FlatSymbolRefAttr::get(callee));
}

struct Bound : impl::BoundHeapBase<Bound> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr("dl.heap") && function->hasAttr("dl.depth"))
        bound(function);
  }
};

} // namespace
} // namespace dual::lowering
