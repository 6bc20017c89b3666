// log and log1p, f32 and f64: x = 2^k m with m in [sqrt(1/2), sqrt(2)), then k ln 2 + log(1 + f) with f = m
// - 1. The sum is kept in high and low words; there is no division.
#pragma once

#include "runtime/numerics/steps.h"

namespace dual::numerics {

constexpr int32_t sqrtHalfBitsF32 = 0x3f3504f3;
constexpr int64_t sqrtHalfBitsF64 = 0x3fe6a09e667f3bcd;

/// The exponent k and m - 1.
template <class F> struct LogReduced {
  typename F::Integer k;
  F f;
};
template <class B> LogReduced<F32<B>> reduceLog(F32<B> x) {
  I32<B> i = bits(x) - sqrtHalfBitsF32;
  return {i.shrS(23), asFloat((i & 0x007fffff) + sqrtHalfBitsF32) - 1.0f};
}
template <class B> LogReduced<F64<B>> reduceLog(F64<B> x) {
  I64<B> i = bits(x) - sqrtHalfBitsF64;
  return {i.shrS(52), asFloat((i & 0x000fffffffffffff) + sqrtHalfBitsF64) - 1.0};
}

/// (log(1 + f) - f + f^2 / 2) / f^3 on [sqrt(1/2) - 1, sqrt(2) - 1]; `square` is f * f.
template <class B> F32<B> logTail(F32<B> f, F32<B>) {
  static constexpr float c[] = {-0x1.22456p-4f,  0x1.c447bcp-4f, -0x1.ae95bp-4f,  0x1.bff2f2p-4f,
                                -0x1.fe3494p-4f, 0x1.24b9e6p-3f, -0x1.555c2ep-3f, 0x1.9998cap-3f,
                                -0x1.fffff2p-3f, 0x1.555556p-2f};
  return horner(f, c);
}
template <class B> F64<B> logTail(F64<B> f, F64<B> square) {
  static constexpr double odd[] = {-0x1.b18e55e485a3fp-6, -0x1.f69d2312c1365p-5, -0x1.b6a5034ddbd6ap-5,
                                   -0x1.00ba355fa6401p-4, -0x1.24891946e3c92p-4, -0x1.555596e5dae3fp-4,
                                   -0x1.9999989eac6dcp-4, -0x1.00000000e2de1p-3, -0x1.5555555554bbcp-3,
                                   -0x1.0000000000001p-2};
  static constexpr double even[] = {0x1.dd7c8298f0f6cp-5, 0x1.b3861447e8504p-5, 0x1.dec9e5617bff2p-5,
                                    0x1.11435e4649d2cp-4, 0x1.3b10894b2777p-4,  0x1.745d336e3b3d6p-4,
                                    0x1.c71c713d21bc7p-4, 0x1.2492492539d79p-3, 0x1.9999999998ffp-3,
                                    0x1.5555555555556p-2};
  return fma(f, horner(square, odd), horner(square, even));
}

template <class F> struct Ln2Table;
template <class B> struct Ln2Table<F32<B>> {
  static constexpr float high = 0x1.62ep-1f, low = 0x1.0bfbe8p-15f;
};
template <class B> struct Ln2Table<F64<B>> {
  static constexpr double high = 0x1.62e42fefa4p-1, low = -0x1.8432a1b0e2634p-43;
};

/// k ln 2 + log(1 + f) + g for a tail g that is small against f.
template <class F> F logSum(F k, F f, F g) {
  F square = f * f, squareLow = fma(f, f, -square);
  F p = fma(k, Ln2Table<F>::low, fma(typename F::Literal(-0.5), squareLow, g));
  p = fma(square * f, logTail(f, square), p);
  F a = k * Ln2Table<F>::high;
  F s = a + f, e = f - (s - a);
  F u = fma(typename F::Literal(-0.5), square, s), v = fma(typename F::Literal(-0.5), square, s - u);
  return u + ((e + v) + p);
}

/// 0.623 ulp. +-0 -> -inf, below 0 -> NaN, inf -> inf.
template <class B> F32<B> log(F32<B> x0) {
  Bool<B> subnormal = x0 < 0x1p-126f;
  LogReduced<F32<B>> x = reduceLog(select(subnormal, x0 * 0x1p23f, x0));
  I32<B> k = x.k - select(subnormal, 23, x.k.like(0));
  F32<B> y = logSum(intToFloat(k), x.f, x0.like(0.0f));
  y = select(x0 < infF32, y, x0);
  y = select(x0 == 0.0f, -infF32, y);
  return select(x0 < 0.0f, nanF32, y);
}

/// 0.6563 ulp. Special values as f32.
template <class B> F64<B> log(F64<B> x0) {
  Bool<B> subnormal = x0 < 0x1p-1022;
  LogReduced<F64<B>> x = reduceLog(select(subnormal, x0 * 0x1p52, x0));
  F64<B> k = smallIntToFloat(x.k) - select(subnormal, 52.0, x0.like(0.0));
  F64<B> y = logSum(k, x.f, x0.like(0.0));
  y = select(x0 < infF64, y, x0);
  y = select(x0 == 0.0, -infF64, y);
  return select(x0 < 0.0, nanF64, y);
}

template <class B> F32<B> exponentAsFloat(I32<B> k) { return intToFloat(k); }
template <class B> F64<B> exponentAsFloat(I64<B> k) { return smallIntToFloat(k); }

/// 1 + x = w + c exactly, then log(w) with the tail c. f32 0.623 ulp, f64 0.67 (10^6 samples against long
/// double). Keeps +-0; -1 -> -inf, below -> NaN. `largestScale`: beyond 2^k of it, c / 2^k no longer counts.
template <class F, class N> F log1pOf(F x, N largestScale) {
  using L = typename F::Literal;
  F w = 1.0f + x;
  F c = select(x < L(1), x - (w - 1.0f), 1.0f - (w - x));
  LogReduced<F> reduced = reduceLog(w);
  F low = c * pow2(0 - atMost(reduced.k, largestScale));
  F f = reduced.f + low, g = low - (f - reduced.f);
  g = g * fma(f, f - 1.0f, L(1)); // g / (1 + f)
  F y = logSum(exponentAsFloat(reduced.k), f, g);
  y = select(x < std::numeric_limits<L>::infinity(), y, x);
  y = select(x == L(-1), -std::numeric_limits<L>::infinity(), y);
  y = select(x == L(0), x, y);
  return select(x < L(-1), std::numeric_limits<L>::quiet_NaN(), y);
}
template <class B> F32<B> log1p(F32<B> x) { return log1pOf(x, 126); }
template <class B> F64<B> log1p(F64<B> x) { return log1pOf(x, 1022); }

} // namespace dual::numerics
