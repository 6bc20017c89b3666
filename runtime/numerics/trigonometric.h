// sin and cos, f32 over the full range, computed in f64; cos of turns in f64.
#pragma once

#include "runtime/numerics/steps.h"

namespace dual::numerics {

/// 1/pi in two words, without the bits whose product with |x| >= `from` is a multiple of 2:
/// x * high - integer is then exact and one fma rounds.
struct InversePiBand {
  double from, high, low;
};
constexpr InversePiBand inversePiBands[] = {{0.0, 0x1.45f306dc9c883p-2, -0x1.6b01ec5417056p-56},
                                            {0x1p26, 0x1.17cc1b727220bp-4, -0x1.ac07b1505c159p-58},
                                            {0x1p52, 0x1.c9c882a53f84fp-30, -0x1.4170565911f92p-84},
                                            {0x1p78, 0x1.4a7f09d5f47d5p-55, -0x1.6447e493ad4cep-110},
                                            {0x1p104, 0x1.57d1f534ddc0ep-81, -0x1.275a99b0ef1bfp-135}};

/// sin(pi (x / pi + half)) for half 0 or 1/2: x / pi mod 2 is f plus an integer (less half), |f| <= 1/2.
template <class B> F64<B> sinShifted(F32<B> x0, double half) {
  static constexpr double c[] = {0x1.d4ea5452e8bbap-12, -0x1.e297b8601b428p-8, 0x1.5076fe3ca6543p-4,
                                 -0x1.32d2c96ae2cb2p-1, 0x1.466bc66dc29e7p1,   -0x1.4abbce6247decp2,
                                 0x1.921fb54442b5dp1};
  F64<B> x = extend(x0), magnitude = abs(x);
  F64<B> high = x.like(inversePiBands[0].high), low = x.like(inversePiBands[0].low);
  for (int i = 1; i < 5; ++i) {
    Bool<B> inBand = magnitude >= inversePiBands[i].from;
    high = select(inBand, inversePiBands[i].high, high);
    low = select(inBand, inversePiBands[i].low, low);
  }
  F64<B> turns = x * high, turnsLow = fma(x, high, -turns);
  F64<B> m = (turns + half) + magicF64;
  F64<B> n = (m - magicF64) - half;
  F64<B> f = fma(x, low, (turns - n) + turnsLow);
  return asFloat(bits(f * horner(f * f, c)) ^ bits(m).shl(63)); // an odd integer flips the sign
}

/// 0.5014 ulp. Keeps +-0; +-inf -> NaN.
template <class B> F32<B> sin(F32<B> x) {
  F32<B> y = select(x == 0.0f, x, truncate(sinShifted(x, 0.0)));
  return select(abs(x) < x.like(infF32), y, nanF32);
}
/// 0.502 ulp. 1 at +-0; +-inf -> NaN.
template <class B> F32<B> cos(F32<B> x) {
  return select(abs(x) < x.like(infF32), truncate(sinShifted(x, 0.5)), nanF32);
}

/// cos(2 pi x) for |x| < 2^50, 2.1 ulp: as sin(pi f) where 2 x + 1/2 = f + an integer; f is exact, so
/// Taylor's series of sine, with pi in two words, is all that rounds.
template <class B> F64<B> cosTurns(F64<B> x) {
  static constexpr double c[] = {-0x1.7215f879e1ac9p-37, 0x1.2877020d52cfp-31,   -0x1.8a404211f9547p-26,
                                 0x1.aaec32af93359p-21,  -0x1.6fadb9f155744p-16, 0x1.e8f434d018d63p-12,
                                 -0x1.e3074fde8871fp-8,  0x1.50783487ee782p-4,   -0x1.32d2cce62bd86p-1,
                                 0x1.466bc6775aae2p1,    -0x1.4abbce625be53p2};
  static constexpr double pi = 0x1.921fb54442d18p1, piLow = 0x1.1a62633145c07p-53;
  F64<B> t = x + x;
  F64<B> m = (t + 0.5) + magicF64;
  F64<B> f = t - ((m - magicF64) - 0.5);
  F64<B> z = f * f;
  F64<B> tail = fma(z * f, horner(z, c), f * piLow);
  return asFloat(bits(fma(f, pi, tail)) ^ bits(m).shl(63));
}

} // namespace dual::numerics
