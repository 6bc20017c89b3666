#include "runtime/host/kernels/element.h"
#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/kernels/loop.h"

namespace dual::host {

namespace {

/// y[i] = f(x[i]) computed in Compute<T>.
template <class T, class F> Tensor map(const Tensor &x, F f) {
  Tensor result = Tensor::uninitialized(x.dtype(), x.shape());
  const T *in = x.as<T>();
  T *out = result.mutableAs<T>();
  forEach(x.size(), [=](int64_t i) { out[i] = store<T>(f(load(in[i]))); });
  return result;
}

inline numerics::ScalarBuilder scalar; // has no state

/// Operations that integers and floats share.
template <class T> Tensor arithmetic(UnaryOp op, const Tensor &x) {
  using C = Compute<T>;
  switch (op) {
  case UnaryOp::Neg:
    if constexpr (std::is_floating_point_v<C>)
      return map<T>(x, [](C v) { return -v; });
    else
      return map<T>(x, [](C v) { return subOf<C>(0, v); });
  case UnaryOp::Abs:
    if constexpr (std::is_floating_point_v<C>)
      return map<T>(x, [](C v) { return std::fabs(v); });
    else
      return map<T>(x, [](C v) { return v < 0 ? subOf<C>(0, v) : v; });
  case UnaryOp::Relu: // a NaN stays one, -0 becomes +0
    return map<T>(x, [](C v) { return v <= 0 ? C(0) : v; });
  case UnaryOp::Sign: // a NaN and both zeros stay
    return map<T>(x, [](C v) { return v > 0 ? C(1) : v < 0 ? C(-1) : v; });
  default:
    __builtin_unreachable(); // by `isDefined`
  }
}

template <class T> Tensor bitwiseNot(const Tensor &x) {
  if constexpr (std::is_same_v<T, bool>)
    return map<T>(x, [](bool v) { return !v; });
  else
    return map<T>(x, [](T v) { return static_cast<T>(~v); });
}

#define DUAL_ELEMENTARY(op, function)                                                                        \
  case UnaryOp::op:                                                                                          \
    if constexpr (std::is_same_v<C, float>)                                                                  \
      return map<T>(x, [](C v) { return numerics::function##_f32(scalar, v); });                             \
    else                                                                                                     \
      return map<T>(x, [](C v) { return numerics::function##_f64(scalar, v); });

template <class T> Tensor floating(UnaryOp op, const Tensor &x) {
  using C = Compute<T>;
  switch (op) {
    DUAL_ELEMENTARY(Exp, exp)
    DUAL_ELEMENTARY(Log, log)
    DUAL_ELEMENTARY(Tanh, tanh)
    DUAL_ELEMENTARY(Sigmoid, sigmoid)
    DUAL_ELEMENTARY(Expm1, expm1)
    DUAL_ELEMENTARY(Log1p, log1p)
    DUAL_ELEMENTARY(Rsqrt, rsqrt)
    DUAL_ELEMENTARY(Sin, sin)
    DUAL_ELEMENTARY(Cos, cos)
    DUAL_ELEMENTARY(Erf, erf)
    DUAL_ELEMENTARY(Gelu, gelu)
  case UnaryOp::Sqrt:
    return map<T>(x, [](C v) { return scalar.sqrtF(v); });
  case UnaryOp::Floor:
    return map<T>(x, [](C v) { return std::floor(v); });
  case UnaryOp::Ceil:
    return map<T>(x, [](C v) { return std::ceil(v); });
  default:
    return arithmetic<T>(op, x);
  }
}
#undef DUAL_ELEMENTARY

} // namespace

bool isDefined(UnaryOp op, DType dtype) {
  switch (op) {
  case UnaryOp::Neg:
  case UnaryOp::Abs:
  case UnaryOp::Relu:
  case UnaryOp::Sign:
    return dtype != DType::Bool;
  case UnaryOp::Not:
    return !isFloat(dtype);
  default:
    return isFloat(dtype);
  }
}

Tensor unary(UnaryOp op, const Tensor &x) {
  assert(isDefined(op, x.dtype()));
  return visit(x.dtype(), [&](auto tag) -> Tensor {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_floating_point_v<Compute<T>>)
      return floating<T>(op, x);
    else if constexpr (std::is_same_v<T, bool>)
      return bitwiseNot<T>(x);
    else
      return op == UnaryOp::Not ? bitwiseNot<T>(x) : arithmetic<T>(op, x);
  });
}

} // namespace dual::host
