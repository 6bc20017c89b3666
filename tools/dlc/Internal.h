// What dlc says when dlc itself is wrong.
#pragma once

#include <string>

namespace dual::tool {

// Reports it on standard error; gives the exit code.
int internalError(const std::string &what, const std::string &details = "");

} // namespace dual::tool
