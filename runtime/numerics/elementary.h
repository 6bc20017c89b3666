// The elementary functions, each bit fixed: one definition over an abstract builder (builder.h lists its
// operations), instantiated for plain numbers (scalar_builder.h) and for an IR. Errors are the largest
// measured, in units of the last place (ulp); docs: the functions' own comments.
//
// Every function is `template <class B> typename B::F32 exp_f32(B &b, typename B::F32 x)`, or F64 and `_f64`.
#pragma once

#include "runtime/numerics/exponential.h"
#include "runtime/numerics/logarithm.h"
#include "runtime/numerics/power.h"
#include "runtime/numerics/power_f64.h"
#include "runtime/numerics/root.h"
#include "runtime/numerics/special.h"
#include "runtime/numerics/special_f64.h"
#include "runtime/numerics/trigonometric.h"
#include "runtime/numerics/trigonometric_f64.h"

namespace dual::numerics {

#define DUAL_NUMERICS_UNARY(name, width)                                                                     \
  template <class B> typename B::F##width name##_f##width(B &b, typename B::F##width x) {                    \
    return name(F##width<B>{&b, x}).v;                                                                       \
  }
DUAL_NUMERICS_UNARY(exp, 32)
DUAL_NUMERICS_UNARY(exp, 64)
DUAL_NUMERICS_UNARY(log, 32)
DUAL_NUMERICS_UNARY(log, 64)
DUAL_NUMERICS_UNARY(tanh, 32)
DUAL_NUMERICS_UNARY(tanh, 64)
DUAL_NUMERICS_UNARY(sigmoid, 32)
DUAL_NUMERICS_UNARY(sigmoid, 64)
DUAL_NUMERICS_UNARY(expm1, 32)
DUAL_NUMERICS_UNARY(expm1, 64)
DUAL_NUMERICS_UNARY(log1p, 32)
DUAL_NUMERICS_UNARY(log1p, 64)
DUAL_NUMERICS_UNARY(rsqrt, 32)
DUAL_NUMERICS_UNARY(rsqrt, 64)
DUAL_NUMERICS_UNARY(erf, 32)
DUAL_NUMERICS_UNARY(erf, 64)
DUAL_NUMERICS_UNARY(gelu, 32)
DUAL_NUMERICS_UNARY(gelu, 64)
DUAL_NUMERICS_UNARY(sin, 32)
DUAL_NUMERICS_UNARY(sin, 64)
DUAL_NUMERICS_UNARY(cos, 32)
DUAL_NUMERICS_UNARY(cos, 64)
/// cos(2 pi x), for random numbers.
DUAL_NUMERICS_UNARY(cosTurns, 64)
#undef DUAL_NUMERICS_UNARY

template <class B> typename B::F32 pow_f32(B &b, typename B::F32 x, typename B::F32 y) {
  return pow(F32<B>{&b, x}, F32<B>{&b, y}).v;
}
template <class B> typename B::F64 pow_f64(B &b, typename B::F64 x, typename B::F64 y) {
  return pow(F64<B>{&b, x}, F64<B>{&b, y}).v;
}

} // namespace dual::numerics
