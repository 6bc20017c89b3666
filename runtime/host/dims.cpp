#include "runtime/host/dims.h"

namespace dual::host {

Dims Dims::filled(size_t count, int64_t value) {
  Dims result;
  for (size_t i = 0; i < count; ++i)
    result.push_back(value);
  return result;
}

Dims Dims::iota(size_t count) {
  Dims result;
  for (size_t i = 0; i < count; ++i)
    result.push_back(static_cast<int64_t>(i));
  return result;
}

void Dims::push_back(int64_t value) {
  if (size_ == inline_.size())
    spilled_.assign(inline_.begin(), inline_.end());
  if (size_ >= inline_.size())
    spilled_.push_back(value);
  else
    inline_[size_] = value;
  ++size_;
}

Dims rowMajorStrides(const Dims &shape) {
  Dims strides = Dims::filled(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

} // namespace dual::host
