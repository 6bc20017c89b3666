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

/// What the operation passes on: itself in another form, or changed in place. Null: something new.
Value passedOn(Value value) {
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<tensor::CastOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op))
    return op->getOperand(0);
  if (auto written = dyn_cast_or_null<DestinationStyleOpInterface>(op))
    return written.getTiedOpOperand(cast<OpResult>(value))->get();
  if (auto loop = dyn_cast_or_null<scf::ForOp>(op))
    return loop.getTiedLoopInit(cast<OpResult>(value))->get();
  return {};
}

bool isSlice(Value value) {
  while (Value before = passedOn(value))
    value = before;
  return isa_and_nonnull<tensor::ExtractSliceOp>(value.getDefiningOp());
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
