// What a kernel computes, as a formula in the dims: the cost that a header states.
#include "lowering/Passes.h"
#include "lowering/memory/Memory.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_COUNTFLOPS
#include "lowering/Passes.h.inc"

namespace {

/// Floating-point operations; a fused multiply-add is two.
int64_t flopsOf(Operation &op) {
  bool onFloats = llvm::any_of(op.getOperandTypes(), [](Type type) { return isa<FloatType>(type); });
  if (!onFloats)
    return 0;
  if (isa<math::FmaOp>(op))
    return 2;
  return isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp, arith::NegFOp, arith::MaximumFOp,
             arith::MinimumFOp, arith::MaxNumFOp, arith::MinNumFOp, arith::CmpFOp, math::SqrtOp>(op);
}

class Count {
public:
  explicit Count(func::FuncOp kernel) : kernel(kernel), formulas(kernel) {}

  /// Null where a loop's length is no formula of the dims.
  AffineExpr run() { return of(kernel.getBody()); }

private:
  AffineExpr constant(int64_t value) { return getAffineConstantExpr(value, kernel.getContext()); }

  AffineExpr of(Region &region) {
    AffineExpr total = constant(0);
    for (Operation &op : region.front()) {
      AffineExpr own = of(op);
      if (!own)
        return {};
      total = total + own;
    }
    return total;
  }

  AffineExpr of(Operation &op) {
    if (auto loops = dyn_cast<linalg::LinalgOp>(op))
      return of(loops);
    if (auto loop = dyn_cast<scf::ForOp>(op))
      return of(loop);
    if (isCall(&op))
      return {};
    if (op.getNumRegions() == 0)
      return constant(flopsOf(op));
    bool quiet = !op.walk([](Operation *inner) {
                      bool counts = flopsOf(*inner) || isCall(inner);
                      return counts ? WalkResult::interrupt() : WalkResult::advance();
                    }).wasInterrupted();
    return quiet ? constant(0) : AffineExpr();
  }

  AffineExpr of(linalg::LinalgOp op) {
    int64_t perPoint = 0;
    for (Operation &inner : op->getRegion(0).front())
      perPoint += flopsOf(inner);
    AffineExpr total = constant(perPoint);
    for (unsigned loop = 0; loop < op.getNumLoops() && perPoint > 0; ++loop) {
      AffineExpr length = lengthOf(op, loop);
      if (!length)
        return {};
      total = total * length;
    }
    return total;
  }

  AffineExpr lengthOf(linalg::LinalgOp op, unsigned loop) {
    for (OpOperand &operand : op->getOpOperands())
      for (auto [axis, index] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (auto dim = dyn_cast<AffineDimExpr>(index); dim && dim.getPosition() == loop)
          if (AffineExpr size = formulas.sizeOf(operand.get(), axis))
            return size;
    return {};
  }

  AffineExpr of(scf::ForOp loop) {
    AffineExpr first = formulas.valueOf(loop.getLowerBound()), end = formulas.valueOf(loop.getUpperBound());
    AffineExpr step = formulas.valueOf(loop.getStep()), body = of(loop.getRegion());
    return first && end && step && body ? (end - first).ceilDiv(step) * body : AffineExpr();
  }

  func::FuncOp kernel;
  Formulas formulas;
};

struct CountPass : impl::CountFlopsBase<CountPass> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (kernel->hasAttr("dl.kernel"))
        if (AffineExpr flops = Count(kernel).run())
          kernel->setAttr("dl.flops", AffineMapAttr::get(AffineMap::get(0, Formulas(kernel).count(), flops)));
  }
};

} // namespace
} // namespace dual::lowering
