// Columns that the author lined up stay lined up.
#pragma once

#include "frontend/format/render.h"
#include "frontend/source/source.h"

namespace dual::format {

// The `=` of statements on neighbouring lines, and the comments at their ends: those that stood in one column
// in the source, at least one of them pushed there by blanks, get one column again.
void align(Rendered &rendered, const SourceFile &source);

} // namespace dual::format
