// What a function value takes.
#pragma once

#include "frontend/check/value.h"

namespace dual::check {

// Its parameters as they are declared. None: a type or a graph says what it takes, or it is built in.
llvm::ArrayRef<Param> parametersOf(const FnValue &fn);

// The first that a call changes, or null.
const Param *changedParameter(const FnValue &fn);

bool isPullback(const FnValue &fn);

// A call's callee as it is written.
std::string calleeText(const SourceManager &sources, const CallExpr &call);

} // namespace dual::check
