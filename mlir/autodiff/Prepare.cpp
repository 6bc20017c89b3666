// Copying, inlining and simplifying of functions to be differentiated.
#include "mlir/autodiff/Prepare.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/autodiff/Emit.h"
#include "mlir/dl/Attributes.h"

using namespace mlir;

namespace dual::autodiff {
namespace {

void collectReached(func::FuncOp function, llvm::DenseSet<Operation *> &reached) {
  function.walk([&](Operation *op) {
    func::FuncOp callee = calleeOf(op);
    if (callee && reached.insert(callee).second)
      collectReached(callee, reached);
  });
}

} // namespace

func::FuncOp calleeOf(Operation *op) {
  FlatSymbolRefAttr name;
  if (auto call = dyn_cast<func::CallOp>(op))
    name = call.getCalleeAttr();
  else if (auto gradient = dyn_cast<dl::ValueAndGradOp>(op))
    name = gradient.getCalleeAttr();
  else if (auto pullback = dyn_cast<dl::PullbackOp>(op))
    name = pullback.getCalleeAttr();
  return name ? SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name) : func::FuncOp();
}

bool isRecursive(func::FuncOp function) {
  llvm::DenseSet<Operation *> reached;
  collectReached(function, reached);
  return reached.contains(function);
}

bool hasEffects(func::FuncOp function) {
  llvm::DenseSet<Operation *> reached{function};
  collectReached(function, reached);
  auto isEffect = [](Operation *op) {
    return isa<dl::PrintOp, dl::SaveOp, dl::LoadOp, dl::ReadArraysOp, dl::ExistsOp, dl::ClockOp,
               dl::ProgressOp, dl::ArgumentOp>(op);
  };
  return llvm::any_of(reached, [&](Operation *each) {
    return each
        ->walk([&](Operation *op) { return isEffect(op) ? WalkResult::interrupt() : WalkResult::advance(); })
        .wasInterrupted();
  });
}

bool staysCall(func::CallOp call) {
  func::FuncOp callee = calleeOf(call);
  return !callee.getBody().hasOneBlock() || call->hasAttr(dl::checkpointAttr) ||
         callee->hasAttr(dl::ruleAttr) || isRecursive(callee);
}

/// Behind `function` in the module, without its attributes: it is not exported, and its arguments promise
/// nothing to a caller outside.
static func::FuncOp newFunction(func::FuncOp function, llvm::StringRef name) {
  OpBuilder builder(function->getContext());
  builder.setInsertionPointAfter(function);
  auto made = func::FuncOp::create(builder, function.getLoc(), name, function.getFunctionType());
  made.setPrivate();
  return made;
}

func::FuncOp callingFunction(func::FuncOp function, llvm::StringRef name) {
  func::FuncOp made = newFunction(function, name);
  OpBuilder builder = OpBuilder::atBlockBegin(made.addEntryBlock());
  auto call = func::CallOp::create(builder, function.getLoc(), function, made.getArguments());
  func::ReturnOp::create(builder, function.getLoc(), call.getResults());
  return made;
}

func::FuncOp copyFunction(func::FuncOp function, llvm::StringRef name) {
  func::FuncOp copy = newFunction(function, name);
  IRMapping mapping;
  function.getBody().cloneInto(&copy.getBody(), mapping);
  return copy;
}

void inlineCall(func::CallOp call, llvm::SmallVectorImpl<Operation *> &made) {
  Block &body = calleeOf(call).getBody().front();
  OpBuilder builder(call);
  IRMapping mapping;
  mapping.map(body.getArguments(), call.getOperands());
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping)->walk([&](Operation *inner) {
      if (isa<func::CallOp, dl::ValueAndGradOp, dl::PullbackOp>(inner))
        made.push_back(inner);
    });
  for (auto [result, value] : llvm::zip_equal(call.getResults(), body.getTerminator()->getOperands()))
    result.replaceAllUsesWith(mapping.lookupOrDefault(value));
  call.erase();
}

void simplify(func::FuncOp function) {
  MLIRContext *context = function.getContext();
  RewritePatternSet patterns(context);
  for (RegisteredOperationName name :
       context->getRegisteredOperationsByDialect(dl::DLDialect::getDialectNamespace()))
    name.getCanonicalizationPatterns(patterns, context);
  GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled).enableConstantCSE(false);
  // Stopping at the iteration limit leaves a right program, and the same one every time.
  (void)applyPatternsGreedily(function, std::move(patterns), config);
}

/// Before values are saved, the reverse half reads what lies inside of branches and loops of the forward
/// half.
static bool isReadOutside(Operation &op) {
  auto escapes = [&](Value inside) {
    return llvm::any_of(inside.getUsers(), [&](Operation *user) { return !op.isProperAncestor(user); });
  };
  bool found = false;
  for (Region &region : op.getRegions())
    region.walk([&](Block *block) {
      found |= llvm::any_of(block->getArguments(), escapes);
      for (Operation &inner : *block)
        found |= llvm::any_of(inner.getResults(), escapes);
    });
  return found;
}

/// Backwards, so that what only dead operations read is dead when it is come to. Upstream's would take an
/// `scf.if` for dead whose results nobody reads, with all that is inside.
static void removeDeadCode(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (isOpTriviallyDead(&op) && !isReadOutside(op)) {
      op.erase();
      continue;
    }
    for (Region &region : op.getRegions())
      for (Block &inner : region)
        removeDeadCode(inner);
  }
}

void removeDeadCode(func::FuncOp function) { removeDeadCode(function.getBody().front()); }

} // namespace dual::autodiff
