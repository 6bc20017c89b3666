// select, fma, ipow, cast and firstZero.
#include "runtime/host/kernels/element.h"
#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/kernels/loop.h"

namespace dual::host {

namespace {

template <class T> Tensor fmaTensors(const Tensor &a, const Tensor &b, const Tensor &c) {
  Tensor result = Tensor::uninitialized(a.dtype(), a.shape());
  const T *x = a.as<T>(), *y = b.as<T>(), *z = c.as<T>();
  T *out = result.mutableAs<T>();
  forEach(a.size(),
          [=](int64_t i) { out[i] = store<T>(fmaOf<Compute<T>>(load(x[i]), load(y[i]), load(z[i]))); });
  return result;
}

template <class T> Tensor ipowTensor(const Tensor &x, const Tensor &n) {
  Tensor result = Tensor::uninitialized(x.dtype(), x.shape());
  const T *in = x.as<T>();
  const int64_t *exponent = n.as<int64_t>();
  int64_t step = n.rank() == 0 ? 0 : 1;
  T *out = result.mutableAs<T>();
  forEach(x.size(),
          [=](int64_t i) { out[i] = store<T>(powerOf<Compute<T>>(load(in[i]), exponent[i * step])); });
  return result;
}

template <class To, class From> Tensor castTensor(const Tensor &x) {
  Tensor result = Tensor::uninitialized(DTypeOf<To>::value, x.shape());
  const From *in = x.as<From>();
  To *out = result.mutableAs<To>();
  forEach(x.size(), [=](int64_t i) { out[i] = castOf<To>(in[i]); });
  return result;
}

} // namespace

Tensor select(const Tensor &mask, const Tensor &a, const Tensor &b) {
  assert(a.dtype() == b.dtype() && a.shape() == b.shape() && mask.shape() == a.shape());
  return visit(a.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    Tensor result = Tensor::uninitialized(a.dtype(), a.shape());
    const bool *takeA = mask.as<bool>();
    const T *x = a.as<T>(), *y = b.as<T>();
    T *out = result.mutableAs<T>();
    forEach(a.size(), [=](int64_t i) { out[i] = takeA[i] ? x[i] : y[i]; });
    return result;
  });
}

Tensor fma(const Tensor &a, const Tensor &b, const Tensor &c) {
  assert(a.dtype() != DType::Bool && a.dtype() == b.dtype() && a.dtype() == c.dtype());
  assert(a.shape() == b.shape() && a.shape() == c.shape());
  return visit(a.dtype(), [&](auto tag) -> Tensor {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_same_v<T, bool>)
      __builtin_unreachable();
    else
      return fmaTensors<T>(a, b, c);
  });
}

Tensor ipow(const Tensor &x, const Tensor &n) {
  assert(x.dtype() != DType::Bool && (n.rank() == 0 || n.shape() == x.shape()));
  return visit(x.dtype(), [&](auto tag) -> Tensor {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_same_v<T, bool>)
      __builtin_unreachable();
    else
      return ipowTensor<T>(x, n);
  });
}

Tensor cast(const Tensor &x, DType to) {
  if (x.dtype() == to)
    return x;
  return visit(x.dtype(), [&](auto from) {
    return visit(to, [&](auto target) {
      return castTensor<typename decltype(target)::type, typename decltype(from)::type>(x);
    });
  });
}

int64_t firstZero(const Tensor &x) {
  return visit(x.dtype(), [&](auto tag) -> int64_t {
    using T = typename decltype(tag)::type;
    const T *values = x.as<T>();
    for (int64_t i = 0, n = x.size(); i < n; ++i)
      if (load(values[i]) == 0)
        return i;
    return -1;
  });
}

} // namespace dual::host
