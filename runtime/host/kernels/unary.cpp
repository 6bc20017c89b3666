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

#define DUAL_BOTH(op, function)                                                                              \
  case UnaryOp::op:                                                                                          \
    if constexpr (std::is_same_v<C, float>)                                                                  \
      return map<T>(x, [](C v) { return numerics::function##_f32(scalar, v); });                             \
    else                                                                                                     \
      return map<T>(x, [](C v) { return numerics::function##_f64(scalar, v); });
#define DUAL_F32_ONLY(op, function)                                                                          \
  case UnaryOp::op:                                                                                          \
    if constexpr (std::is_same_v<C, float>)                                                                  \
      return map<T>(x, [](C v) { return numerics::function##_f32(scalar, v); });                             \
    __builtin_unreachable(); // by `isDefined`

template <class T> Tensor floating(UnaryOp op, const Tensor &x) {
  using C = Compute<T>;
  switch (op) {
    DUAL_BOTH(Exp, exp)
    DUAL_BOTH(Log, log)
    DUAL_BOTH(Tanh, tanh)
    DUAL_BOTH(Sigmoid, sigmoid)
    DUAL_BOTH(Expm1, expm1)
    DUAL_BOTH(Log1p, log1p)
    DUAL_BOTH(Rsqrt, rsqrt)
    DUAL_F32_ONLY(Sin, sin)
    DUAL_F32_ONLY(Cos, cos)
    DUAL_F32_ONLY(Erf, erf)
    DUAL_F32_ONLY(Gelu, gelu)
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
#undef DUAL_BOTH
#undef DUAL_F32_ONLY

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
  case UnaryOp::Sin:
  case UnaryOp::Cos:
  case UnaryOp::Erf:
  case UnaryOp::Gelu:
    return isFloat(dtype) && dtype != DType::F64;
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
