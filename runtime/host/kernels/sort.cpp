#include "runtime/host/kernels/sort.h"
#include "runtime/host/kernels/element.h"

#include <algorithm>
#include <numeric>

namespace dual::host {

template <class T> static bool isBelow(T a, T b) {
  if constexpr (std::is_floating_point_v<T>)
    return a == a && (a < b || b != b);
  else
    return a < b;
}

Tensor argsort(const Tensor &x, bool descending) {
  Tensor result = Tensor::uninitialized(DType::I64, x.shape());
  int64_t *order = result.mutableAs<int64_t>();
  std::iota(order, order + x.size(), 0);
  visit(x.dtype(), [&](auto tag) {
    const auto *values = x.as<typename decltype(tag)::type>();
    // The number itself breaks ties, which makes the sort stable.
    std::sort(order, order + x.size(), [values, descending](int64_t a, int64_t b) {
      auto first = load(values[a]), second = load(values[b]);
      bool isLess = isBelow(first, second), isGreater = isBelow(second, first);
      return isLess || isGreater ? isLess != descending : a < b;
    });
  });
  return result;
}

} // namespace dual::host
