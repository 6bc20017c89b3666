// The C parts of every generated library, as LLVM bitcode.
#pragma once

#include <string_view>

namespace dual::core {

std::string_view bitcode();

} // namespace dual::core
