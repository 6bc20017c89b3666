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

/// Whether any of the loops that reduce has no turn; null where none can be without.
Value hasNothingToReduce(OpBuilder &b, linalg::GenericOp reduction) {
  Value nothing;
  Value zero = arith::ConstantIndexOp::create(b, reduction.getLoc(), 0);
  auto ranges = cast<linalg::LinalgOp>(*reduction).createLoopRanges(b, reduction.getLoc());
  for (auto [range, kind] : llvm::zip(ranges, reduction.getIteratorTypesArray())) {
    if (kind != utils::IteratorType::reduction || getConstantIntValue(range.size).value_or(0) > 0)
      continue;
    Value size = getValueOrCreateConstantIndexOp(b, reduction.getLoc(), range.size);
    Value none = arith::CmpIOp::create(b, reduction.getLoc(), arith::CmpIPredicate::eq, size, zero);
    nothing = nothing ? arith::OrIOp::create(b, reduction.getLoc(), nothing, none) : none;
  }
  return nothing;
}

/// A reduction whose elements are known to decide it (`x and false`) reads what it begins with only where
/// there are no elements; upstream takes that away from it. So it becomes a choice between the two.
struct KeepInit : OpRewritePattern<linalg::GenericOp> {
  KeepInit(MLIRContext *context) : OpRewritePattern(context, /*benefit=*/2) {}
  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    if (op.getNumReductionLoops() == 0 || op.getNumResults() != 1 || !op.getRegionOutputArgs()[0].use_empty())
      return failure();
    Attribute known;
    Value init = op.getDpsInits()[0];
    Value yielded = op.getBody()->getTerminator()->getOperand(0);
    bool isKnown = matchPattern(yielded, m_Constant(&known)) || yielded.getParentBlock() != op.getBody();
    if (!isKnown || init.getDefiningOp<tensor::EmptyOp>())
      return failure();
    if (known)
      yielded = rewriter.clone(*yielded.getDefiningOp())->getResult(0);
    Value nothing = hasNothingToReduce(rewriter, op);
    AffineMap all = rewriter.getMultiDimIdentityMap(cast<RankedTensorType>(init.getType()).getRank());
    SmallVector<utils::IteratorType> parallel(all.getNumDims(), utils::IteratorType::parallel);
    rewriter.replaceOpWithNewOp<linalg::GenericOp>(
        op, init.getType(), ValueRange(), init, all, parallel,
        [&](OpBuilder &b, Location loc, ValueRange args) {
          Value chosen = nothing ? arith::SelectOp::create(b, loc, nothing, args[0], yielded) : yielded;
          linalg::YieldOp::create(b, loc, chosen);
        });
    return success();
  }
};

struct Fuse : impl::FuseElementwiseBase<Fuse> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, mayFuse);
    patterns.add<RepeatForReduction, KeepInit>(&getContext());
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    tensor::DimOp::getCanonicalizationPatterns(patterns, &getContext());
    getContext().getLoadedDialect<linalg::LinalgDialect>()->getCanonicalizationPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace dual::lowering
