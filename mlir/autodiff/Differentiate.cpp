// The pass: makes a gradient function for every function and choice of operands, once, and calls it.
#include "mlir/autodiff/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/autodiff/Prepare.h"
#include "mlir/autodiff/Reverse.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace dual::autodiff {

#define GEN_PASS_DEF_DIFFERENTIATEPASS
#include "mlir/autodiff/Passes.h.inc"

namespace {

std::string gradientName(dl::ValueAndGradOp op) {
  std::string name = (op.getCallee() + ".grad").str();
  for (int64_t operand : op.getWrt())
    name += "." + std::to_string(operand);
  return name;
}

/// Appends the gradients of the `wrt` arguments to the results of `function`.
LogicalResult appendGradients(func::FuncOp function, llvm::ArrayRef<int64_t> wrt) {
  Block &body = function.getBody().front();
  Operation *exit = body.getTerminator();
  llvm::SmallVector<Value> inputs;
  for (int64_t operand : wrt)
    inputs.push_back(body.getArgument(operand));
  Value result = exit->getOperand(0);
  Activity activity(function, inputs, result);
  AdjointMap adjoints(activity);
  Emit emit(exit->getLoc(), exit);
  Operation *last = exit->getPrevNode();
  adjoints.add(result, emit.scalar(result.getType(), 1.0), emit);
  if (last && failed(reverseOps(&body.front(), last, adjoints, emit)))
    return failure();

  emit.setLoc(exit->getLoc());
  llvm::SmallVector<Value> results(exit->getOperands());
  for (Value input : inputs)
    results.push_back(adjoints.lookupOrZeros(input, emit));
  exit->setOperands(results);
  function.setFunctionType(emit.getFunctionType(function.getArgumentTypes(), exit->getOperandTypes()));
  saveBranchValues(function);
  removeDeadCode(function);
  return success();
}

class Differentiator {
public:
  explicit Differentiator(ModuleOp module) : symbols(module) {}

  /// Replaces the operation by a call of the gradient function.
  LogicalResult expand(dl::ValueAndGradOp op);

private:
  func::FuncOp make(func::FuncOp callee, dl::ValueAndGradOp op, llvm::StringRef name);
  LogicalResult inlineAll(func::FuncOp function);

  SymbolTable symbols;
  llvm::StringSet<> underWay;
};

LogicalResult checkCallee(func::FuncOp callee, dl::ValueAndGradOp op) {
  if (!callee || !callee.getBody().hasOneBlock())
    return op.emitError("`") << op.getCallee() << "` has no body to take a derivative of";
  if (callee.getNumResults() == 0 || !isa<FloatType>(callee.getResultTypes().front()))
    return op.emitError("the result of `") << op.getCallee() << "` is not a float scalar";
  for (int64_t operand : op.getWrt())
    if (operand >= callee.getNumArguments() || !isFloat(callee.getArgumentTypes()[operand]))
      return op.emitError("argument ") << operand << " of `" << op.getCallee() << "` is not a float";
  return success();
}

InFlightDiagnostic emitRecursive(Operation *op, llvm::StringRef name) {
  return op->emitError("`") << name << "` calls itself; derivatives of recursive functions are not built yet";
}

LogicalResult Differentiator::expand(dl::ValueAndGradOp op) {
  std::string name = gradientName(op);
  auto gradient = symbols.lookup<func::FuncOp>(name);
  if (underWay.contains(name))
    return emitRecursive(op, op.getCallee());
  if (!gradient) {
    auto callee = symbols.lookup<func::FuncOp>(op.getCallee());
    if (failed(checkCallee(callee, op)) || !(gradient = make(callee, op, name)))
      return failure();
  }
  OpBuilder builder(op);
  auto call = func::CallOp::create(builder, op.getLoc(), name, op.getResultTypes(), op.getOperands());
  op->replaceAllUsesWith(call.getResults());
  op->erase();
  return success();
}

func::FuncOp Differentiator::make(func::FuncOp callee, dl::ValueAndGradOp op, llvm::StringRef name) {
  func::FuncOp gradient = copyFunction(callee, name);
  symbols.insert(gradient);
  underWay.insert(name);
  LogicalResult done = inlineAll(gradient);
  underWay.erase(name);
  if (succeeded(done)) {
    simplify(gradient);
    done = appendGradients(gradient, op.getWrt());
  }
  if (succeeded(done))
    return gradient;
  // Half made, it may read values from where they cannot be seen.
  symbols.erase(gradient);
  return {};
}

/// Recursive calls stay: they are an error only where a derivative runs through them.
LogicalResult Differentiator::inlineAll(func::FuncOp function) {
  llvm::SmallVector<Operation *> open;
  function.walk([&](Operation *op) {
    if (isa<func::CallOp, dl::ValueAndGradOp>(op))
      open.push_back(op);
  });
  while (!open.empty()) {
    Operation *op = open.pop_back_val();
    if (auto inner = dyn_cast<dl::ValueAndGradOp>(op)) {
      Operation *before = op->getPrevNode();
      Block *block = op->getBlock();
      if (failed(expand(inner)))
        return failure();
      op = before ? before->getNextNode() : &block->front();
    }
    auto callee = calleeOf(op);
    if (callee.getBody().hasOneBlock() && !isRecursive(callee))
      inlineCall(cast<func::CallOp>(op), open);
  }
  return success();
}

class DifferentiatePass : public impl::DifferentiatePassBase<DifferentiatePass> {
  void runOnOperation() override {
    Differentiator differentiator(getOperation());
    llvm::SmallVector<dl::ValueAndGradOp> ops;
    getOperation().walk([&](dl::ValueAndGradOp op) { ops.push_back(op); });
    for (dl::ValueAndGradOp op : ops)
      if (failed(differentiator.expand(op)))
        return signalPassFailure();
  }
};

} // namespace

void registerAutodiffPasses() { registerPass(createDifferentiatePass); }

} // namespace dual::autodiff
