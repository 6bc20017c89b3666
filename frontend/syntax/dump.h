// The syntax tree as indented text, for `--emit ast` and for tests.
#pragma once

#include "frontend/syntax/ast.h"

namespace dual {

std::string dump(const Module &module);
// Types and patterns on one line, much as they were written.
std::string dump(const TypeExpr &type);
std::string dump(const Pattern &pattern);

} // namespace dual
