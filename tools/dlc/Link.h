// The system's linker, by way of its C compilers.
#pragma once

#include "runtime/host/result.h"

#include <string>

namespace dual::tool {

// Links one object to a shared library.
host::Status linkShared(const std::string &object, const std::string &path);

// Links the object of a program with the runtime that dlc brings along.
host::Status linkProgram(const std::string &object, const std::string &path);

} // namespace dual::tool
