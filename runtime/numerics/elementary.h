// The elementary functions, each bit fixed: one definition over an abstract builder (builder.h lists its
// operations), instantiated for plain numbers (scalar_builder.h) and for an IR. Errors are the largest
// measured, in units of the last place (ulp); docs: the functions' own comments.
//
// Every function is `template <class B> typename B::F32 exp_f32(B &b, typename B::F32 x)`, or F64 and `_f64`.
#pragma once

#include "runtime/numerics/exponential.h"
#include "runtime/numerics/logarithm.h"
#include "runtime/numerics/power.h"
#include "runtime/numerics/root.h"
#include "runtime/numerics/special.h"
#include "runtime/numerics/trigonometric.h"

namespace dual::numerics {

/// Which functions exist. f64 erf and gelu lack fitted coefficients, f64 sin and cos a reduction by 1,100
/// bits of 1/pi, f64 pow a logarithm in two words: they are absent until somebody makes and measures them.
struct ElementaryFunction {
  const char *name;
  int arguments;
  bool hasF32;
  bool hasF64;
};
constexpr ElementaryFunction elementaryFunctions[] = {
    {"exp", 1, true, true},   {"log", 1, true, true},   {"tanh", 1, true, true},  {"sigmoid", 1, true, true},
    {"expm1", 1, true, true}, {"log1p", 1, true, true}, {"rsqrt", 1, true, true}, {"erf", 1, true, false},
    {"gelu", 1, true, false}, {"sin", 1, true, false},  {"cos", 1, true, false},  {"pow", 2, true, false},
};

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
DUAL_NUMERICS_UNARY(gelu, 32)
DUAL_NUMERICS_UNARY(sin, 32)
DUAL_NUMERICS_UNARY(cos, 32)
/// cos(2 pi x), for random numbers.
DUAL_NUMERICS_UNARY(cosTurns, 64)
#undef DUAL_NUMERICS_UNARY

template <class B> typename B::F32 pow_f32(B &b, typename B::F32 x, typename B::F32 y) {
  return pow(F32<B>{&b, x}, F32<B>{&b, y}).v;
}

} // namespace dual::numerics
