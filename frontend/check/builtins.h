// The functions that the language cannot say itself. Everything else of the library is Dual source.
#pragma once

#include <string>
#include <vector>

namespace dual::check {

bool isBuiltin(const std::string &name);
std::vector<std::string> builtinNames();
// Of "data": "npz", "csv", ...
std::vector<std::string> builtinsOf(const std::string &module);

} // namespace dual::check
