// The functions that the language cannot say itself. Everything else of the library is Dual source.
#pragma once

#include <string>
#include <vector>

namespace dual::check {

bool isBuiltin(const std::string &name);
std::vector<std::string> builtinNames();

} // namespace dual::check
