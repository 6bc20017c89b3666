// `list[f32]`, `Grad[M]`: what stands between the brackets of a type.
#pragma once

#include "frontend/syntax/ast.h"

namespace dual::check {

// The argument as a type expression, which lives as long as what it is part of.
std::shared_ptr<const TypeExpr> argumentType(const TypeArg &arg);

} // namespace dual::check
