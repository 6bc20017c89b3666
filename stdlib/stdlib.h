// The source of the standard library's modules.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dual {

/// The text of a module of the standard library, or nothing.
std::optional<std::string> standardModule(const std::string &name);
std::vector<std::string> standardModuleNames();

} // namespace dual
