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
void addElementwiseRules(RuleTable &table);
void addReductionRules(RuleTable &table);
void addShapeRules(RuleTable &table);

/// Goes backwards through the operations `first` ... `last` of one block and emits their adjoints where
/// `emit` stands. What it emits may read values inside the branches of an `if` from outside; saveBranchValues
/// mends that.
llvm::LogicalResult reverseOps(mlir::Operation *first, mlir::Operation *last, AdjointMap &adjoints,
                               Emit &emit);

/// Makes every value that is read outside of the branch it is defined in a further result of the branch's
/// `if`.
void saveBranchValues(mlir::func::FuncOp function);

} // namespace dual::autodiff

#endif
