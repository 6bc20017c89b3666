// What a declaration must be like by itself, before names and types are looked at.
#pragma once

#include "frontend/diagnostics/diagnostics.h"
#include "frontend/syntax/ast.h"

namespace dual::check {

void checkDeclaration(const Decl &decl, Diagnostics &diags);

} // namespace dual::check
