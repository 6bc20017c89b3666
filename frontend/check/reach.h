// Between which sizes an index expression lies: what proves that a read is inside needs no check.
#pragma once

#include "frontend/check/dim.h"
#include "frontend/syntax/ast.h"

#include <functional>
#include <optional>

namespace dual::check {

// Both ends are included. They hold where there is anything to read at all.
struct Reach {
  Dim low, high;
};

using ReachOfName = std::function<std::optional<Reach>(const std::string &name)>;

// Of sums, differences and products of integers and names; nothing if more than that stands in it.
std::optional<Reach> reachOf(const Expr &expr, const ReachOfName &ofName, const DimTable &dims);

} // namespace dual::check
