// A short list of 64-bit numbers: shapes, axes, offsets and index maps.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace dual::host {

/// Up to four numbers lie inside the object, because a scalar operation of the interpreter must not allocate;
/// longer lists go to the heap.
class Dims {
public:
  Dims() = default;
  Dims(std::initializer_list<int64_t> values) : Dims(values.begin(), values.size()) {}
  Dims(const std::vector<int64_t> &values) : Dims(values.data(), values.size()) {}
  Dims(const int64_t *values, size_t count) : size_(count) {
    if (count > inline_.size())
      spilled_.resize(count);
    std::copy(values, values + count, begin());
  }

  /// `count` times `value`.
  static Dims filled(size_t count, int64_t value);
  /// 0, 1, ... count - 1.
  static Dims iota(size_t count);

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const int64_t *begin() const { return size_ > inline_.size() ? spilled_.data() : inline_.data(); }
  const int64_t *end() const { return begin() + size_; }
  int64_t *begin() { return size_ > inline_.size() ? spilled_.data() : inline_.data(); }
  int64_t *end() { return begin() + size_; }
  int64_t operator[](size_t i) const { return begin()[i]; }
  int64_t &operator[](size_t i) { return begin()[i]; }
  int64_t back() const { return begin()[size_ - 1]; }

  void push_back(int64_t value);

  /// Product of all entries, 1 for an empty list: the element count of a shape.
  int64_t product() const {
    int64_t result = 1;
    for (int64_t dim : *this)
      result *= dim;
    return result;
  }

  bool operator==(const Dims &other) const {
    return size_ == other.size_ && std::equal(begin(), end(), other.begin());
  }
  bool operator!=(const Dims &other) const { return !(*this == other); }

private:
  size_t size_ = 0;
  std::array<int64_t, 4> inline_{};
  std::vector<int64_t> spilled_;
};

/// Row-major strides, in elements.
Dims rowMajorStrides(const Dims &shape);

} // namespace dual::host
