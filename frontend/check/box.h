// What the subscripts of a tensor name: a box, and at most one axis of which an index tensor picks places.
#pragma once

#include "frontend/check/value.h"

namespace dual::check {

struct Box {
  llvm::SmallVector<mlir::Value> offsets, sizes;
  std::vector<Dim> full;  // with 1 for axes that a plain index drops
  std::vector<Dim> shape; // without them
  llvm::SmallVector<int64_t> strides;
  std::optional<Val> index; // the places, all inside, along the axis `at` of `shape`
  size_t at = 0;
};

} // namespace dual::check
