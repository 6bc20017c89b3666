// Which values the arms of a `match` take, by their patterns alone.
#pragma once

#include "frontend/check/type.h"

namespace dual::check {

// What a pattern demands: a variant, literal or tuple with demands on its parts, or nothing.
struct Form {
  std::string constructor; // empty: any value
  std::vector<Form> parts;
};
using Row = std::vector<Form>;

// For values of these types: what no row takes, at least one of each kind; none if all are taken.
std::vector<Row> uncovered(const std::vector<Row> &rows, const std::vector<TypeRef> &types);

// Whether there is a value that `row` takes and none of the rows does.
bool takesMore(const std::vector<Row> &rows, const Row &row, const std::vector<TypeRef> &types);

// As a pattern: `Node(_, Leaf(_))`.
std::string formText(const Form &form);

} // namespace dual::check
