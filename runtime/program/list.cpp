#include "runtime/program/list.h"
#include "runtime/host/text.h"

#include <cstdlib>
#include <cstring>

using namespace dual;
using host::Dims;
using host::Tensor;

namespace dual::program {

Dims shapeOf(const DualDescriptor &tensor, int64_t rank) {
  return Dims(tensor.sizesThenStrides, static_cast<size_t>(rank));
}

/// Calls `visit(bytes in the tensor, number of the element)` for every element in row-major order.
template <class F>
static void forEachElement(const DualDescriptor &tensor, int64_t rank, size_t elementBytes, F &&visit) {
  Dims shape = shapeOf(tensor, rank), at = Dims::filled(static_cast<size_t>(rank), 0);
  const int64_t *strides = tensor.sizesThenStrides + rank;
  for (int64_t k = 0, count = shape.product(); k < count; ++k) {
    int64_t position = tensor.offset;
    for (int64_t axis = 0; axis < rank; ++axis)
      position += at[axis] * strides[axis];
    visit(tensor.aligned + position * static_cast<int64_t>(elementBytes), static_cast<size_t>(k));
    for (int64_t axis = rank - 1; axis >= 0 && ++at[axis] == shape[axis]; --axis)
      at[axis] = 0;
  }
}

static bool isContiguous(const DualDescriptor &tensor, int64_t rank) {
  Dims expected = rowMajorStrides(shapeOf(tensor, rank));
  return std::equal(expected.begin(), expected.end(), tensor.sizesThenStrides + rank);
}

Tensor toTensor(const DualDescriptor &tensor, int64_t rank, int64_t dtype) {
  Tensor result = Tensor::uninitialized(static_cast<host::DType>(dtype), shapeOf(tensor, rank));
  size_t width = byteSize(result.dtype());
  auto *to = static_cast<std::byte *>(result.mutableData());
  if (isContiguous(tensor, rank))
    std::memcpy(to, tensor.aligned + tensor.offset * static_cast<int64_t>(width), result.byteCount());
  else
    forEachElement(tensor, rank, width,
                   [&](const std::byte *from, size_t k) { std::memcpy(to + k * width, from, width); });
  return result;
}

void copyTo(const Tensor &x, DualDescriptor &into, int64_t rank) {
  size_t width = byteSize(x.dtype());
  const auto *from = static_cast<const std::byte *>(x.data());
  if (isContiguous(into, rank))
    std::memcpy(into.aligned + into.offset * static_cast<int64_t>(width), from, x.byteCount());
  else
    forEachElement(into, rank, width,
                   [&](std::byte *to, size_t k) { std::memcpy(to, from + k * width, width); });
}

std::string toText(const DualDescriptor &bytes) {
  return host::textOf(toTensor(bytes, 1, static_cast<int64_t>(host::DType::U8)));
}

void answer(int64_t number, DualDescriptor &into) { copyTo(Tensor::scalar(number), into, 0); }

} // namespace dual::program

using namespace dual::program;

DualList *dual_rt_list() { return new DualList; }

void dual_rt_list_text(DualList *list, const DualText *text) {
  list->items.emplace_back(std::string(text->bytes, static_cast<size_t>(text->size)));
}

void dual_rt_list_bytes(DualList *list, const DualDescriptor *text, int64_t, int64_t) {
  list->items.emplace_back(toText(*text));
}

void dual_rt_list_scalar(DualList *list, int64_t dtype, int64_t bits) {
  Tensor scalar = Tensor::uninitialized(static_cast<host::DType>(dtype), Dims());
  std::memcpy(scalar.mutableData(), &bits, scalar.byteCount()); // little-endian
  list->items.emplace_back(std::move(scalar));
}

void dual_rt_list_tensor(DualList *list, const DualDescriptor *tensor, int64_t rank, int64_t dtype) {
  list->items.emplace_back(toTensor(*tensor, rank, dtype));
}

int64_t dual_rt_list_dim(const DualList *list, int64_t k, int64_t axis) {
  return list->tensor(static_cast<size_t>(k)).shape()[static_cast<size_t>(axis)];
}

void dual_rt_list_take(const DualList *list, int64_t k, DualDescriptor *into, int64_t rank, int64_t) {
  copyTo(list->tensor(static_cast<size_t>(k)), *into, rank);
}

void dual_rt_list_free(DualList *list) { delete list; }
