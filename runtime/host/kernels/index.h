// Reading and adding by computed indices.
#pragma once

#include "runtime/host/tensor.h"

namespace dual::host {

/// The first index that is outside, in row-major order of the index tensor.
struct OutOfRange {
  bool found = false;
  int64_t position = 0; // flat, in the index tensor
  int64_t value = 0;    // what stood there
  int64_t limit = 0;    // legal are 0 .. limit - 1
  explicit operator bool() const { return found; }
};

/// Whether all of `indices` (i64, any shape) are in 0 .. limit - 1. Negative ones are outside (row 30).
OutOfRange checkIndices(const Tensor &indices, int64_t limit);

/// `axis` of x is replaced by the dims of `indices` (i64, any rank):
/// x.shape[:axis] + indices.shape + x.shape[axis + 1:]. Precondition: `checkIndices` found nothing.
Tensor gather(const Tensor &x, const Tensor &indices, int64_t axis);

/// The adjoint of `gather`: adds `updates` (of gather's result shape) into `into`, one at a time in row-major
/// order of `updates`; repeated indices add repeatedly. f16 and bf16 round after each. Precondition as for
/// `gather`.
Tensor scatterAdd(Tensor into, const Tensor &indices, const Tensor &updates, int64_t axis);

} // namespace dual::host
