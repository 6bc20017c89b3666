// Source text to syntax tree.
#pragma once

#include "frontend/diagnostics/diagnostics.h"
#include "frontend/syntax/ast.h"

namespace dual {

// Reports every syntax error it finds. The tree is null exactly when there was one.
std::unique_ptr<Module> parse(const SourceManager &sources, FileId file, Diagnostics &diags);

// Whether an input line of the REPL can be run, or has an open bracket or an operator at its end.
enum class Completeness { complete, needs_more };
Completeness completeness(std::string_view text);

} // namespace dual
