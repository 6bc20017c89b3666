// Which sizes the types of the compiled program hold.
#pragma once

#include "frontend/check/dim.h"

namespace dual::check {

// A negative size is none: like an unknown one it is a value, which a check refuses when the program runs.
inline bool isStaticSize(const Dim &dim) { return dim.isConstant() && dim.constant() >= 0; }

} // namespace dual::check
