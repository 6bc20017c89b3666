// The pass: makes a gradient function for every function and choice of operands, once, and calls it.
#include "mlir/autodiff/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/autodiff/Prepare.h"
#include "mlir/autodiff/Reverse.h"
#include "mlir/dl/Attributes.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace dual::autodiff {

#define GEN_PASS_DEF_DIFFERENTIATEPASS
#include "mlir/autodiff/Passes.h.inc"

namespace {

std::string numbered(std::string name, llvm::ArrayRef<int64_t> numbers) {
  for (int64_t number : numbers)
    name += "." + std::to_string(number);
  return name;
}

std::string nameFor(dl::ValueAndGradOp op) { return numbered((op.getCallee() + ".grad").str(), op.getWrt()); }

std::string nameFor(dl::PullbackOp op) {
  return numbered(numbered((op.getCallee() + ".back").str(), op.getWrt()) + ".of", op.getOf());
}

/// Makes the functions, each once.
class Differentiator {
public:
  explicit Differentiator(ModuleOp module) : symbols(module) {}

  /// Replaces a `dl.value_and_grad` or `dl.pullback` by a call of its function.
  LogicalResult expand(Operation *op);

private:
  func::FuncOp gradient(dl::ValueAndGradOp op);
  func::FuncOp pullback(dl::PullbackOp op);
  func::FuncOp prepare(func::FuncOp callee, const std::string &name);
  func::FuncOp finish(func::FuncOp function, LogicalResult made);
  LogicalResult inlineAll(func::FuncOp function);

  SymbolTable symbols;
  llvm::StringSet<> underWay;
};

bool isDerivative(Operation *op) { return isa<dl::ValueAndGradOp, dl::PullbackOp>(op); }

LogicalResult checkCallee(func::FuncOp callee, dl::ValueAndGradOp op) {
  if (!callee || !callee.getBody().hasOneBlock())
    return op.emitError("`") << op.getCallee() << "` has no body to take a derivative of";
  if (callee.getNumResults() == 0 || !isa<FloatType>(callee.getResultTypes().front()))
    return op.emitError("the result of `") << op.getCallee() << "` is not a float scalar";
  for (int64_t operand : op.getWrt())
    if (operand >= callee.getNumArguments() || !mayVary(callee.getArgumentTypes()[operand]))
      return op.emitError("argument ") << operand << " of `" << op.getCallee() << "` is not a float";
  return success();
}

LogicalResult Differentiator::expand(Operation *op) {
  auto whole = dyn_cast<dl::ValueAndGradOp>(op);
  func::FuncOp function = whole ? gradient(whole) : pullback(cast<dl::PullbackOp>(op));
  if (!function)
    return failure();
  OpBuilder builder(op);
  auto call = func::CallOp::create(builder, op->getLoc(), function, op->getOperands());
  op->replaceAllUsesWith(call.getResults());
  op->erase();
  return success();
}

func::FuncOp Differentiator::gradient(dl::ValueAndGradOp op) {
  std::string name = nameFor(op);
  auto callee = symbols.lookup<func::FuncOp>(op.getCallee());
  if (underWay.contains(name)) {
    op->emitError("the derivative of `")
        << op.getCallee() << "` is needed to compute `" << op.getCallee() << "` itself";
    return {};
  }
  if (auto known = symbols.lookup<func::FuncOp>(name))
    return known;
  if (failed(checkCallee(callee, op)))
    return {};
  underWay.insert(name);
  func::FuncOp function = prepare(callee, name);
  underWay.erase(name);
  return function ? finish(function, appendGradients(function, op.getWrt())) : function;
}

func::FuncOp Differentiator::pullback(dl::PullbackOp op) {
  std::string name = nameFor(op);
  // One that is still being made calls itself: a recursive function's.
  if (auto known = symbols.lookup<func::FuncOp>(name))
    return known;
  auto callee = symbols.lookup<func::FuncOp>(op.getCallee());
  if (hasEffects(callee)) {
    op->emitError("`")
        << op.getCallee()
        << "` prints or reads files; its derivative computes it again, which would do that twice";
    return {};
  }
  func::FuncOp function = prepare(callee, name);
  return function ? finish(function, makePullback(function, op.getWrt(), op.getOf())) : function;
}

/// A copy of the callee, ready to be gone through backwards.
func::FuncOp Differentiator::prepare(func::FuncOp callee, const std::string &name) {
  // With a rule of its own, the function stays a call.
  func::FuncOp function =
      callee->hasAttr(dl::ruleAttr) ? callingFunction(callee, name) : copyFunction(callee, name);
  symbols.insert(function);
  if (failed(inlineAll(function))) {
    symbols.erase(function);
    return {};
  }
  simplify(function);
  return function;
}

/// Makes what the function calls for in its turn.
func::FuncOp Differentiator::finish(func::FuncOp function, LogicalResult made) {
  llvm::SmallVector<Operation *> inner;
  if (succeeded(made))
    function.walk([&](dl::PullbackOp op) { inner.push_back(op); });
  if (succeeded(made) && llvm::all_of(inner, [&](Operation *op) { return succeeded(expand(op)); }))
    return function;
  // Half made, it may read values from where they cannot be seen.
  symbols.erase(function);
  return {};
}

LogicalResult Differentiator::inlineAll(func::FuncOp function) {
  llvm::SmallVector<Operation *> open;
  function.walk([&](Operation *op) {
    if (isa<func::CallOp>(op) || isDerivative(op))
      open.push_back(op);
  });
  while (!open.empty()) {
    Operation *op = open.pop_back_val();
    if (isDerivative(op)) {
      Operation *before = op->getPrevNode();
      Block *block = op->getBlock();
      if (failed(expand(op)))
        return failure();
      op = before ? before->getNextNode() : &block->front();
    }
    if (auto call = cast<func::CallOp>(op); !staysCall(call))
      inlineCall(call, open);
  }
  return success();
}

class DifferentiatePass : public impl::DifferentiatePassBase<DifferentiatePass> {
  void runOnOperation() override {
    Differentiator differentiator(getOperation());
    llvm::SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isDerivative(op))
        ops.push_back(op);
    });
    for (Operation *op : ops)
      if (failed(differentiator.expand(op)))
        return signalPassFailure();
  }
};

} // namespace

void registerAutodiffPasses() { registerPass(createDifferentiatePass); }

} // namespace dual::autodiff
