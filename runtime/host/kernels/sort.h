// The order of the elements of a tensor.
#pragma once

#include "runtime/host/tensor.h"

namespace dual::host {

/// The numbers of the elements along an axis, from the least to the greatest, or the other way round.
/// NaN is the greatest; of equals the first comes first, both ways round (statement 32).
Tensor argsort(const Tensor &x, int64_t axis, bool descending);

} // namespace dual::host
