// The parts of `Grad[M]`: those of `M` that have derivatives.
#pragma once

#include "frontend/check/value.h"

namespace dual::check {

// The type whose parts a value has: of a gradient, what it is the gradient of.
const Type &structureOf(const TypeRef &type);

bool isGradientOfTuple(const TypeRef &type);

// A gradient as a tuple, whose parts bear their names in `M`; those without derivatives are `()`.
Val asParts(const Val &gradient);

} // namespace dual::check
