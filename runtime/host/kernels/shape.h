// Operations that move elements and compute none: any dtype, bits untouched.
#pragma once

#include "runtime/host/tensor.h"

#include <vector>

namespace dual::host {

/// Operand axis i becomes result axis `axisMap[i]`; there its size equals the result's or is 1 and stretches.
/// Result axes that nothing maps to repeat the operand.
Tensor broadcast(const Tensor &x, const Dims &resultShape, const Dims &axisMap);

/// Same elements in row-major order under another shape of equal count; shares the bytes.
Tensor reshape(const Tensor &x, const Dims &shape);

/// Result axis i is operand axis `permutation[i]`.
Tensor transpose(const Tensor &x, const Dims &permutation);

/// Element j of axis i is element offsets[i] + j * strides[i] of x; all inside x. Strides may be negative.
Tensor slice(const Tensor &x, const Dims &offsets, const Dims &sizes, const Dims &strides);

/// `into` with the elements that `slice(into, offsets, part.shape(), strides)` reads replaced by `part`.
/// In place when the caller moves `into` in and nobody else shares its bytes.
Tensor insertSlice(Tensor into, const Tensor &part, const Dims &offsets, const Dims &strides);

/// Joined along `axis`; all other dims and the dtype are equal. At least one part.
Tensor concat(const std::vector<Tensor> &parts, int64_t axis);

/// start, start + 1, ... along `axis` of `shape`, in a numeric dtype.
Tensor iota(DType dtype, const Dims &shape, int64_t axis, int64_t start = 0);

/// A tensor of `shape` whose every element is the scalar `value`.
Tensor full(const Dims &shape, const Tensor &value);

} // namespace dual::host
