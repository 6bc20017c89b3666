// Recursive data: a float that goes into a node and comes out of it has no derivative yet, nor has a loop
// that works on nodes, since the tape of a loop holds tensors.
#include "mlir/autodiff/Reverse.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace dual::autodiff {

static bool isData(Value value) { return isa<dl::DataType>(value.getType()); }

static bool worksOnData(Operation *loop) {
  return loop
      ->walk([&](Operation *op) {
        bool makes = llvm::any_of(op->getResults(), isData);
        return makes ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

static bool passesData(Operation *op, const Activity &activity) {
  auto isActive = [&](Value value) { return activity.contains(value); };
  auto isActiveData = [&](Value value) { return isData(value) && isActive(value); };
  if (isa<scf::ForOp, scf::WhileOp>(op))
    return llvm::any_of(op->getResults(), isActive) && worksOnData(op);
  return isa<dl::FieldOp, func::CallOp>(op) &&
         (llvm::any_of(op->getOperands(), isActiveData) || llvm::any_of(op->getResults(), isActiveData));
}

LogicalResult refuseData(func::FuncOp function, const Activity &activity) {
  WalkResult walked = function.walk([&](Operation *op) {
    if (!passesData(op, activity))
      return WalkResult::advance();
    op->emitError("derivatives through ")
        << (isa<dl::FieldOp, func::CallOp>(op) ? "values of an enum that contains itself"
                                               : "loops over values of an enum that contains itself")
        << " are not built yet";
    return WalkResult::interrupt();
  });
  return failure(walked.wasInterrupted());
}

} // namespace dual::autodiff
