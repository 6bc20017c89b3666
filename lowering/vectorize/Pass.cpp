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

/// For reports: adds how many passes over memory the kernels make in those operations.
void countLoopNests(ModuleOp module, ArrayRef<linalg::GenericOp> ops) {
  Builder b(module.getLoc(), module.getContext());
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr("dl.kernel")) {
      auto before = function->getAttrOfType<IntegerAttr>("dl.loop_nests");
      int64_t more = llvm::count_if(ops, [&](linalg::GenericOp op) { return function->isAncestor(op); });
      function->setAttr("dl.loop_nests", b.getI64IntegerAttr(before ? before.getInt() + more : more));
    }
}

/// Reductions first: they take the fills of their buffers, which are operations still.
LogicalResult lowerAll(ModuleOp module, Lanes lanes) {
  SmallVector<linalg::GenericOp> reductions = genericsOf(module, /*reductionsOnly=*/true);
  countLoopNests(module, reductions);
  for (linalg::GenericOp op : reductions)
    (void)(lowerContraction(op, lanes) || lowerLaneSum(op, lanes) || lowerAnyOrder(op, lanes) ||
           lowerInOrder(op, lanes));
  SmallVector<linalg::GenericOp> rest = genericsOf(module, false);
  countLoopNests(module, rest);
  for (linalg::GenericOp op : rest)
    if (failed(lowerRest(op, lanes)))
      return failure();
  return success();
}

struct Vectorize : impl::VectorizeLoopsBase<Vectorize> {
  using VectorizeLoopsBase::VectorizeLoopsBase;
  void runOnOperation() override {
    if (failed(generalizeAll(getOperation())))
      return signalPassFailure();
    if (failed(lowerAll(getOperation(), Lanes{bits})))
      signalPassFailure();
  }
};

} // namespace
} // namespace dual::lowering
