#include "runtime/host/files/tensor_bytes.h"

#include "runtime/host/files/named.h"

namespace dual::host {

std::optional<size_t> checkedByteCount(DType dtype, const Dims &shape) {
  int64_t count = static_cast<int64_t>(byteSize(dtype));
  bool empty = false;
  for (int64_t dim : shape) {
    if (dim < 0)
      return std::nullopt;
    empty |= dim == 0;
    if (dim != 0 && __builtin_mul_overflow(count, dim, &count))
      return std::nullopt;
  }
  return empty ? 0 : static_cast<size_t>(count);
}

Result<Tensor> tensorFromBytes(DType dtype, const Dims &shape, const Bytes &bytes) {
  if (dtype == DType::Bool)
    for (size_t i = 0; i < bytes.size; ++i)
      if (bytes.data[i] > std::byte{1})
        return Error{"byte " + std::to_string(i) + " of its bool data is " +
                     std::to_string(std::to_integer<int>(bytes.data[i])) + ", expected 0 or 1"};
  if (reinterpret_cast<uintptr_t>(bytes.data) % byteSize(dtype) == 0)
    return Tensor::wrap(dtype, shape, bytes.data, bytes.owner);
  Tensor copy = Tensor::uninitialized(dtype, shape);
  std::memcpy(copy.mutableData(), bytes.data, bytes.size);
  return copy;
}

std::string shapeText(const Dims &shape) {
  std::string text;
  for (int64_t dim : shape)
    text += (text.empty() ? "" : ", ") + std::to_string(dim);
  return "[" + text + "]";
}

const Tensor *find(const NamedTensors &tensors, const std::string &name) {
  for (const NamedTensor &tensor : tensors)
    if (tensor.name == name)
      return &tensor.value;
  return nullptr;
}

} // namespace dual::host
