// Places that can be stored to: names, and parts of them.
#pragma once

#include "frontend/syntax/ast.h"

namespace dual::check {

enum class Overlap { no, maybe, yes };

// Whether two places share something: `a[i]` and `a[j]` may.
Overlap overlapOf(const Expr &a, const Expr &b);

} // namespace dual::check
