// A branch that gives a slice gives a copy of it.
#include "lowering/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_COPYYIELDEDSLICES
#include "lowering/Passes.h.inc"

namespace {

bool isSlice(Value value) {
  Operation *op = value.getDefiningOp();
  while (isa_and_nonnull<tensor::CastOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op))
    op = op->getOperand(0).getDefiningOp();
  return isa_and_nonnull<tensor::ExtractSliceOp>(op);
}

void copy(OpOperand &yielded) {
  OpBuilder b(yielded.getOwner());
  auto type = cast<RankedTensorType>(yielded.get().getType());
  yielded.set(bufferization::AllocTensorOp::create(b, yielded.getOwner()->getLoc(), type, ValueRange(),
                                                   yielded.get()));
}

struct CopySlices : impl::CopyYieldedSlicesBase<CopySlices> {
  void runOnOperation() override {
    getOperation().walk([](scf::YieldOp yield) {
      if (isa<scf::IfOp>(yield->getParentOp()))
        for (OpOperand &operand : yield->getOpOperands())
          if (isSlice(operand.get()))
            copy(operand);
    });
  }
};

} // namespace
} // namespace dual::lowering
