// The reverse half of a whole function.
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/autodiff/Prepare.h"
#include "mlir/autodiff/Reverse.h"
#include "llvm/ADT/BitVector.h"

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

/// Whether there were results that nothing reads.
bool dropUnusedResults(scf::IfOp branch) {
  llvm::BitVector unused(branch.getNumResults());
  for (OpResult result : branch->getResults())
    if (result.use_empty())
      unused.set(result.getResultNumber());
  if (unused.none())
    return false;
  SmallVector<Value> used = llvm::filter_to_vector(ValueRange(branch.getResults()),
                                                   [](Value result) { return !result.use_empty(); });
  OpBuilder builder(branch);
  auto narrower =
      scf::IfOp::create(builder, branch.getLoc(), ValueRange(used).getTypes(), branch.getCondition());
  narrower->setDiscardableAttrs(branch->getDiscardableAttrDictionary());
  narrower.getThenRegion().takeBody(branch.getThenRegion());
  narrower.getElseRegion().takeBody(branch.getElseRegion());
  for (Region &region : narrower->getRegions())
    region.front().getTerminator()->eraseOperands(unused);
  for (auto [before, now] : llvm::zip_equal(used, narrower.getResults()))
    before.replaceAllUsesWith(now);
  branch.erase();
  return true;
}

/// Of the forward half, only what the reverse half reads: that it succeeds is known from the call itself.
void removeForwardHalf(func::FuncOp function) {
  function.walk([](Operation *op) {
    if (isa<dl::CheckOp, dl::CheckRangeOp>(op))
      op->erase();
  });
  bool isSmaller = true;
  while (isSmaller) {
    removeDeadCode(function);
    isSmaller = false;
    function.walk([&](Operation *op) {
      if (auto branch = dyn_cast<scf::IfOp>(op)) {
        isSmaller |= dropUnusedResults(branch);
      } else if (isa<func::CallOp>(op) && op->use_empty()) {
        op->erase();
        isSmaller = true;
      }
    });
  }
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
