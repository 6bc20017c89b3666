#include "runtime/host/kernels/sort.h"
#include "runtime/host/kernels/element.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace dual::host {

template <class T> static bool isBelow(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    return a == a && (a < b || b != b);
  else
    return a < b;
}

/// The numbers of values[0], values[stride], ...
template <class T>
static void sortRow(const T *values, int64_t stride, std::vector<int64_t> &order, bool descending) {
  std::iota(order.begin(), order.end(), 0);
  // The number itself breaks ties, which makes the sort stable.
  std::sort(order.begin(), order.end(), [=](int64_t a, int64_t b) {
    auto first = load(values[a * stride]), second = load(values[b * stride]);
    bool isLess = isBelow(first, second), isGreater = isBelow(second, first);
    return isLess || isGreater ? isLess != descending : a < b;
  });
}

Tensor argsort(const Tensor &x, int64_t axis, bool descending) {
  Tensor result = Tensor::uninitialized(DType::I64, x.shape());
  const Dims &shape = x.shape();
  int64_t stride = 1;
  for (size_t k = axis + 1; k < shape.size(); ++k)
    stride *= shape[k];
  std::vector<int64_t> order(static_cast<size_t>(shape[axis]));
  int64_t block = stride * shape[axis];
  visit(x.dtype(), [&](auto tag) {
    const auto *values = x.as<typename decltype(tag)::type>();
    int64_t *places = result.mutableAs<int64_t>();
    for (int64_t outer = 0; outer < x.size(); outer += block)
      for (int64_t first = outer; first < outer + stride; ++first) {
        sortRow(values + first, stride, order, descending);
        for (size_t k = 0; k < order.size(); ++k)
          places[first + static_cast<int64_t>(k) * stride] = order[k];
      }
  });
  return result;
}

} // namespace dual::host
