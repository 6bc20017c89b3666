// The reverse half of a whole function.
#include "mlir/autodiff/Prepare.h"
#include "mlir/autodiff/Reverse.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

/// From results of the function and their cotangents to the gradients of the `wrt` arguments; appended at the
/// end.
FailureOr<SmallVector<Value>> reverseFunction(func::FuncOp function, ArrayRef<int64_t> wrt,
                                              ArrayRef<Value> results, ArrayRef<Value> cotangents,
                                              LoopPairs &loops) {
  Block &body = function.getBody().front();
  Operation *exit = body.getTerminator(), *last = exit->getPrevNode();
  auto inputs = llvm::map_to_vector(wrt, [&](int64_t number) -> Value { return body.getArgument(number); });
  Activity activity(function, inputs, results);
  if (failed(refuseData(function, activity)))
    return failure();
  AdjointMap adjoints(activity, loops);
  Emit emit(exit->getLoc(), exit);
  for (auto [result, cotangent] : llvm::zip_equal(results, cotangents))
    adjoints.add(result, cotangent, emit);
  if (last && failed(reverseOps(&body.front(), last, adjoints, emit)))
    return failure();
  emit.setLoc(exit->getLoc());
  return llvm::map_to_vector(inputs, [&](Value input) { return adjoints.lookupOrZeros(input, emit); });
}

void updateType(func::FuncOp function) {
  Block &body = function.getBody().front();
  function.setFunctionType(FunctionType::get(function.getContext(), body.getArgumentTypes(),
                                             body.getTerminator()->getOperandTypes()));
}

/// Of the forward half, only what the reverse half reads: that it succeeds is known from the call itself.
void removeForwardHalf(func::FuncOp function) {
  function.walk([](Operation *op) {
    if (isa<dl::CheckOp, dl::CheckRangeOp>(op))
      op->erase();
  });
  SmallVector<Operation *> unused;
  do {
    removeDeadCode(function);
    unused.clear();
    function.walk([&](func::CallOp call) {
      if (call.use_empty())
        unused.push_back(call);
    });
    for (Operation *call : unused)
      call->erase();
  } while (!unused.empty());
}

} // namespace

LogicalResult appendGradients(func::FuncOp function, ArrayRef<int64_t> wrt) {
  countTurns(function);
  Operation *exit = function.getBody().front().getTerminator();
  Value result = exit->getOperand(0), one = Emit(exit->getLoc(), exit).scalar(result.getType(), 1.0);
  LoopPairs loops;
  auto gradients = reverseFunction(function, wrt, result, one, loops);
  if (failed(gradients))
    return failure();
  exit->insertOperands(exit->getNumOperands(), *gradients);
  updateType(function);
  saveValues(function, loops);
  removeDeadCode(function);
  return success();
}

LogicalResult makePullback(func::FuncOp function, ArrayRef<int64_t> wrt, ArrayRef<int64_t> of) {
  countTurns(function);
  Block &body = function.getBody().front();
  Operation *exit = body.getTerminator();
  SmallVector<Value> results, cotangents;
  for (int64_t number : of) {
    results.push_back(exit->getOperand(number));
    cotangents.push_back(body.addArgument(results.back().getType(), exit->getLoc()));
  }
  LoopPairs loops;
  auto gradients = reverseFunction(function, wrt, results, cotangents, loops);
  if (failed(gradients))
    return failure();
  exit->setOperands(*gradients);
  updateType(function);
  removeForwardHalf(function);
  saveValues(function, loops);
  removeForwardHalf(function);
  return success();
}

} // namespace dual::autodiff
