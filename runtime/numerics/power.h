// 2^t in f64, and pow f32.
#pragma once

#include "runtime/numerics/logarithm.h"

namespace dual::numerics {

/// 2^t for |t| <= 1000, to about 2^-34: for f32 results computed in f64.
template <class B> F64<B> exp2Rough(F64<B> t) {
  static constexpr double c[] = {
      0x1.fd0840e3ca2efp-17, 0x1.445dabd66decep-13, 0x1.5d8b5d9445016p-10, 0x1.3b29f1eece31ep-7,
      0x1.c6b089c2d1e1fp-5,  0x1.ebfbe079ce7e9p-3,  0x1.62e42ff18bap-1,    1.0};
  F64<B> m = t + magicF64;
  F64<B> r = t - (m - magicF64);
  return asFloat(bits(horner(r, c)) + bits(m).shl(52));
}

/// log2 |x| to about 2^-38; -inf at 0, inf at inf.
template <class B> F64<B> log2Rough(F64<B> x) {
  static constexpr double odd[] = {-0x1.1da6d8a486bacp-4, -0x1.13b88e7191a35p-3, -0x1.23d650bee3e1fp-3,
                                   -0x1.7188d30149969p-3, -0x1.ec6f2e0202c8dp-3, -0x1.71547888397d4p-2,
                                   -0x1.71547651b708dp-1};
  static constexpr double even[] = {0x1.0f628525b0349p-3, 0x1.0acdeeae5f759p-3, 0x1.481fad153f5c3p-3,
                                    0x1.a61b7dcc9977fp-3, 0x1.2776b6cd0083fp-2, 0x1.ec709de33c84bp-2,
                                    0x1.71547652b58f6p0};
  LogReduced<F64<B>> reduced = reduceLog(x);
  F64<B> f = reduced.f, square = f * f;
  F64<B> l = fma(f, fma(horner(square, odd), f, horner(square, even)), smallIntToFloat(reduced.k));
  l = select(x == 0.0, -infF64, l);
  return select(x == infF64, infF64, l);
}

/// Whether y is an integer, and an odd one. Above 2^30 every f32 is even.
template <class B> struct Parity {
  Bool<B> integer, odd;
};
template <class B> Parity<B> parity(F64<B> y) {
  F64<B> magnitude = atMost(abs(y), 0x1p30);
  F64<B> rounded = (magnitude + magicF64) - magicF64;
  F64<B> half = magnitude * 0.5, halfRounded = (half + magicF64) - magicF64;
  Bool<B> integer = rounded == magnitude;
  return {integer, integer & (halfRounded != half)};
}

/// `v` is |x|^y; the sign and the special cases of C99.
template <class F, class Parity> F powOfCases(F v, F x, F y, Parity p) {
  using Limits = std::numeric_limits<typename F::Literal>;
  auto sign = bits(x) & std::numeric_limits<typename F::Integer::Literal>::min();
  v = asFloat(bits(v) ^ select(p.odd, sign, sign.like(0)));
  v = select((x < 0.0f) & (x > -Limits::infinity()) & !p.integer, Limits::quiet_NaN(), v);
  v = select((x != x) | (y != y), Limits::quiet_NaN(), v);
  return select((y == 0.0f) | (x == 1.0f), 1.0f, v);
}

/// 2^(y log2 |x|), then the sign and the special cases of C99. 0.5032 ulp.
template <class B> F32<B> pow(F32<B> x0, F32<B> y0) {
  F64<B> x = abs(extend(x0)), y = extend(y0);
  F64<B> t = atLeast(atMost(y * log2Rough(x), 200.0), -200.0);
  F32<B> v = select(x == 1.0, 1.0f, truncate(exp2Rough(t)));
  return powOfCases(v, x0, y0, parity(y));
}

} // namespace dual::numerics
