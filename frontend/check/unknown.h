// Sizes that only a value itself knows.
#pragma once

#include "frontend/check/type.h"

namespace dual::check {

// The type with `?` for every size that had it before the value was read, and that no name of `named` stands
// for: another value of it may have others.
TypeRef reopened(const DimTable &dims, const TypeRef &type, const std::map<std::string, Dim> &named);

} // namespace dual::check
