// Index notation: which of the two ways writes a definition.
#include "frontend/check/index.h"
#include "frontend/check/control.h"
#include "frontend/check/index_loops.h"

#include <fmt/format.h>

namespace dual::check {

IndexDraft::IndexDraft(Checker &checker)
    : checker(checker), block(checker.builder.getInsertionBlock()), last(nullptr),
      sizes(checker.frame.dimValues) {
  auto at = checker.builder.getInsertionPoint();
  if (at != block->begin())
    last = &*std::prev(at);
}

void IndexDraft::undo() {
  auto first = last ? std::next(last->getIterator()) : block->begin();
  for (auto at = checker.builder.getInsertionPoint(); at != first;) {
    mlir::Operation *op = &*std::prev(at);
    op->erase();
    first = last ? std::next(last->getIterator()) : block->begin();
  }
  checker.frame.dimValues = sizes;
}

// On whole tensors; an error with `wantsLoops` if they cannot say it.
Val IndexWalk::define(llvm::ArrayRef<Binder> binders, const Expr &body, SourceRange range) {
  Indexed result = open(binders, {&body}) ? walk(body) : fail();
  if (failed)
    return result.value;
  result.value = checker.settle(result.value, range);
  std::vector<int> all;
  for (size_t k = 0; k < indices.size(); ++k)
    all.push_back(static_cast<int>(k));
  if (binders.empty())
    return result.value;
  if (!result.value.type->isTensor())
    return leave().value;
  return over(result, all, range).value;
}

// `y[i, j: n] = body`; without binders a reduction that stands in an ordinary expression.
Val Checker::indexDefinition(llvm::ArrayRef<Binder> binders, const Expr &body, SourceRange range) {
  auto outerPure = std::exchange(frame.pure, frame.pure ? frame.pure : "index notation");
  std::set<std::string> names;
  collectStores(body, names);
  auto variables = carried(names);
  auto before = leavesOfAll(variables);
  IndexDraft draft(*this);
  IndexWalk walk{*this};
  Val result = walk.define(binders, body, range);
  if (walk.wantsLoops) {
    draft.undo();
    IndexLoops loops(*this, range);
    result = binders.empty() ? loops.reduce(*body.as<ReductionExpr>()) : loops.define(binders, body);
  }
  frame.pure = outerPure;
  if (leavesOfAll(variables) == before)
    return result;
  setLeaves(variables, before);
  return error(DiagCode::bad_index, body.range, "index notation cannot change what is around it");
}

} // namespace dual::check
