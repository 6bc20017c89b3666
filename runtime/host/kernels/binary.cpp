#include "runtime/host/kernels/element.h"
#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/kernels/loop.h"

namespace dual::host {

namespace {

/// y[i] = f(a[i], b[i]) computed in Compute<T>.
template <class T, class F> Tensor zip(const Tensor &a, const Tensor &b, F f) {
  Tensor result = Tensor::uninitialized(a.dtype(), a.shape());
  const T *left = a.as<T>(), *right = b.as<T>();
  T *out = result.mutableAs<T>();
  forEach(a.size(), [=](int64_t i) { out[i] = store<T>(f(load(left[i]), load(right[i]))); });
  return result;
}

template <class T> Tensor arithmetic(BinaryOp op, const Tensor &a, const Tensor &b) {
  using C = Compute<T>;
  switch (op) {
  case BinaryOp::Add:
    return zip<T>(a, b, [](C x, C y) { return addOf<C>(x, y); });
  case BinaryOp::Sub:
    return zip<T>(a, b, [](C x, C y) { return subOf<C>(x, y); });
  case BinaryOp::Mul:
    return zip<T>(a, b, [](C x, C y) { return mulOf<C>(x, y); });
  case BinaryOp::Div:
    return zip<T>(a, b, [](C x, C y) { return divOf<C>(x, y); });
  case BinaryOp::Mod:
    return zip<T>(a, b, [](C x, C y) { return modOf<C>(x, y); });
  case BinaryOp::Max:
    return zip<T>(a, b, [](C x, C y) { return maxOf<C>(x, y); });
  case BinaryOp::Min:
    return zip<T>(a, b, [](C x, C y) { return minOf<C>(x, y); });
  default:
    __builtin_unreachable(); // by `isDefined`
  }
}

template <class T> Tensor bitwise(BinaryOp op, const Tensor &a, const Tensor &b) {
  if (op == BinaryOp::And)
    return zip<T>(a, b, [](T x, T y) { return static_cast<T>(x & y); });
  return zip<T>(a, b, [](T x, T y) { return static_cast<T>(x | y); });
}

template <class T> Tensor power(const Tensor &a, const Tensor &b) {
  if constexpr (std::is_integral_v<T>)
    return zip<T>(a, b, [](T x, T y) { return powerOf<T>(x, y); });
  return zip<T>(a, b, [](Compute<T> x, Compute<T> y) {
    numerics::ScalarBuilder builder;
    if constexpr (std::is_same_v<T, double>)
      return numerics::pow_f64(builder, x, y);
    else
      return numerics::pow_f32(builder, x, y);
  });
}

template <class T> Tensor binaryOf(BinaryOp op, const Tensor &a, const Tensor &b) {
  if constexpr (std::is_integral_v<T>)
    if (op == BinaryOp::And || op == BinaryOp::Or)
      return bitwise<T>(op, a, b);
  if constexpr (!std::is_same_v<T, bool>)
    if (op == BinaryOp::Pow)
      return power<T>(a, b);
  if constexpr (std::is_same_v<T, bool>) // max and min of false < true
    return bitwise<T>(op == BinaryOp::Max ? BinaryOp::Or : BinaryOp::And, a, b);
  else
    return arithmetic<T>(op, a, b);
}

template <class T, class F> Tensor compareWith(const Tensor &a, const Tensor &b, F f) {
  Tensor result = Tensor::uninitialized(DType::Bool, a.shape());
  const T *left = a.as<T>(), *right = b.as<T>();
  bool *out = result.mutableAs<bool>();
  forEach(a.size(), [=](int64_t i) { out[i] = f(load(left[i]), load(right[i])); });
  return result;
}

template <class T> Tensor compareOf(CompareOp op, const Tensor &a, const Tensor &b) {
  using C = Compute<T>;
  switch (op) {
#define DUAL_COMPARE(name, text, op)                                                                         \
  case CompareOp::name:                                                                                      \
    return compareWith<T>(a, b, [](C x, C y) { return x op y; });
#include "runtime/host/ops.def"
  }
  __builtin_unreachable();
}

} // namespace

bool isDefined(BinaryOp op, DType dtype) {
  switch (op) {
  case BinaryOp::And:
  case BinaryOp::Or:
    return !isFloat(dtype);
  case BinaryOp::Max:
  case BinaryOp::Min:
    return true;
  default:
    return dtype != DType::Bool;
  }
}

Tensor binary(BinaryOp op, const Tensor &a, const Tensor &b) {
  assert(isDefined(op, a.dtype()) && a.dtype() == b.dtype() && a.shape() == b.shape());
  return visit(a.dtype(), [&](auto tag) { return binaryOf<typename decltype(tag)::type>(op, a, b); });
}

Tensor compare(CompareOp op, const Tensor &a, const Tensor &b) {
  assert(a.dtype() == b.dtype() && a.shape() == b.shape());
  return visit(a.dtype(), [&](auto tag) { return compareOf<typename decltype(tag)::type>(op, a, b); });
}

} // namespace dual::host
