#include "runtime/host/tensor.h"

#include "runtime/host/output.h"

#include <cstdlib>

namespace dual::host {

size_t byteSize(DType dtype) {
  return visit(dtype, [](auto tag) { return sizeof(typename decltype(tag)::type); });
}

const char *name(DType dtype) {
  static constexpr const char *names[] = {
#define DUAL_DTYPE(name, text, type) text,
#include "runtime/host/dtypes.def"
  };
  return names[static_cast<size_t>(dtype)];
}

bool isFloat(DType dtype) { return dtype >= DType::F16; }
bool isInteger(DType dtype) { return dtype >= DType::I8 && dtype <= DType::I64; }

static size_t countableBytes(DType dtype, const Dims &shape) {
  auto bytes = static_cast<int64_t>(byteSize(dtype));
  for (int64_t dim : shape)
    if (__builtin_mul_overflow(bytes, dim, &bytes))
      endOutOfMemory(-1);
  return static_cast<size_t>(bytes);
}

Tensor Tensor::uninitialized(DType dtype, Dims shape) {
  Tensor result;
  result.dtype_ = dtype;
  result.shape_ = std::move(shape);
  size_t bytes = countableBytes(dtype, result.shape_);
  if (bytes > sizeof(result.inline_)) {
    // Aligned to a cache line, which suits every vector width.
    size_t rounded = (bytes + 63) / 64 * 64;
    auto *memory = static_cast<std::byte *>(std::aligned_alloc(64, rounded));
    if (!memory)
      endOutOfMemory(static_cast<int64_t>(bytes));
    result.data_ = memory;
    result.owner_ = std::shared_ptr<const void>(memory, [memory](const void *) { std::free(memory); });
  }
  return result;
}

Tensor Tensor::zeros(DType dtype, Dims shape) {
  Tensor result = uninitialized(dtype, std::move(shape));
  std::memset(result.mutableData(), 0, result.byteCount());
  return result;
}

Tensor Tensor::wrap(DType dtype, Dims shape, const void *data, std::shared_ptr<const void> owner) {
  assert(reinterpret_cast<uintptr_t>(data) % byteSize(dtype) == 0);
  Tensor result;
  result.dtype_ = dtype;
  result.shape_ = std::move(shape);
  if (result.byteCount() <= sizeof(result.inline_)) {
    std::memcpy(result.inline_, data, result.byteCount());
    return result;
  }
  result.data_ = static_cast<const std::byte *>(data);
  result.owner_ = std::move(owner);
  result.writable_ = false;
  return result;
}

void *Tensor::mutableData() {
  if (!data_)
    return inline_;
  if (!writable_ || owner_.use_count() != 1) {
    Tensor copy = uninitialized(dtype_, shape_);
    std::memcpy(copy.mutableData(), data_, byteCount());
    *this = std::move(copy);
  }
  // Writable memory came from `uninitialized`, which made it non-const.
  return const_cast<std::byte *>(data_);
}

Tensor Tensor::withShape(Dims shape) const {
  assert(shape.product() == size());
  Tensor result = *this;
  result.shape_ = std::move(shape);
  return result;
}

namespace {

bool isNan(float x) { return x != x; }
bool isNan(double x) { return x != x; }
bool isNan(Float16 x) { return isNan(numerics::toFloat(x)); }
bool isNan(BFloat16 x) { return isNan(numerics::toFloat(x)); }
template <class T> bool isNan(T) { return false; }

template <class T> bool sameBits(const T *a, const T *b, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    if (std::memcmp(a + i, b + i, sizeof(T)) != 0 && !(isNan(a[i]) && isNan(b[i])))
      return false;
  return true;
}

} // namespace

bool Tensor::identical(const Tensor &other) const {
  if (dtype_ != other.dtype_ || shape_ != other.shape_)
    return false;
  return visit(dtype_, [&](auto tag) {
    using T = typename decltype(tag)::type;
    return sameBits(as<T>(), other.as<T>(), size());
  });
}

} // namespace dual::host
