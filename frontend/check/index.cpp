// Index notation: a definition as a whole.
#include "frontend/check/index.h"

namespace dual::check {

// `y[i, j: n] = body`; without binders a reduction that stands in an ordinary expression.
Val Checker::indexDefinition(llvm::ArrayRef<Binder> binders, const Expr &body, SourceRange range) {
  IndexWalk walk{*this};
  if (!walk.open(binders, body))
    return make(errorType(), {});
  Indexed result = walk.walk(body);
  if (walk.failed)
    return make(errorType(), {});
  result.value = settle(result.value, range);
  std::vector<int> all;
  for (size_t k = 0; k < binders.size(); ++k)
    all.push_back(static_cast<int>(k));
  if (!result.value.type->isTensor() || result.value.type->shape.size() != result.axes.size())
    return notBuilt(range, "an index definition of tensors");
  return walk.over(result, all, range).value;
}

} // namespace dual::check
