// Follows a function of dl on symbols: the sizes of every tensor as polynomials, and what its operations
// cost.
#pragma once

#include "frontend/check/type.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <functional>
#include <set>

namespace dual::check {

// What is known of a dl value: of an integer its value, of a tensor its sizes. `from` is whatever the caller
// gave the values that it depends on.
struct Known {
  Dim number = Dim::unknown();
  std::vector<Dim> shape;
  std::set<int> from;
};

class Costs {
public:
  Costs(mlir::ModuleOp module, DimTable &dims) : module(module), dims(dims) {}

  // Valid until the next call.
  Known &of(mlir::Value value);
  Dim elements(mlir::Value value);
  // As the user writes it.
  std::string typeOf(mlir::Value value);
  // In the value's dtype; a text has no size that is known.
  Dim bytes(mlir::Value value);

  // Runs the operation. Its floating-point operations: a multiply-add counts two, any other function one for
  // each element; moving values counts nothing. Of two branches the costlier counts. Unknown where a loop's
  // count or a recursion's depth is.
  Dim run(mlir::Operation &op);
  Dim run(mlir::Block &block);
  // Runs the callee's body on the operands.
  Dim enter(mlir::func::CallOp call);
  // What is known of `from` is known of `to`.
  void hand(mlir::Value from, mlir::Value to);
  // Marks what no result depends on: it costs nothing.
  void findDead(mlir::Block &block);
  bool isDead(mlir::Operation &op) const { return dead.contains(&op); }

  // Instead of `enter`, for calls that are to be seen.
  std::function<Dim(mlir::func::CallOp)> onCall;

private:
  Dim own(mlir::Operation &op);
  Dim loop(mlir::Operation &op);
  Dim choice(mlir::Operation &op);
  Dim repeated(mlir::Operation &op);
  void infer(mlir::Operation &op);
  Dim numberOf(mlir::Operation &op);
  std::vector<Dim> shapeOf(mlir::Operation &op);

  mlir::ModuleOp module;
  DimTable &dims;
  llvm::DenseMap<mlir::Value, Known> known;
  llvm::DenseSet<mlir::Operation *> dead;
  std::vector<mlir::Operation *> open; // functions being run
};

} // namespace dual::check
