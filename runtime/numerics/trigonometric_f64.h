// sin and cos, f64 over the full range: x is reduced by 1,219 bits of 2/pi, of which those that matter for an
// x of that size are shifted into place.
#pragma once

#include "runtime/numerics/half.h"
#include "runtime/numerics/words.h"

namespace dual::numerics {

/// 2/pi, 53 bits a word: word j counts 2^(-53 (j - 1)); the first is what stands before the point.
constexpr double twoByPi[] = {0.0,
                              0x1.45f306dc9c882p-1,
                              0x1.4a7f09d5f47d4p-1,
                              0x1.a6ee06db14accp-1,
                              0x1.3c439041fe516p-1,
                              0x1.d5ef5de2b0db8p-3,
                              0x1.2371d2126e970p-2,
                              0x1.924bba8274600p-8,
                              0x1.21cfe1deb1cb1p-1,
                              0x1.4d39f74411af8p-3,
                              0x1.4baed1213a671p-1,
                              0x1.8135a2fbf209cp-1,
                              0x1.91d639835339fp-1,
                              0x1.272117e2ef7e4p-2,
                              0x1.41d8ffc4bffeep-2,
                              0x1.02cc07f79788cp-1,
                              0x1.6b414da3eda6cp-2,
                              0x1.fb3c9f2c26dd2p-2,
                              0x1.d18fd9a797fa8p-1,
                              0x1.6ba93dd63f5f2p-1,
                              0x1.f17b3d0739f78p-1,
                              0x1.4a525d4d7f6bfp-1,
                              0x1.88fc6ae842b00p-2,
                              0x1.98237e3db5d5fp-1};
constexpr int twoByPiWords = sizeof twoByPi / sizeof *twoByPi;

/// x less a multiple of 2^(e - 52), exact and small, for `magic` = 1.5 * 2^e and |x| <= 2^(e - 1).
template <class B> F64<B> withoutMultiples(F64<B> x, double magic) { return x - ((x + magic) - magic); }

/// x = (n + f) pi/2 with |f| <= 1/2 (a little more where that rounds), f in two words.
template <class B> struct Quarters {
  I64<B> n; // its two lowest bits count
  Pair<F64<B>> f;
};

/// The exact sum of the terms but for about 2^-150, with its nearest integer apart.
template <class B, int Count> Quarters<B> sumOfTurns(const F64<B> (&given)[Count]) {
  F64<B> s = given[Count - 1], rest[Count] = {};
  for (int i = Count - 2; i >= 0; --i) {
    Pair<F64<B>> sum = twoSum(given[i], s);
    s = sum.high;
    rest[i + 1] = sum.low;
  }
  F64<B> m = s + magicF64;
  rest[0] = s - (m - magicF64);
  F64<B> f = rest[Count - 1], low = f.like(0.0);
  for (int i = Count - 2; i >= 0; --i) {
    Pair<F64<B>> sum = twoSum(rest[i], f);
    f = sum.high;
    low = low + sum.low;
  }
  return {bits(m), fastTwoSum(f, low)};
}

/// x is 2^(53 k) times a number of at most 2^54, and of at least 2 unless k is 0. The words before k - 1 give
/// multiples of 4 when x is multiplied by them, those after k + 3 give nothing that counts.
template <class B> Quarters<B> reduceTurns(F64<B> x) {
  F64<B> word[twoByPiWords];
  for (int i = 0; i < twoByPiWords; ++i)
    word[i] = x.like(twoByPi[i]);
  for (int step = 16; step > 0; step /= 2) {
    Bool<B> isLarge = abs(x) >= bitCast<double>(static_cast<uint64_t>(1023 + 53 * step + 1) << 52);
    x = x * select(isLarge, bitCast<double>(static_cast<uint64_t>(1023 - 53 * step) << 52), x.like(1.0));
    for (int i = 0; i < 5 + step - 1 && i + step < twoByPiWords; ++i)
      word[i] = select(isLarge, word[i + step], word[i]);
  }
  Pair<F64<B>> p[4];
  for (int i = 0; i < 4; ++i)
    p[i] = twoProduct(x, word[i]);
  constexpr double up = 0x1p53, down = 0x1p-53; // the words count 2^53, 1, 2^-53, 2^-106, 2^-159
  F64<B> last = fma(x * word[4], down, p[3].low) * (down * down);
  F64<B> first = withoutMultiples(withoutMultiples(p[0].high * up, 0x1.8p109), 0x1.8p58);
  return sumOfTurns<B>({first, withoutMultiples(p[0].low * up, 0x1.8p58),
                        withoutMultiples(p[1].high, 0x1.8p58), p[1].low, p[2].high * down, p[2].low * down,
                        p[3].high * (down * down), last});
}

/// sin(r) for |r| <= 0.79.
template <class B> F64<B> sinQuarter(Pair<F64<B>> r, F64<B> z) {
  static constexpr double c[] = {-0x1.ab16f5caa198ap-41, 0x1.61217d9252c03p-33,  -0x1.ae645410e937bp-26,
                                 0x1.71de3a545f836p-19,  -0x1.a01a01a01992fp-13, 0x1.111111111111p-7,
                                 -0x1.5555555555555p-3};
  return r.high + fma(z * r.high, horner(z, c), fma(z * -0.5, r.low, r.low));
}
/// cos(r) for |r| <= 0.79.
template <class B> F64<B> cosQuarter(Pair<F64<B>> r, F64<B> z) {
  static constexpr double c[] = {-0x1.907cd8ff5ede7p-37, 0x1.1eeb67d026ec6p-29,  -0x1.27e4fa16cc2d1p-22,
                                 0x1.a01a019f4ddfdp-16,  -0x1.6c16c16c16963p-10, 0x1.5555555555555p-5};
  F64<B> half = z * 0.5, one = 1.0 - half;
  return one + (((1.0 - one) - half) + fma(z * z, horner(z, c), -(r.high * r.low)));
}

/// sin(x + quarters pi/2).
template <class B> F64<B> sinShifted(F64<B> x, int64_t quarters) {
  static constexpr double halfPi = 0x1.921fb54442d18p0, halfPiLow = 0x1.1a62633145c07p-54;
  Quarters<B> q = reduceTurns(x);
  Pair<F64<B>> r = twoProduct(q.f.high, x.like(halfPi));
  r = fastTwoSum(r.high, r.low + fma(q.f.high, halfPiLow, q.f.low * halfPi));
  F64<B> z = r.high * r.high;
  I64<B> n = q.n + quarters;
  Bool<B> isOdd = n.shl(63) < 0;
  F64<B> y = select(isOdd, cosQuarter(r, z), sinQuarter(r, z));
  y = asFloat(bits(y) ^ (n.shrU(1).shl(63)));
  return select(abs(x) < x.like(infF64), y, nanF64);
}

/// 0.77 ulp (10^6 samples of all sizes, and the hardest argument, against 113 bits). Keeps +-0; +-inf -> NaN.
template <class B> F64<B> sin(F64<B> x) { return select(abs(x) < 0x1p-27, x, sinShifted(x, 0)); }
/// 0.77 ulp. 1 at +-0; +-inf -> NaN.
template <class B> F64<B> cos(F64<B> x) { return sinShifted(x, 1); }

} // namespace dual::numerics
