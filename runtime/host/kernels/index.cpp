#include "runtime/host/kernels/index.h"
#include "runtime/host/kernels/element.h"

namespace dual::host {

namespace {

/// x seen as [outer, limit, inner] around an axis.
struct AroundAxis {
  int64_t outer = 1, limit = 1, inner = 1;
};

AroundAxis around(const Dims &shape, int64_t axis) {
  AroundAxis result;
  result.limit = shape[axis];
  for (int64_t i = 0; i < static_cast<int64_t>(shape.size()); ++i)
    if (i != axis)
      (i < axis ? result.outer : result.inner) *= shape[i];
  return result;
}

Dims gatheredShape(const Dims &x, const Dims &indices, int64_t axis) {
  Dims shape(x.begin(), axis);
  for (int64_t dim : indices)
    shape.push_back(dim);
  for (const int64_t *dim = x.begin() + axis + 1; dim != x.end(); ++dim)
    shape.push_back(*dim);
  return shape;
}

/// Calls `f(row in the gathered tensor, row in the indexed one)` in row-major order; rows have `inner`
/// elements.
template <class F> void forEachRow(const AroundAxis &box, const Tensor &indices, F f) {
  const int64_t *index = indices.as<int64_t>();
  int64_t count = indices.size();
  for (int64_t o = 0; o < box.outer; ++o)
    for (int64_t k = 0; k < count; ++k)
      f((o * count + k) * box.inner, (o * box.limit + index[k]) * box.inner);
}

} // namespace

OutOfRange checkIndices(const Tensor &indices, int64_t limit) {
  const int64_t *index = indices.as<int64_t>();
  for (int64_t i = 0, n = indices.size(); i < n; ++i)
    if (index[i] < 0 || index[i] >= limit)
      return {true, i, index[i], limit};
  return {};
}

Tensor gather(const Tensor &x, const Tensor &indices, int64_t axis) {
  Tensor result = Tensor::uninitialized(x.dtype(), gatheredShape(x.shape(), indices.shape(), axis));
  size_t element = byteSize(x.dtype());
  AroundAxis box = around(x.shape(), axis);
  auto *to = static_cast<std::byte *>(result.mutableData());
  auto *from = static_cast<const std::byte *>(x.data());
  forEachRow(box, indices, [&](int64_t target, int64_t source) {
    std::memcpy(to + target * element, from + source * element, box.inner * element);
  });
  return result;
}

Tensor scatterAdd(Tensor into, const Tensor &indices, const Tensor &updates, int64_t axis) {
  assert(into.dtype() == updates.dtype() && into.dtype() != DType::Bool);
  assert(updates.shape() == gatheredShape(into.shape(), indices.shape(), axis));
  AroundAxis box = around(into.shape(), axis);
  visit(into.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    T *to = into.mutableAs<T>();
    const T *from = updates.as<T>();
    forEachRow(box, indices, [&](int64_t source, int64_t target) {
      for (int64_t i = 0; i < box.inner; ++i)
        to[target + i] = store<T>(addOf<Compute<T>>(load(to[target + i]), load(from[source + i])));
    });
  });
  return into;
}

} // namespace dual::host
