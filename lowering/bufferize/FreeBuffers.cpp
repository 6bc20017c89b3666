// Deallocation in programs, and in kernels with a heap. The buffers of other kernels become ranges of the
// arena.
#include "lowering/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_FREEBUFFERS
#include "lowering/Passes.h.inc"

namespace {

/// The `if` behind `op` that does nothing but free `buffer`, when it is owned.
scf::IfOp freeBehind(Operation *op, Value buffer) {
  for (Operation *user : buffer.getUsers()) {
    auto parts = dyn_cast<memref::ExtractStridedMetadataOp>(user);
    if (!parts || !parts.getBaseBuffer().hasOneUse())
      continue;
    auto dealloc = dyn_cast<memref::DeallocOp>(*parts.getBaseBuffer().user_begin());
    auto branch = dealloc ? dyn_cast<scf::IfOp>(dealloc->getParentOp()) : scf::IfOp();
    if (branch && branch->getBlock() == op->getBlock() && op->isBeforeInBlock(branch) &&
        branch.getNumResults() == 0 && !branch.elseBlock() && branch.thenBlock()->getOperations().size() == 2)
      return branch;
  }
  return {};
}

/// The condition of a `while` hands on a copy of a buffer and frees the buffer if it is owned. An owned one
/// can be handed on itself; else every turn would copy what the loop carries.
void handOn(memref::CopyOp copy) {
  auto alloc = copy.getTarget().getDefiningOp<memref::AllocOp>();
  auto handsOn = [&](Operation *user) { return user == copy || isa<scf::ConditionOp>(user); };
  if (!alloc || alloc->getBlock() != copy->getBlock() || !isa<scf::WhileOp>(copy->getParentOp()) ||
      copy.getSource().getType() != alloc.getType() || !llvm::all_of(alloc->getUsers(), handsOn))
    return;
  scf::IfOp branch = freeBehind(copy, copy.getSource());
  if (!branch)
    return;
  IRRewriter r(branch);
  auto choice =
      scf::IfOp::create(r, copy.getLoc(), alloc.getType(), branch.getCondition(), /*withElseRegion=*/true);
  r.replaceUsesWithIf(alloc, choice.getResult(0), [&](OpOperand &use) { return use.getOwner() != copy; });
  r.setInsertionPointToStart(choice.thenBlock());
  scf::YieldOp::create(r, copy.getLoc(), copy.getSource());
  r.setInsertionPointToStart(choice.elseBlock());
  scf::YieldOp::create(r, copy.getLoc(), alloc.getResult());
  alloc->moveBefore(choice.elseBlock()->getTerminator());
  copy->moveBefore(choice.elseBlock()->getTerminator());
  r.eraseOp(branch);
}

/// A copy for the sake of ownership.
void lowerClone(bufferization::CloneOp op) {
  IRRewriter r(op);
  auto type = cast<MemRefType>(op.getType());
  SmallVector<Value> sizes;
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (type.isDynamicDim(axis))
      sizes.push_back(memref::DimOp::create(r, op.getLoc(), op.getInput(), axis));
  Value copy = memref::AllocOp::create(r, op.getLoc(), type, sizes, r.getI64IntegerAttr(64));
  memref::CopyOp::create(r, op.getLoc(), op.getInput(), copy);
  r.replaceOp(op, copy);
}

struct Free : impl::FreeBuffersBase<Free> {
  void getDependentDialects(DialectRegistry &registry) const override {
    FreeBuffersBase::getDependentDialects(registry);
    OpPassManager pipeline = makePipeline();
    pipeline.getDependentDialects(registry);
    lowerFrees().getDependentDialects(registry);
  }

  static OpPassManager makePipeline() {
    OpPassManager pipeline("func.func");
    pipeline.addPass(memref::createExpandReallocPass());
    pipeline.addPass(bufferization::createOwnershipBasedBufferDeallocationPass());
    pipeline.addPass(createCanonicalizerPass());
    pipeline.addPass(bufferization::createBufferDeallocationSimplificationPass());
    return pipeline;
  }

  /// On the whole module, because a `dealloc` of many buffers becomes a call of a helper function beside the
  /// others.
  static OpPassManager lowerFrees() {
    OpPassManager pipeline("builtin.module");
    pipeline.addPass(bufferization::createLowerDeallocationsPass());
    pipeline.addPass(createCSEPass());
    pipeline.addPass(createCanonicalizerPass());
    return pipeline;
  }

  void runOnOperation() override {
    OpPassManager pipeline = makePipeline();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && (!function->hasAttr("dl.kernel") || function->hasAttr("dl.heap")) &&
          failed(runPipeline(pipeline, function)))
        return signalPassFailure();
    OpPassManager frees = lowerFrees();
    if (failed(runPipeline(frees, getOperation())))
      return signalPassFailure();
    getOperation()->walk(handOn);
    getOperation()->walk(lowerClone);
  }
};

} // namespace
} // namespace dual::lowering
