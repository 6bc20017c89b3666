// What a function value takes, and what that says of the arguments it is given.
#pragma once

#include "frontend/check/graph.h"

namespace dual::check {

// Its parameters as they are declared. None: a type or a graph says what it takes, or it is built in.
llvm::ArrayRef<Param> parametersOf(const FnValue &fn);

// The first that a call changes, or null.
const Param *changedParameter(const FnValue &fn);

// How it declares what it takes there; null: it does not.
const TypeExpr *declaredType(const FnValue &fn, size_t number);

bool isPullback(const FnValue &fn);

// What a place of this type says of numbers in brackets, also of those in a tuple; null: nothing. Brackets
// have sizes of their own, so of a tensor it is the dtype only.
TypeRef numbersOf(const TypeRef &type, const Expr &given);

// The same for an input of a graph, whose symbols mean nothing to the caller.
TypeRef numbersOfInput(const GraphTemplate &graph, size_t number, const Expr &given);

// A call's callee as it is written.
std::string calleeText(const SourceManager &sources, const CallExpr &call);

} // namespace dual::check
