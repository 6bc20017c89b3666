// A branch that gives a slice gives a copy of it, and a `while` that begins with one begins with a copy.
#include "lowering/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_COPYSLICES
#include "lowering/Passes.h.inc"

namespace {

bool isSlice(Value value) {
  Operation *op = value.getDefiningOp();
  while (isa_and_nonnull<tensor::CastOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op))
    op = op->getOperand(0).getDefiningOp();
  return isa_and_nonnull<tensor::ExtractSliceOp>(op);
}

void copyIfSlice(OpOperand &operand) {
  if (!isSlice(operand.get()))
    return;
  OpBuilder b(operand.getOwner());
  auto type = cast<RankedTensorType>(operand.get().getType());
  operand.set(bufferization::AllocTensorOp::create(b, operand.getOwner()->getLoc(), type, ValueRange(),
                                                   operand.get()));
}

struct CopySlices : impl::CopySlicesBase<CopySlices> {
  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (isa<scf::WhileOp>(op) || (isa<scf::YieldOp>(op) && isa<scf::IfOp>(op->getParentOp())))
        for (OpOperand &operand : op->getOpOperands())
          copyIfSlice(operand);
    });
  }
};

} // namespace
} // namespace dual::lowering
