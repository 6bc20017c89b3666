#include "frontend/check/loop_nest.h"

namespace dual::check {

using mlir::Value;

Value LoopNest::open(Value begin, Value end, Value step) {
  auto &b = checker.builder;
  loops.push_back(mlir::scf::ForOp::create(b, checker.loc(range), begin, end, step));
  b.setInsertionPointToStart(loops.back().getBody());
  drafts.push_back(loops.back().getInductionVar());
  return drafts.back();
}

void LoopNest::openIf(Value condition) {
  auto &b = checker.builder;
  choice = mlir::scf::IfOp::create(b, checker.loc(range), condition, /*withElseRegion=*/false);
  b.setInsertionPointToStart(choice.thenBlock());
}

void LoopNest::drop() {
  checker.builder.setInsertionPointAfter(loops.front());
  loops.front().erase();
}

LoopNest::Carried LoopNest::close(llvm::function_ref<Carried()> initial,
                                  llvm::function_ref<Carried(mlir::ValueRange)> next) {
  auto &b = checker.builder;
  b.setInsertionPoint(loops.front());
  Carried carried = initial();
  for (mlir::scf::ForOp &draft : loops) {
    b.setInsertionPoint(draft);
    auto loop = mlir::scf::ForOp::create(b, checker.loc(range), draft.getLowerBound(), draft.getUpperBound(),
                                         draft.getStep(), carried);
    mlir::Block *from = draft.getBody(), *to = loop.getBody();
    from->back().erase();
    to->getOperations().splice(to->end(), from->getOperations());
    draft.getInductionVar().replaceAllUsesWith(loop.getInductionVar());
    draft.erase();
    draft = loop;
    carried.assign(loop.getRegionIterArgs().begin(), loop.getRegionIterArgs().end());
  }
  b.setInsertionPointToEnd(loops.back().getBody());
  yieldTurn(next, carried);
  for (size_t k = loops.size() - 1; k > 0; --k) {
    b.setInsertionPointToEnd(loops[k - 1].getBody());
    mlir::scf::YieldOp::create(b, checker.loc(range), loops[k].getResults());
  }
  b.setInsertionPointAfter(loops.front());
  return Carried(loops.front().getResults());
}

Value LoopNest::closed(Value inside) const {
  const auto *draft = llvm::find(drafts, inside);
  return draft == drafts.end() ? inside : mlir::scf::ForOp(loops[draft - drafts.begin()]).getInductionVar();
}

// What the innermost loop carries on, past the `if` when there is one.
void LoopNest::yieldTurn(llvm::function_ref<Carried(mlir::ValueRange)> next, mlir::ValueRange carried) {
  auto &b = checker.builder;
  if (!choice) {
    mlir::scf::YieldOp::create(b, checker.loc(range), next(carried));
    return;
  }
  b.setInsertionPoint(choice);
  auto taken = mlir::scf::IfOp::create(b, checker.loc(range), carried.getTypes(), choice.getCondition(),
                                       /*withElseRegion=*/true);
  choice.thenBlock()->back().erase();
  taken.getThenRegion().takeBody(choice.getThenRegion());
  choice.erase();
  b.setInsertionPointToEnd(taken.thenBlock());
  mlir::scf::YieldOp::create(b, checker.loc(range), next(carried));
  b.setInsertionPointToEnd(taken.elseBlock());
  mlir::scf::YieldOp::create(b, checker.loc(range), carried);
  b.setInsertionPointAfter(taken);
  mlir::scf::YieldOp::create(b, checker.loc(range), taken.getResults());
}

} // namespace dual::check
