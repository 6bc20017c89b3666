#include "runtime/host/kernels/shape.h"
#include "runtime/host/kernels/element.h"
#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/kernels/strided.h"

namespace dual::host {

namespace {

/// Copies a box of x's elements into a box of `result`.
void copyElements(const Dims &shape, const Tensor &x, const Strided &source, Tensor &result,
                  const Strided &target) {
  visit(x.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    copyBox(shape, x.as<T>(), source, result.mutableAs<T>(), target);
  });
}

/// A new tensor of `shape` whose elements come from x by strides.
Tensor copyOut(const Tensor &x, const Dims &shape, const Strided &source) {
  Tensor result = Tensor::uninitialized(x.dtype(), shape);
  copyElements(shape, x, source, result, {0, rowMajorStrides(shape)});
  return result;
}

/// The walk that `slice` makes over a tensor of `shape`.
Strided sliceWalk(const Dims &shape, const Dims &offsets, const Dims &strides) {
  Strided walk{0, rowMajorStrides(shape)};
  for (size_t i = 0; i < shape.size(); ++i) {
    walk.offset += offsets[i] * walk.strides[i];
    walk.strides[i] *= strides[i];
  }
  return walk;
}

} // namespace

Tensor broadcast(const Tensor &x, const Dims &resultShape, const Dims &axisMap) {
  assert(axisMap.size() == x.shape().size());
  Dims own = rowMajorStrides(x.shape());
  Strided source{0, Dims::filled(resultShape.size(), 0)};
  for (size_t i = 0; i < axisMap.size(); ++i) {
    int64_t size = x.shape()[i];
    assert(size == 1 || size == resultShape[axisMap[i]]);
    source.strides[axisMap[i]] = size == 1 ? 0 : own[i];
  }
  return copyOut(x, resultShape, source);
}

Tensor reshape(const Tensor &x, const Dims &shape) { return x.withShape(shape); }

Tensor transpose(const Tensor &x, const Dims &permutation) {
  assert(permutation.size() == x.shape().size());
  Dims own = rowMajorStrides(x.shape()), shape = own;
  Strided source{0, own};
  for (size_t i = 0; i < permutation.size(); ++i) {
    shape[i] = x.shape()[permutation[i]];
    source.strides[i] = own[permutation[i]];
  }
  return copyOut(x, shape, source);
}

Tensor slice(const Tensor &x, const Dims &offsets, const Dims &sizes, const Dims &strides) {
  return copyOut(x, sizes, sliceWalk(x.shape(), offsets, strides));
}

Tensor insertSlice(Tensor into, const Tensor &part, const Dims &offsets, const Dims &strides) {
  assert(into.dtype() == part.dtype() && into.rank() == part.rank());
  Strided target = sliceWalk(into.shape(), offsets, strides);
  copyElements(part.shape(), part, {0, rowMajorStrides(part.shape())}, into, target);
  return into;
}

Tensor concat(const std::vector<Tensor> &parts, int64_t axis) {
  Dims shape = parts.front().shape();
  shape[axis] = 0;
  for (const Tensor &part : parts)
    shape[axis] += part.shape()[axis];
  Tensor result = Tensor::uninitialized(parts.front().dtype(), shape);
  Dims offsets = Dims::filled(shape.size(), 0), ones = Dims::filled(shape.size(), 1);
  for (const Tensor &part : parts) {
    result = insertSlice(std::move(result), part, offsets, ones);
    offsets[axis] += part.shape()[axis];
  }
  return result;
}

Tensor iota(DType dtype, const Dims &shape, int64_t axis, int64_t start) {
  Tensor line = Tensor::uninitialized(DType::I64, {shape[axis]});
  int64_t *values = line.mutableAs<int64_t>();
  for (int64_t i = 0; i < shape[axis]; ++i)
    values[i] = addOf(start, i);
  return broadcast(cast(line, dtype), shape, {axis});
}

Tensor full(const Dims &shape, const Tensor &value) { return broadcast(value.withShape({}), shape, {}); }

} // namespace dual::host
