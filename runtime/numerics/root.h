// rsqrt: 1 / sqrt(x).
#pragma once

#include "runtime/numerics/steps.h"

namespace dual::numerics {

/// A third-order Newton step: y (1 + e/2 + 3 e^2/8) for e = 1 - x y^2.
template <class B> F32<B> rsqrtStep(F32<B> y, F32<B> e) {
  return fma(y * e, fma(e.like(0.375f), e, 0.5f), y);
}

/// An integer start and two steps, the last with the exact residual. 0.5001 ulp.
/// +-0 -> +-inf, below 0 -> NaN, inf -> 0; subnormals are scaled.
template <class B> F32<B> rsqrt(F32<B> x0) {
  Bool<B> subnormal = x0 < 0x1p-126f;
  F32<B> x = select(subnormal, x0 * 0x1p24f, x0);
  F32<B> y = asFloat(0x5f3759df - bits(x).shrU(1));
  y = rsqrtStep(y, fma(-(x * y), y, 1.0f));
  F32<B> t = x * y, u = fma(x, y, -t);
  y = rsqrtStep(y, fma(-u, y, fma(-t, y, 1.0f)));
  y = y * select(subnormal, 0x1p12f, x.like(1.0f));
  y = select(x0 < infF32, y, select(x0 == infF32, 0.0f, x0));
  y = select(x0 == 0.0f, withSignOf(x0.like(infF32), x0), y);
  return select(x0 < 0.0f, nanF32, y);
}

/// Two correctly rounded operations: 1.49 ulp. Special values follow from them, as f32's.
template <class B> F64<B> rsqrt(F64<B> x) { return 1.0 / F64<B>{x.b, x.b->sqrtF(x.v)}; }

} // namespace dual::numerics
