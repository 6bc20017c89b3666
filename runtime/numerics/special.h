// erf and gelu, f32: computed in f64 and rounded, because their sums and tails would need pairs of f32.
#pragma once

#include "runtime/numerics/power.h"

namespace dual::numerics {

/// x P(x^2), degree 17, clamped at 3.93. 0.518 ulp. Odd, +-1 at +-inf; steps back by one ulp at 138 places a
/// side.
template <class B> F32<B> erf(F32<B> x0) {
  static constexpr double odd[] = {-0x1.1997c458e713ep-63, -0x1.773bf748491fp-50,  -0x1.fd51103d80bd5p-40,
                                   -0x1.ad1a5a735dd82p-31, -0x1.3aa53eb648fb4p-23, -0x1.ece1702ff6c0dp-17,
                                   -0x1.bfac8cfeb0f4ep-11, -0x1.b8299e1041605p-6,  -0x1.8127439dcb613p-2};
  static constexpr double even[] = {0x1.5030a37b844d3p-56, 0x1.04f383ace2e48p-44, 0x1.74fd463055b67p-35,
                                    0x1.91973444d9b97p-27, 0x1.a6487a484d967p-20, 0x1.f7436b8cb1e34p-14,
                                    0x1.5649548b19421p-8,  0x1.ce2ed1feab48ap-4,  0x1.20dd74fef7b3bp0};
  F64<B> x = atLeast(atMost(extend(x0), 3.93), -3.93);
  F64<B> z = x * x, w = z * z;
  return truncate(x * fma(horner(w, odd), z, horner(w, even)));
}

/// x Phi(x) with Phi(-a) = e^(-a^2/2) P((a-4)/(a+4)). 0.505 ulp. Keeps +-0; -inf -> -0, the limit; inf ->
/// inf.
template <class B> F32<B> gelu(F32<B> x0) {
  static constexpr double c[] = {0x1.03ec3016c8809p-17,  0x1.af0b99ff193d9p-16, -0x1.9c9a4d1794bcdp-15,
                                 -0x1.874567e12d104p-13, 0x1.4fb00f384a1c1p-11, 0x1.0a19f8b191df6p-11,
                                 -0x1.1647153af62dbp-7,  0x1.f9b05a9286e6fp-6,  -0x1.25b6a51ddf922p-4,
                                 0x1.fd751a1de0691p-4,   -0x1.5cf97b1a17b59p-3, 0x1.82b4bb8ced364p-4};
  F64<B> x = atLeast(extend(x0), -14.6);
  F64<B> a = atMost(abs(x), 14.6);
  F64<B> p = horner((a - 4.0) / (a + 4.0), c);
  p = p * exp2Rough((a * a) * -0x1.71547652b82fep-1); // Phi(-|x|)
  return truncate(x * select(x < 0.0, p, 1.0 - p));
}

} // namespace dual::numerics
