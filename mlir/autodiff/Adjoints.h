// The adjoints of the values of a program while it is gone through backwards.
#ifndef DUAL_MLIR_AUTODIFF_ADJOINTS_H
#define DUAL_MLIR_AUTODIFF_ADJOINTS_H

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/autodiff/Activity.h"
#include "mlir/autodiff/Emit.h"
#include "llvm/ADT/MapVector.h"

namespace dual::autodiff {

/// From a loop of the forward half to the one that goes through its turns from the last to the first.
using LoopPairs = llvm::DenseMap<mlir::Operation *, mlir::scf::ForOp>;

/// From a value to the sum of what its uses have contributed so far. A copy is what a branch works on.
class AdjointMap {
public:
  AdjointMap(const Activity &activity, LoopPairs &loops) : activity(&activity), loops(&loops) {}

  bool isActive(mlir::Value value) const { return activity->contains(value); }

  /// Adds a contribution, after those that came before; ignored where no derivative runs through the value.
  void add(mlir::Value value, mlir::Value contribution, Emit &emit);
  /// Puts the adjoint in place of what was there.
  void set(mlir::Value value, mlir::Value adjoint) { adjoints[value] = adjoint; }

  /// Null where nothing has been contributed.
  mlir::Value lookup(mlir::Value value) const { return adjoints.lookup(value); }
  mlir::Value lookupOrZeros(mlir::Value value, Emit &emit) const;
  /// The adjoint of an operation's only result. Rules run only where there is one.
  mlir::Value of(mlir::Operation *op) const { return adjoints.lookup(op->getResult(0)); }

  void pairLoops(mlir::Operation *forward, mlir::scf::ForOp reverse) { (*loops)[forward] = reverse; }

  /// In the order of the first contribution, which makes the program made from it the same every time.
  auto begin() const { return adjoints.begin(); }
  auto end() const { return adjoints.end(); }

private:
  const Activity *activity;
  LoopPairs *loops;
  llvm::MapVector<mlir::Value, mlir::Value> adjoints;
};

} // namespace dual::autodiff

#endif
