// Which values of a function a derivative runs through.
#ifndef DUAL_MLIR_AUTODIFF_ACTIVITY_H
#define DUAL_MLIR_AUTODIFF_ACTIVITY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"

namespace dual::autodiff {

/// The float values that depend on one of the inputs and that one of the results depends on.
class Activity {
public:
  Activity(mlir::func::FuncOp function, llvm::ArrayRef<mlir::Value> inputs,
           llvm::ArrayRef<mlir::Value> results);

  bool contains(mlir::Value value) const { return active.contains(value); }

private:
  llvm::DenseSet<mlir::Value> active;
};

} // namespace dual::autodiff

#endif
