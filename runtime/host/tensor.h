// The value that eager execution works on: a contiguous row-major array, or a scalar of rank 0.
#pragma once

#include "runtime/host/dims.h"
#include "runtime/host/dtype.h"

#include <cassert>
#include <cstring>
#include <memory>

namespace dual::host {

/// A tensor is a value: copies share their bytes until one of them is written.
/// A payload of at most 8 bytes (every scalar) lies inside the object and is never shared.
class Tensor {
public:
  /// An f32 scalar 0.
  Tensor() = default;

  /// Elements are zero bytes. Precondition: no dim is negative and the size in bytes fits in 63 bits.
  static Tensor zeros(DType dtype, Dims shape);

  /// Elements have no defined value until written: for kernels that fill all of them.
  static Tensor uninitialized(DType dtype, Dims shape);

  template <class T> static Tensor scalar(T value) {
    Tensor result;
    result.dtype_ = DTypeOf<T>::value;
    std::memcpy(result.inline_, &value, sizeof(T));
    return result;
  }

  /// Copies `shape.product()` elements from `values`.
  template <class T> static Tensor of(Dims shape, const T *values) {
    Tensor result = uninitialized(DTypeOf<T>::value, std::move(shape));
    std::memcpy(result.mutableData(), values, result.byteCount());
    return result;
  }
  template <class T> static Tensor of(Dims shape, std::initializer_list<T> values) {
    assert(static_cast<int64_t>(values.size()) == shape.product());
    return of(std::move(shape), values.begin());
  }

  /// Reads memory that somebody else holds, for example a mapped file, for as long as `owner` lives.
  /// It is never written: the first `mutableData` copies. `data` must be aligned for the element type.
  static Tensor wrap(DType dtype, Dims shape, const void *data, std::shared_ptr<const void> owner);

  DType dtype() const { return dtype_; }
  const Dims &shape() const { return shape_; }
  int64_t rank() const { return static_cast<int64_t>(shape_.size()); }
  int64_t size() const { return shape_.product(); }
  size_t byteCount() const { return static_cast<size_t>(size()) * byteSize(dtype_); }

  const void *data() const { return data_ ? data_ : inline_; }
  /// Copies the bytes first if another tensor or a file shares them.
  void *mutableData();

  /// Precondition: T is the element type of `dtype()`.
  template <class T> const T *as() const {
    assert(DTypeOf<T>::value == dtype_);
    return static_cast<const T *>(data());
  }
  template <class T> T *mutableAs() {
    assert(DTypeOf<T>::value == dtype_);
    return static_cast<T *>(mutableData());
  }
  /// The only element of a tensor of one element.
  template <class T> T item() const { return *as<T>(); }

  /// The same bytes under another shape of equal element count; shares them.
  Tensor withShape(Dims shape) const;

  /// Equal dtype, shape and bits, all NaNs being one value (statement 31).
  bool identical(const Tensor &other) const;

private:
  DType dtype_ = DType::F32;
  bool writable_ = true;
  Dims shape_;
  alignas(8) std::byte inline_[8] = {};
  const std::byte *data_ = nullptr; // null: the payload is inline_
  std::shared_ptr<const void> owner_;
};

} // namespace dual::host
