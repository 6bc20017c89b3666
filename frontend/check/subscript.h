// Places along an axis.
#pragma once

#include "frontend/check/emitter.h"

namespace dual::check {

// Proves that `at` is a place of an axis of this size, or checks it when the program runs.
bool requireIndex(Emitter &check, const Dim &at, const Dim &size, SourceRange range);

} // namespace dual::check
