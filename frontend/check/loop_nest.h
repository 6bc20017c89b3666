// Loops whose results are known only when what stands in them has been written.
#pragma once

#include "frontend/check/emitter.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace dual::check {

class LoopNest {
public:
  LoopNest(Emitter &checker, SourceRange range) : checker(checker), range(range) {}

  // Opens a loop inside those before; what is written from here on stands in it. Gives its index.
  mlir::Value open(mlir::Value begin, mlir::Value end, mlir::Value step);
  // Opens an `if` inside the loops; elements that it skips change nothing.
  void openIf(mlir::Value condition);

  // Closes all of them. The loops carry `initial`, written in front of them; `next`, written where the last
  // one was open, says what becomes of it.
  using Carried = llvm::SmallVector<mlir::Value>;
  Carried close(llvm::function_ref<Carried()> initial, llvm::function_ref<Carried(mlir::ValueRange)> next);

  // Removes them with what stands in them.
  void drop();

  mlir::Value index(size_t loop) { return loops[loop].getInductionVar(); }
  // What was written inside, as it is after `close`: a body may be an index itself.
  mlir::Value closed(mlir::Value inside) const;

private:
  void yieldTurn(llvm::function_ref<Carried(mlir::ValueRange)> next, mlir::ValueRange carried);

  Emitter &checker;
  SourceRange range;
  llvm::SmallVector<mlir::scf::ForOp> loops;
  mlir::scf::IfOp choice;
  llvm::SmallVector<mlir::Value> drafts; // the indices as they were while the loops were open
};

} // namespace dual::check
