// Chooses for each operation the loops that suit it.
#include "lowering/Passes.h"
#include "lowering/vectorize/Vectorize.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_VECTORIZELOOPS
#include "lowering/Passes.h.inc"

namespace {

/// A copy is the simplest body; upstream would call a function for strided ones.
linalg::GenericOp copyAsGeneric(memref::CopyOp op) {
  IRRewriter rewriter(op);
  auto generic = linalg::makeMemRefCopyOp(rewriter, op.getLoc(), op.getSource(), op.getTarget());
  op.erase();
  return generic;
}

LogicalResult generalizeAll(ModuleOp module) {
  SmallVector<memref::CopyOp> copies;
  SmallVector<linalg::LinalgOp> named;
  module.walk([&](memref::CopyOp op) { copies.push_back(op); });
  llvm::for_each(copies, copyAsGeneric);
  module.walk([&](linalg::LinalgOp op) {
    if (!isa<linalg::GenericOp>(op))
      named.push_back(op);
  });
  for (linalg::LinalgOp op : named) {
    IRRewriter rewriter(op);
    if (failed(linalg::generalizeNamedOp(rewriter, op)))
      return failure();
  }
  return success();
}

LogicalResult lowerRest(linalg::GenericOp op, Lanes lanes) {
  op = flattenLoops(op);
  if (lowerElementwise(op, lanes))
    return success();
  IRRewriter rewriter(op);
  if (failed(linalg::linalgOpToLoops(rewriter, op)))
    return failure();
  rewriter.eraseOp(op);
  return success();
}

SmallVector<linalg::GenericOp> genericsOf(ModuleOp module, bool reductionsOnly) {
  SmallVector<linalg::GenericOp> ops;
  module.walk([&](linalg::GenericOp op) {
    if (!reductionsOnly || op.getNumReductionLoops() > 0)
      ops.push_back(op);
  });
  return ops;
}

/// Reductions first: they take the fills of their buffers, which are operations still.
LogicalResult lowerAll(ModuleOp module, Lanes lanes) {
  for (linalg::GenericOp op : genericsOf(module, /*reductionsOnly=*/true))
    (void)(lowerContraction(op, lanes) || lowerLaneSum(op, lanes) || lowerAnyOrder(op, lanes) ||
           lowerInOrder(op, lanes));
  for (linalg::GenericOp op : genericsOf(module, false))
    if (failed(lowerRest(op, lanes)))
      return failure();
  return success();
}

/// For reports: how many passes over memory a kernel makes.
void countLoopNests(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>()) {
    int64_t count = 0;
    function.walk([&](linalg::GenericOp) { ++count; });
    if (function->hasAttr("dl.kernel"))
      function->setAttr("dl.loop_nests",
                        Builder(function.getLoc(), function.getContext()).getI64IntegerAttr(count));
  }
}

struct Vectorize : impl::VectorizeLoopsBase<Vectorize> {
  using VectorizeLoopsBase::VectorizeLoopsBase;
  void runOnOperation() override {
    if (failed(generalizeAll(getOperation())))
      return signalPassFailure();
    countLoopNests(getOperation());
    if (failed(lowerAll(getOperation(), Lanes{bits})))
      signalPassFailure();
  }
};

} // namespace
} // namespace dual::lowering
