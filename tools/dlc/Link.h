// The system's linker, by way of its C compiler.
#pragma once

#include <string>

namespace dual::tool {

// Links one object to a shared library. Gives the exit code; what went wrong has been said.
int linkShared(const std::string &object, const std::string &path);

// Links the object of a program with the runtime that dlc brings along.
int linkProgram(const std::string &object, const std::string &path);

} // namespace dual::tool
