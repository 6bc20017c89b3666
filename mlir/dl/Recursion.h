// Which calls are recursive, and how deep they may go: the same for both ways of running.
#ifndef DUAL_MLIR_DL_RECURSION_H
#define DUAL_MLIR_DL_RECURSION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"

#include <string>

namespace dual::dl {

/// Recursive calls within recursive calls: a chain of a million nodes and some more.
constexpr int64_t deepestRecursion = 1 << 20;

/// What a deeper call fails with, and the status of a library.
std::string tooDeepText(int64_t limit);
constexpr llvm::StringLiteral tooDeepCode = "FAILED";

/// Who calls whom in a module, each function looked at once.
class CallGraph {
public:
  explicit CallGraph(mlir::ModuleOp module) : module_(module) {}

  /// Whether `call` may come back to the function that it stands in.
  bool isRecursive(mlir::func::CallOp call);
  /// Whether a call of `from` may lead to one of `to`.
  bool reaches(mlir::StringAttr from, mlir::StringAttr to);
  const llvm::SetVector<mlir::StringAttr> &callees(mlir::StringAttr function);
  /// The function of that name is to change.
  void forget(mlir::StringAttr function) { callees_.erase(function); }

private:
  mlir::ModuleOp module_;
  llvm::DenseMap<mlir::StringAttr, std::unique_ptr<llvm::SetVector<mlir::StringAttr>>> callees_;
};

} // namespace dual::dl

#endif
