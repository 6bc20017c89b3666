#pragma once

namespace dual::tool {

// DUAL_VERSION is the project's version in the top CMakeLists.txt.
constexpr const char *compilerVersion = "dlc " DUAL_VERSION;

} // namespace dual::tool
