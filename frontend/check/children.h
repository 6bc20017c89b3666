// The children that a node makes.
#pragma once

#include "frontend/check/checker.h"

namespace dual::check {

// By their graphs, in lower case: `dense`, `dense2` for the second of its kind.
std::vector<std::string> childNames(llvm::ArrayRef<MadeChild> made);

} // namespace dual::check
