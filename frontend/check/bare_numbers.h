// Expressions of nothing but numbers, which the place where they stand gives a dtype.
#pragma once

#include "frontend/syntax/ast.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace dual::check {

// `inf`, `nan` and `pi`.
std::optional<double> numberNamed(llvm::StringRef name);

// Whether an expression is a bare number, or arithmetic of such that cannot fail: a float, or an integer;
// none: something else.
std::optional<bool> bareFloat(const Expr &given);

// Of brackets with nothing but bare numbers in them: whether one is a float; none: there is something else.
std::optional<bool> bareFloats(const ListExpr &given);
bool isBareBrackets(const Expr &given);

// Positions of operands: those of such brackets last, of floats before those of integers.
llvm::SmallVector<size_t> bracketsLast(llvm::ArrayRef<const Expr *> operands);

} // namespace dual::check
