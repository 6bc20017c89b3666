// exp, expm1, tanh and sigmoid, f32 and f64: each formula stands once, the constants of a width in a table.
//
// x = n ln 2 + rh + rl with |rh| <= 0.3467 and rh exact (ln 2 is split so that n * ln2High is exact);
// (e^r - 1 - r) / r^2 is a polynomial fitted with Sollya's fpminimax. The low parts are carried as second
// words.
#pragma once

#include "runtime/numerics/words.h"

namespace dual::numerics {

template <class F> struct ExpTable;

template <class B> struct ExpTable<F32<B>> {
  static constexpr float log2e = 0x1.715476p0f, ln2High = 0x1.62ep-1f, minusLn2Low = -0x1.0bfbe8p-15f;
  static constexpr float magic = magicF32;
  static constexpr int32_t magicBits = magicBitsF32;
  static constexpr float overflow = 89.0f, underflow = -104.0f; // results beyond are inf and 0
  static constexpr float expm1Floor = -20.0f;                   // expm1 is -1 below
  static constexpr float tanhOne = 9.25f;                       // tanh is 1 above
  static constexpr int32_t largestExponent = 127, smallScale = -60;
  /// For exp; one degree more for expm1, tanh and sigmoid.
  static constexpr float q[] = {0x1.6d4e7ep-10f, 0x1.120c44p-7f, 0x1.5554e8p-5f, 0x1.5554dcp-3f, 0.5f};
  static constexpr float qLong[] = {0x1.a2d944p-13f, 0x1.6d3096p-10f, 0x1.110fc2p-7f,
                                    0x1.5555p-5f,    0x1.555556p-3f,  0.5f};
};

template <class B> struct ExpTable<F64<B>> {
  static constexpr double log2e = 0x1.71547652b82fep0, ln2High = 0x1.62e42fefa4p-1;
  static constexpr double minusLn2Low = 0x1.8432a1b0e2634p-43;
  static constexpr double magic = magicF64;
  static constexpr int64_t magicBits = magicBitsF64;
  static constexpr double overflow = 710.0, underflow = -746.0;
  static constexpr double expm1Floor = -40.0;
  static constexpr double tanhOne = 19.5;
  static constexpr int64_t largestExponent = 1023, smallScale = -120;
  static constexpr double q[] = {0x1.af61d2f4271bfp-26, 0x1.2891e395e2bf6p-22, 0x1.71ddf77e68919p-19,
                                 0x1.a019b8a9e4c4fp-16, 0x1.a01a01afb9db4p-13, 0x1.6c16c178aeb15p-10,
                                 0x1.111111110f8d7p-7,  0x1.5555555553cd2p-5,  0x1.5555555555558p-3,
                                 0x1.0000000000001p-1};
  static constexpr double qLong[] = {0x1.1f86f4ef8c5acp-29,
                                     0x1.af4ed774cbeb1p-26,
                                     0x1.27e4cfacf699p-22,
                                     0x1.71de01a752803p-19,
                                     0x1.a01a01ab99294p-16,
                                     0x1.a01a01ac1f722p-13,
                                     0x1.6c16c16c156a4p-10,
                                     0x1.111111111004fp-7,
                                     0x1.5555555555557p-5,
                                     0x1.5555555555557p-3,
                                     0.5};
};

/// x = n ln 2 + high + low; r is their rounded sum.
template <class F> struct ExpReduced {
  typename F::Integer n;
  F high, low, r;
};

template <class F> ExpReduced<F> reduceExp(F x) {
  using T = ExpTable<F>;
  F m = fma(x, T::log2e, T::magic);
  F nf = m - T::magic;
  F high = fma(-nf, T::ln2High, x);
  F low = nf * T::minusLn2Low;
  return {bits(m) - T::magicBits, high, low, high + low};
}

/// e^(high + low) - 1 in two words.
template <class F> Pair<F> expm1Reduced(const ExpReduced<F> &x) {
  F rounding = x.low - (x.r - x.high); // what r lost; without it expm1 and tanh are off by 0.3 ulp more
  F tail = fma(x.r * x.r, horner(x.r, ExpTable<F>::qLong), fma(x.r, rounding, x.low));
  F t = x.high + tail;
  return {t, tail - (t - x.high)};
}

/// e^(high + low) in two words, with q the value of the polynomial at r.
template <class F> Pair<F> expReduced(const ExpReduced<F> &x, F q) {
  F tail = fma(x.r * x.r, q, x.low);
  F s = 1.0f + x.high;
  return {s, (x.high - (s - 1.0f)) + tail};
}

/// f32 0.793 ulp (subnormal results; normal 0.760), f64 1.0000. exp(+-0) = 1; inf above 88.72 (709.78);
/// subnormals, then 0.
template <class F> F expOf(F x) {
  x = atLeast(atMost(x, ExpTable<F>::overflow), ExpTable<F>::underflow);
  ExpReduced<F> reduced = reduceExp(x);
  Pair<F> e = expReduced(reduced, horner(reduced.r, ExpTable<F>::q));
  return scale(e.high + e.low, reduced.n);
}

/// f32 0.877 ulp, f64 0.867 (10^6 samples against long double). Keeps -0; -1 at -inf; inf where exp is.
template <class F> F expm1Of(F x0) {
  using T = ExpTable<F>;
  F x = atLeast(atMost(x0, T::overflow), T::expm1Floor);
  ExpReduced<F> reduced = reduceExp(x);
  Pair<F> e = expm1Reduced(reduced);
  auto n = reduced.n;
  auto tooLarge = n > T::largestExponent; // 2^n itself would overflow: scale by 2 at the end
  F twice = select(tooLarge, 2.0f, x.like(1.0f));
  F s = pow2(select(tooLarge, T::largestExponent, n));
  F a = s - 1.0f, aError = (s - a) - 1.0f;
  F b = s * e.high;
  F high = a + b;
  F low = (b - (high - a)) + fma(s, e.low, aError);
  return withSignOf((high + low) * twice, x0);
}

/// (e^2x - 1) / (e^2x + 1) in two words each. f32 0.761 ulp, f64 0.7349. Odd, +-1 at +-inf; f32 is monotone.
template <class F> F tanhOf(F x0) {
  F x = atMost(abs(x0), ExpTable<F>::tanhOne);
  ExpReduced<F> reduced = reduceExp(x + x);
  Pair<F> e = expm1Reduced(reduced);
  F s = pow2(reduced.n), b = s * e.high, sLow = s * e.low;
  F a = s - 1.0f, h = a + b;
  F l = (b - (h - a)) + (sLow + ((s - a) - 1.0f));
  F c = s + 1.0f, d = c + b; // s + 1 rounds once 2^n passes the precision: its error is added back
  F m = (b - (d - c)) + (sLow + (1.0f - (c - s)));
  return withSignOf(divide(Pair<F>{h, l}, Pair<F>{d, m}), x0);
}

/// e^-|x| in two words, then one division. f32 0.764 ulp, f64 0.74 (10^6 samples against long double). 0 at
/// -inf, 1 at inf; f32 is monotone.
template <class F> F sigmoidOf(F x0) {
  using T = ExpTable<F>;
  ExpReduced<F> reduced = reduceExp(atLeast(-abs(x0), T::underflow));
  Pair<F> e = expReduced(reduced, horner(reduced.r, T::qLong));
  F y = e.high + e.low, z = e.low - (y - e.high);
  F s = pow2(atLeast(reduced.n, T::smallScale));
  F sy = s * y, d = 1.0f + sy, m = (sy - (d - 1.0f)) + s * z;
  auto negative = x0 < 0.0f;
  F v = divide(Pair<F>{select(negative, y, 1.0f), select(negative, z, 0.0f)}, Pair<F>{d, m});
  return scale(v, select(negative, reduced.n, 0));
}

template <class B> F32<B> exp(F32<B> x) { return expOf(x); }
template <class B> F64<B> exp(F64<B> x) { return expOf(x); }
template <class B> F32<B> expm1(F32<B> x) { return expm1Of(x); }
template <class B> F64<B> expm1(F64<B> x) { return expm1Of(x); }
template <class B> F32<B> tanh(F32<B> x) { return tanhOf(x); }
template <class B> F64<B> tanh(F64<B> x) { return tanhOf(x); }
template <class B> F32<B> sigmoid(F32<B> x) { return sigmoidOf(x); }
template <class B> F64<B> sigmoid(F64<B> x) { return sigmoidOf(x); }

} // namespace dual::numerics
