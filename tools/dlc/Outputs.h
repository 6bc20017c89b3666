// How dlc writes files: each is renamed to its name when it is whole.
#pragma once

#include "runtime/host/result.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace dual::tool {

host::Status writeBytes(const std::string &path, llvm::StringRef bytes);

// A program of the system that makes the output: called as `program INPUT arguments -o OUTPUT`.
struct Maker {
  const char *program;
  const char *missing; // said where it is not on the path
  std::vector<std::string> arguments;
};

// The input comes in a temporary file with this ending.
host::Status writeThrough(const Maker &maker, llvm::StringRef input, const char *ending,
                          const std::string &path);

} // namespace dual::tool
