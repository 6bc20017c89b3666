// From bytes of a file to a tensor: what every format has to check.
#pragma once

#include "runtime/host/files/io.h"
#include "runtime/host/tensor.h"

#include <optional>

namespace dual::host {

/// Bytes of a tensor of that shape; nothing if a dim is negative or the size does not fit in 63 bits.
std::optional<size_t> checkedByteCount(DType dtype, const Dims &shape);

/// Wraps `bytes` if they are aligned for the element type, else copies. Precondition: the size is right.
/// Fails if a bool is neither 0 nor 1, which our code could not compute with.
Result<Tensor> tensorFromBytes(DType dtype, const Dims &shape, const Bytes &bytes);

/// "[2, 3]".
std::string shapeText(const Dims &shape);

} // namespace dual::host
