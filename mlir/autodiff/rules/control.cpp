// Adjoints of control flow: a branch is gone through backwards in a branch of its own.
#include "mlir/autodiff/Reverse.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/autodiff/Prepare.h"
#include "mlir/dl/Attributes.h"

using namespace mlir;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

/// Goes through one branch, starting from the adjoints outside of it, with those of the `if`'s results handed
/// on to what the branch yields.
LogicalResult reverseBranch(scf::IfOp branch, Block &block, AdjointMap &adjoints, Emit &emit) {
  Operation *yield = block.getTerminator();
  for (auto [result, yielded] : llvm::zip_equal(branch.getResults(), yield->getOperands()))
    if (Value adjoint = adjoints.lookup(result))
      adjoints.add(yielded, adjoint, emit);
  Operation *last = yield->getPrevNode();
  return last ? reverseOps(&block.front(), last, adjoints, emit) : success();
}

/// The values outside of the `if` whose adjoint one of the branches changed.
SmallVector<Value> changedOutside(scf::IfOp branch, const AdjointMap &before,
                                  llvm::ArrayRef<const AdjointMap *> after) {
  llvm::SetVector<Value> changed;
  for (const AdjointMap *adjoints : after)
    for (auto [value, adjoint] : *adjoints)
      if (adjoint != before.lookup(value) && !branch->isAncestor(value.getParentBlock()->getParentOp()))
        changed.insert(value);
  return changed.takeVector();
}

void yieldAdjoints(llvm::ArrayRef<Value> values, const AdjointMap &adjoints, Emit &emit) {
  SmallVector<Value> yielded;
  for (Value value : values)
    yielded.push_back(adjoints.lookupOrZeros(value, emit));
  emit.create<scf::YieldOp>(yielded);
}

/// The new `if` takes in the adjoints that its branches add to, and gives them out: so additions keep the
/// order of the program as it ran, and the branch not taken adds nothing, not even a zero.
LogicalResult ifRule(scf::IfOp branch, AdjointMap &adjoints, Emit &emit) {
  AdjointMap onThen = adjoints, onElse = adjoints;
  // Built in blocks first: what the `if` gives out is known only after both.
  Region thenRegion, elseRegion;
  Emit thenEmit(branch.getLoc(), emit.getContext()), elseEmit(branch.getLoc(), emit.getContext());
  thenEmit.setInsertionPointToStart(&thenRegion.emplaceBlock());
  elseEmit.setInsertionPointToStart(&elseRegion.emplaceBlock());
  if (failed(reverseBranch(branch, *branch.thenBlock(), onThen, thenEmit)) ||
      failed(reverseBranch(branch, *branch.elseBlock(), onElse, elseEmit)))
    return failure();

  SmallVector<Value> values = changedOutside(branch, adjoints, {&onThen, &onElse});
  thenEmit.setLoc(branch.getLoc());
  elseEmit.setLoc(branch.getLoc());
  yieldAdjoints(values, onThen, thenEmit);
  yieldAdjoints(values, onElse, elseEmit);
  auto reverse = emit.create<scf::IfOp>(ValueRange(values).getTypes(), branch.getCondition());
  reverse.getThenRegion().takeBody(thenRegion);
  reverse.getElseRegion().takeBody(elseRegion);
  for (auto [value, adjoint] : llvm::zip_equal(values, reverse.getResults()))
    adjoints.set(value, adjoint);
  return success();
}

/// The cotangents of these results; zeros where nothing has been contributed.
SmallVector<Value> cotangentsOf(ValueRange results, const AdjointMap &adjoints, Emit &emit) {
  return llvm::map_to_vector(results, [&](Value result) { return adjoints.lookupOrZeros(result, emit); });
}

void addEach(ValueRange values, ValueRange contributions, AdjointMap &adjoints, Emit &emit) {
  for (auto [value, contribution] : llvm::zip_equal(values, contributions))
    adjoints.add(value, contribution, emit);
}

SmallVector<Value> varying(ValueRange values) {
  return llvm::filter_to_vector(values, [](Value value) { return mayVary(value.getType()); });
}

/// The function's own rule, which gives nothing to what its function arguments have captured.
LogicalResult ownRule(func::CallOp op, FlatSymbolRefAttr rule, AdjointMap &adjoints, Emit &emit) {
  SmallVector<int64_t> captures;
  if (auto numbers = calleeOf(op)->getAttrOfType<ArrayAttr>(dl::ruleCapturesAttr))
    for (Attribute number : numbers)
      captures.push_back(cast<IntegerAttr>(number).getInt());
  for (int64_t number : captures)
    if (adjoints.isActive(op.getOperand(number)))
      return op.emitError("the derivative runs through what a function argument of this call captures, to "
                          "which the rule of the called function gives none");
  SmallVector<Value> operands;
  for (auto [number, operand] : llvm::enumerate(op.getOperands()))
    if (mayVary(operand.getType()) && !llvm::is_contained(captures, number))
      operands.push_back(operand);
  SmallVector<Value> arguments(op.getOperands());
  llvm::append_range(arguments, op.getResults());
  llvm::append_range(arguments, cotangentsOf(varying(op.getResults()), adjoints, emit));
  auto call = emit.create<func::CallOp>(rule, ValueRange(operands).getTypes(), arguments);
  addEach(operands, call.getResults(), adjoints, emit);
  return success();
}

/// What a checkpoint is computed from again: else the two computations would be found to be one, and kept.
SmallVector<Value> again(ValueRange operands, Emit &emit) {
  return llvm::map_to_vector(operands, [&](Value operand) -> Value {
    return isFloat(operand.getType()) ? emit.create<dl::AgainOp>(operand).getResult() : operand;
  });
}

/// Calls are inlined before, but for those of `staysCall`.
LogicalResult callRule(func::CallOp op, AdjointMap &adjoints, Emit &emit) {
  if (auto rule = calleeOf(op)->getAttrOfType<FlatSymbolRefAttr>(dl::ruleAttr))
    return ownRule(op, rule, adjoints, emit);
  SmallVector<int64_t> wrt, of;
  SmallVector<Value> operands, results;
  for (auto [number, operand] : llvm::enumerate(op.getOperands()))
    if (adjoints.isActive(operand)) {
      wrt.push_back(number);
      operands.push_back(operand);
    }
  for (auto [number, result] : llvm::enumerate(op.getResults()))
    if (adjoints.isActive(result)) {
      of.push_back(number);
      results.push_back(result);
    }
  SmallVector<Value> args(op.getOperands());
  if (op->hasAttr(dl::checkpointAttr))
    args = again(args, emit);
  auto back = emit.create<dl::PullbackOp>(ValueRange(operands).getTypes(), op.getCallee(), args,
                                          cotangentsOf(results, adjoints, emit), wrt, of);
  addEach(operands, back.getResults(), adjoints, emit);
  return success();
}

} // namespace

void addControlRules(RuleTable &table) {
  table.add<scf::IfOp>(ifRule);
  table.add<func::CallOp>(callRule);
}

} // namespace dual::autodiff
