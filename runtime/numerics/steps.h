// Small steps that the elementary functions share: bits, signs, powers of two, polynomials.
#pragma once

#include "runtime/numerics/builder.h"

#include <limits>

namespace dual::numerics {

constexpr float infF32 = std::numeric_limits<float>::infinity();
constexpr float nanF32 = std::numeric_limits<float>::quiet_NaN();
constexpr double infF64 = std::numeric_limits<double>::infinity();
constexpr double nanF64 = std::numeric_limits<double>::quiet_NaN();

// Adding 1.5 * 2^23 (2^52) rounds to an integer, which then stands in the low bits: never a conversion to
// integer, as that differs between machines for NaN and overflow.
constexpr float magicF32 = 12582912.0f;
constexpr int32_t magicBitsF32 = 0x4b400000;
constexpr double magicF64 = 0x1.8p52;
constexpr int64_t magicBitsF64 = 0x4338000000000000;

template <class B> I32<B> bits(F32<B> x) { return {x.b, x.b->bitsF32(x.v)}; }
template <class B> I64<B> bits(F64<B> x) { return {x.b, x.b->bitsF64(x.v)}; }
template <class B> F32<B> asFloat(I32<B> x) { return {x.b, x.b->asF32(x.v)}; }
template <class B> F64<B> asFloat(I64<B> x) { return {x.b, x.b->asF64(x.v)}; }
template <class B> F64<B> extend(F32<B> x) { return {x.b, x.b->extend(x.v)}; }
template <class B> F32<B> truncate(F64<B> x) { return {x.b, x.b->truncate(x.v)}; }
template <class B> F32<B> intToFloat(I32<B> x) { return {x.b, x.b->intToF32(x.v)}; }

template <class T> T fma(T x, T y, T z) { return {x.b, x.b->fma(x.v, y.v, z.v)}; }
template <class T> T fma(T x, T y, typename T::Literal z) { return fma(x, y, x.like(z)); }
template <class T> T fma(T x, typename T::Literal y, typename T::Literal z) {
  return fma(x, x.like(y), x.like(z));
}
template <class T> T fma(T x, typename T::Literal y, T z) { return fma(x, x.like(y), z); }
template <class T> T fma(typename T::Literal x, T y, T z) { return fma(y.like(x), y, z); }

template <class B, class T> T select(Bool<B> c, T x, T y) { return {x.b, x.b->select(c.v, x.v, y.v)}; }
template <class B, class T> T select(Bool<B> c, typename T::Literal x, T y) {
  return select(c, y.like(x), y);
}
template <class B, class T> T select(Bool<B> c, T x, typename T::Literal y) {
  return select(c, x, x.like(y));
}

// Clamps are written as selects, not as min and max: a NaN passes.
template <class T> T atMost(T x, typename T::Literal limit) { return select(x > limit, limit, x); }
template <class T> T atLeast(T x, typename T::Literal limit) { return select(x < limit, limit, x); }

template <class B> F32<B> abs(F32<B> x) { return asFloat(bits(x) & 0x7fffffff); }
template <class B> F64<B> abs(F64<B> x) { return asFloat(bits(x) & 0x7fffffffffffffff); }
template <class B> F32<B> withSignOf(F32<B> x, F32<B> sign) {
  return asFloat((bits(x) & 0x7fffffff) | (bits(sign) & std::numeric_limits<int32_t>::min()));
}
template <class B> F64<B> withSignOf(F64<B> x, F64<B> sign) {
  return asFloat((bits(x) & 0x7fffffffffffffff) | (bits(sign) & std::numeric_limits<int64_t>::min()));
}

/// 2^n for normal results: n from -126 to 128 (then infinity).
template <class B> F32<B> pow2(I32<B> n) { return asFloat((n + 127).shl(23)); }
/// 2^n for n from -1022 to 1024 (then infinity).
template <class B> F64<B> pow2(I64<B> n) { return asFloat((n + 1023).shl(52)); }

/// y * 2^n by two factors: the first product is exact, so a subnormal result rounds only once more.
template <class T, class N> T scale(T y, N n) {
  N half = n.shrS(1);
  return (y * pow2(half)) * pow2(n - half);
}

/// c[0] x^(k-1) + ... + c[k-1] by Horner's rule, every step fused.
template <class T, int Count> T horner(T x, const typename T::Literal (&c)[Count]) {
  T q = x.like(c[0]);
  for (int i = 1; i < Count; ++i)
    q = fma(q, x, c[i]);
  return q;
}

/// n as a float, exact: the inverse of the trick with `magicF64`.
template <class B> F64<B> smallIntToFloat(I64<B> n) { return asFloat(n + magicBitsF64) - magicF64; }

} // namespace dual::numerics
