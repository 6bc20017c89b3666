// Fusion of elementwise producers into their consumers, by upstream's patterns.
#include "lowering/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "lowering/Passes.h.inc"

namespace {

/// Bodies that only hand an element on, change its width in memory or name a constant: cheap enough to
/// repeat.
bool costsNothing(linalg::GenericOp producer) {
  return llvm::all_of(producer.getBody()->without_terminator(), [](Operation &op) {
    return isa<arith::TruncIOp, arith::ExtUIOp, arith::ConstantOp, linalg::IndexOp, arith::IndexCastOp>(op);
  });
}

bool isContraction(linalg::LinalgOp op) { return op.getNumReductionLoops() > 0 && op.getNumDpsInputs() == 2; }

/// A contraction reads each element many times, so only what is free may be repeated there; the loads of its
/// tiles need plain operands. Everything else takes a producer that nobody else reads. What others read too
/// becomes a second result of the fused operation, which one that reduces cannot have: it stores what it
/// carries when its loops have ended.
bool mayFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  if (!producer || !consumer || isContraction(consumer))
    return false;
  return producer->hasOneUse() || (costsNothing(producer) && consumer.getNumReductionLoops() == 0);
}

/// Gives a reduction its own copy of what is cheap enough to repeat.
struct RepeatForReduction : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(linalg::GenericOp consumer, PatternRewriter &rewriter) const override {
    if (consumer.getNumReductionLoops() == 0 || isContraction(consumer))
      return failure();
    for (OpOperand *operand : consumer.getDpsInputOperands()) {
      auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
      if (!producer || producer->hasOneUse() || !costsNothing(producer) ||
          !linalg::areElementwiseOpsFusable(operand))
        continue;
      Operation *own = rewriter.clone(*producer);
      Value result = own->getResult(cast<OpResult>(operand->get()).getResultNumber());
      rewriter.modifyOpInPlace(consumer, [&] { operand->set(result); });
      return success();
    }
    return failure();
  }
};

struct Fuse : impl::FuseElementwiseBase<Fuse> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, mayFuse);
    patterns.add<RepeatForReduction>(&getContext());
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::DimOp::getCanonicalizationPatterns(patterns, &getContext());
    getContext().getLoadedDialect<linalg::LinalgDialect>()->getCanonicalizationPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace dual::lowering
