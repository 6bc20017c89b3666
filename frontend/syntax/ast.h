// The syntax tree of the whole language: text as the user wrote it, nothing resolved yet.
#pragma once

#include "frontend/syntax/decl.h"
#include "frontend/syntax/expr.h"
#include "frontend/syntax/stmt.h"
#include "frontend/syntax/type.h"
