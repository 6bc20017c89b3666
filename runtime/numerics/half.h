// The two 16-bit floats as bits, converted by integer operations only: the same result on every compiler.
#pragma once

#include <cstdint>
#include <cstring>

namespace dual::numerics {

/// IEEE binary16 and bfloat16. They store; arithmetic is done in f32 and rounded (statement 34).
struct Float16 {
  uint16_t bits;
};
struct BFloat16 {
  uint16_t bits;
};

template <class To, class From> inline To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(To));
  return to;
}

inline float toFloat(BFloat16 x) { return bitCast<float>(static_cast<uint32_t>(x.bits) << 16); }

/// Rounds to nearest even. A NaN becomes the quiet one, as rounding its payload up could give an infinity.
inline BFloat16 toBFloat16(float x) {
  uint32_t bits = bitCast<uint32_t>(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u)
    return {static_cast<uint16_t>((bits >> 16 & 0x8000u) | 0x7fc0u)};
  return {static_cast<uint16_t>((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16)};
}

inline float toFloat(Float16 x) {
  uint32_t sign = static_cast<uint32_t>(x.bits & 0x8000u) << 16;
  uint32_t magnitude = x.bits & 0x7fffu;
  // Scaling by 2^112 turns the half's exponent bias into the float's, subnormals included.
  float value = bitCast<float>(magnitude << 13) * 0x1p112f;
  uint32_t bits = magnitude >= 0x7c00u ? (magnitude << 13 | 0x7f800000u) : bitCast<uint32_t>(value);
  return bitCast<float>(sign | bits);
}

/// Rounds to nearest even, with subnormals; 65520 and above become infinite.
inline Float16 toFloat16(float x) {
  uint32_t bits = bitCast<uint32_t>(x);
  uint32_t magnitude = bits & 0x7fffffffu;
  auto sign = static_cast<uint16_t>(bits >> 16 & 0x8000u);
  if (magnitude > 0x7f800000u)
    return {static_cast<uint16_t>(sign | 0x7e00u)};
  if (magnitude >= 0x477ff000u)
    return {static_cast<uint16_t>(sign | 0x7c00u)};
  if (magnitude <
      0x38800000u) // below 2^-14: adding 1/2 lets the float unit round at the last bit of a subnormal
    return {
        static_cast<uint16_t>(sign | (bitCast<uint32_t>(bitCast<float>(magnitude) + 0.5f) - 0x3f000000u))};
  uint32_t rounded = magnitude + 0xfffu + (magnitude >> 13 & 1u) - 0x38000000u;
  return {static_cast<uint16_t>(sign | rounded >> 13)};
}

/// An f64 rounds once, not by way of f32: to odd first, which keeps what the second rounding must know.
inline float roundToOdd(double x) {
  auto nearest = static_cast<float>(x);
  if (static_cast<double>(nearest) == x || x != x)
    return nearest;
  uint32_t bits = bitCast<uint32_t>(nearest);
  bool away = (nearest < 0 ? -static_cast<double>(nearest) : nearest) > (x < 0 ? -x : x);
  return bitCast<float>((away ? bits - 1 : bits) | 1u);
}
inline Float16 toFloat16(double x) { return toFloat16(roundToOdd(x)); }
inline BFloat16 toBFloat16(double x) { return toBFloat16(roundToOdd(x)); }

} // namespace dual::numerics
