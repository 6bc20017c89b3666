// `list[f32]`, `Grad[M]`: what stands between the brackets of a type; and what a type says of the sizes of
// graphs inside, which are found under the place that holds each, as in `m.hidden`.
#pragma once

#include "frontend/check/value.h"
#include "frontend/syntax/ast.h"

namespace dual::check {

// The argument as a type expression, which lives as long as what it is part of.
std::shared_ptr<const TypeExpr> argumentType(const TypeArg &arg);

// Whether the place is that of a function's result.
bool isResultPlace(llvm::StringRef place);
void copyPlaces(const TypeEnv &from, TypeEnv &to);
// Those inside `place`, by the rest of their names.
void copyInside(const TypeEnv &from, const std::string &place, TypeEnv &to);
// What the parameters of a struct or enum are in this type, and its places.
TypeEnv typeArgumentsOf(const Type &type);
// Enters the sizes of all graphs in a value of the type, and how each was made.
void bindPlaces(const TypeRef &type, const std::string &place, TypeEnv &to);
// Whether a number could be meant: all sizes of the type are known.
bool takesNumber(const TypeExpr &type, const TypeEnv &types);

} // namespace dual::check
