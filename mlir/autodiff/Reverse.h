// Reverse mode: one adjoint rule per operation, and the walk that applies them.
#ifndef DUAL_MLIR_AUTODIFF_REVERSE_H
#define DUAL_MLIR_AUTODIFF_REVERSE_H

#include "mlir/autodiff/Adjoints.h"

#include <functional>

namespace dual::autodiff {

/// Which rule belongs to which operation.
class RuleTable {
public:
  using Rule = std::function<llvm::LogicalResult(mlir::Operation *, AdjointMap &, Emit &)>;

  /// The rule adds to the adjoints of the operands, given those of the results, at least one of which is
  /// there.
  template <typename Op> void add(llvm::LogicalResult (*rule)(Op, AdjointMap &, Emit &)) {
    rules[Op::getOperationName()] = [rule](mlir::Operation *op, AdjointMap &adjoints, Emit &emit) {
      return rule(mlir::cast<Op>(op), adjoints, emit);
    };
  }
  llvm::LogicalResult apply(mlir::Operation *op, AdjointMap &adjoints, Emit &emit) const;

private:
  llvm::StringMap<Rule> rules;
};

// One per file of rules/.
void addContractRules(RuleTable &table);
void addControlRules(RuleTable &table);
void addDataRules(RuleTable &table);
void addElementwiseRules(RuleTable &table);
void addLoopRules(RuleTable &table);
void addReductionRules(RuleTable &table);
void addShapeRules(RuleTable &table);

/// Goes backwards through the operations `first` ... `last` of one block and emits their adjoints where
/// `emit` stands. What it emits may read values inside branches and loops from outside; saveValues mends
/// that.
llvm::LogicalResult reverseOps(mlir::Operation *first, mlir::Operation *last, AdjointMap &adjoints,
                               Emit &emit);

/// Gives every `while` whose results may carry a derivative the number of its turns as a further, last
/// result.
void countTurns(mlir::func::FuncOp function);

/// Makes what is read outside of the branch or loop it is defined in a further result of that branch or loop.
void saveValues(mlir::func::FuncOp function, const LoopPairs &loops);

/// Appends the gradients of the `wrt` arguments, of the first result, to the results of `function`.
llvm::LogicalResult appendGradients(mlir::func::FuncOp function, llvm::ArrayRef<int64_t> wrt);

/// The function then takes the cotangents of its results `of` after its arguments, and gives those of its
/// arguments `wrt`, instead of its results.
llvm::LogicalResult makePullback(mlir::func::FuncOp function, llvm::ArrayRef<int64_t> wrt,
                                 llvm::ArrayRef<int64_t> of);

} // namespace dual::autodiff

#endif
