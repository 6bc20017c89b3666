// Walking over a box of elements with a stride per axis: what all moving of elements comes down to.
#pragma once

#include "runtime/host/dims.h"

#include <cstring>

namespace dual::host {

/// Where a box starts and how far its axes step, in elements.
struct Strided {
  int64_t offset = 0;
  Dims strides;
};

/// Calls `line(a, b)` with the offsets of both walks at the start of every line along the last axis of
/// `shape`, row-major. A shape of rank 0 is one line of one element.
template <class F> void forEachLine(const Dims &shape, const Strided &a, const Strided &b, F line) {
  if (shape.product() == 0)
    return;
  size_t outer = shape.empty() ? 0 : shape.size() - 1;
  Dims at = Dims::filled(outer, 0);
  int64_t i = a.offset, j = b.offset;
  while (true) {
    line(i, j);
    size_t axis = outer;
    for (; axis > 0; --axis) { // the odometer
      size_t k = axis - 1;
      i += a.strides[k], j += b.strides[k];
      if (++at[k] < shape[k])
        break;
      i -= a.strides[k] * shape[k], j -= b.strides[k] * shape[k];
      at[k] = 0;
    }
    if (axis == 0)
      return;
  }
}

/// Copies a box of elements of type T between two strided places.
template <class T>
void copyBox(const Dims &shape, const T *from, const Strided &source, T *to, const Strided &target) {
  int64_t length = shape.empty() ? 1 : shape.back();
  int64_t fromStep = shape.empty() ? 1 : source.strides.back(),
          toStep = shape.empty() ? 1 : target.strides.back();
  forEachLine(shape, source, target, [=](int64_t i, int64_t j) {
    if (fromStep == 1 && toStep == 1)
      std::memcpy(to + j, from + i, static_cast<size_t>(length) * sizeof(T));
    else
      for (int64_t k = 0; k < length; ++k)
        to[j + k * toStep] = from[i + k * fromStep];
  });
}

} // namespace dual::host
