// Index notation as a nest of loops: the body is an ordinary expression, of indices that are ordinary
// numbers.
#pragma once

#include "frontend/check/index.h"
#include "frontend/check/loop_nest.h"

namespace dual::check {

class IndexLoops {
public:
  IndexLoops(Checker &checker, SourceRange range) : checker(checker), range(range), nest(checker, range) {}

  Val define(llvm::ArrayRef<Binder> binders, const Expr &body);
  Val reduce(const ReductionExpr &given);

  // `x[e] else v`, where `read` is `x[e]`.
  static Val padded(Checker &checker, const Val &object, const SubscriptExpr &given,
                    llvm::function_ref<Val()> read);

private:
  void openLoop(const Index &index);
  bool openLoops(llvm::ArrayRef<Binder> binders, IndexWalk &names);
  Val filled(llvm::ArrayRef<Index> indices, const Expr &body);
  Val folded(const ReductionExpr &given, IndexWalk &names);
  bool openFilter(const Expr &filter);
  std::optional<std::vector<Val>> elementsOf(const ReductionExpr &given);
  bool hasOwnSize(const Val &element, SourceRange place);
  void leave();
  Val drop();

  Checker &checker;
  SourceRange range;
  LoopNest nest;
  std::map<int, mlir::Value> known; // the sizes of the place around
};

} // namespace dual::check
