// Accumulation of adjoints.
#include "mlir/autodiff/Adjoints.h"

using namespace mlir;

namespace dual::autodiff {

void AdjointMap::add(Value value, Value contribution, Emit &emit) {
  if (!isActive(value))
    return;
  assert(value.getType() == contribution.getType() && "an adjoint has the type of its value");
  Value &adjoint = adjoints[value];
  adjoint = adjoint ? emit.sum(adjoint, contribution) : contribution;
}

Value AdjointMap::lookupOrZeros(Value value, Emit &emit) const {
  Value adjoint = lookup(value);
  return adjoint ? adjoint : emit.zerosLike(value);
}

} // namespace dual::autodiff
