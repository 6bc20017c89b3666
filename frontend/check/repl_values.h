// What the REPL asks of values and statements: the dl values inside, the sizes that types mention, the names
// defined.
#pragma once

#include "frontend/check/value.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <set>

namespace dual::check {

// Visits every dl value inside: the leaves, those of a lazy list, and those that a function has captured.
// What is shared with other values is copied first, so that `visit` may write.
void renew(Val &value, llvm::function_ref<void(mlir::Value &)> visit);

// Takes from what functions captured all that their text does not mention.
void prune(Val &value, const SourceManager &sources);

// The symbols in the sizes of a value, of its type and of what is inside.
void symbolsOf(const Dim &dim, const DimTable &dims, std::set<int> &symbols);
void symbolsOf(const Val &value, const DimTable &dims, std::set<int> &symbols);

// The names that a `let` or `var` defines.
std::set<std::string> binderNames(const Stmt &stmt);

// Every word of the text that could be a name.
std::set<std::string> wordsOf(std::string_view text);

} // namespace dual::check
