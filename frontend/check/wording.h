// Pieces of messages that several files need.
#pragma once

#include "frontend/diagnostics/diagnostics.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace dual::check {

// The nearest of `candidates` to a misspelt name, or nothing when none is near.
std::optional<std::string> suggestion(const std::string &name, const std::vector<std::string> &candidates);

// `1 argument`, `2 arguments`
std::string counted(size_t count, const std::string &noun);

// The code of an effect in a place that cannot have one: "a graph", "index notation".
DiagCode effectCode(const std::string &place);

} // namespace dual::check
