// What a function captures, as a part of the graph that it is an argument of.
#pragma once

#include "frontend/check/value.h"

namespace dual::check {

// Of the symbols around a lambda, those that it mentions.
TypeEnv mentionedSymbols(const FnValue &fn);
// A tuple of the captured values, in the order of Checker::captureFunction, by the names of the variables.
TypeRef capturedType(const FnValue &fn, const TypeRef &i64);
// The captured sizes, as the graph names them: `f.N`.
std::vector<NamedDim> capturedSizes(const std::string &param, llvm::ArrayRef<int> atoms,
                                    const DimTable &dims);
// The same function where its sizes have these values.
FnValue mapSizes(const FnValue &fn, const std::function<Dim(const Dim &)> &map);

} // namespace dual::check
