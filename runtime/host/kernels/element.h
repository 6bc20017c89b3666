// Operations on one element of each type: the rules of statements 6, 31, 32 and 34.
#pragma once

#include "runtime/host/dtype.h"
#include "runtime/numerics/elementary.h"
#include "runtime/numerics/scalar_builder.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace dual::host {

template <class T> constexpr bool isHalf = std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>;

/// The type that an operation on T computes in: f32 for the 16-bit floats.
template <class T> using Compute = std::conditional_t<isHalf<T>, float, T>;
/// The unsigned integer in which T's arithmetic wraps; at least 32 bits, as C++ promotes narrower ones to
/// int.
template <class T> using Wrapping = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

template <class T> Compute<T> load(T x) {
  if constexpr (isHalf<T>)
    return numerics::toFloat(x);
  else
    return x;
}

/// Rounds a value of f32 or f64 to T, or passes it.
template <class T, class C> T store(C x) {
  if constexpr (std::is_same_v<T, Float16>)
    return numerics::toFloat16(x);
  else if constexpr (std::is_same_v<T, BFloat16>)
    return numerics::toBFloat16(x);
  else
    return static_cast<T>(x);
}

template <class T> bool signBit(T x) { return std::signbit(x); }

template <class T> T maxOf(T x, T y) {
  if constexpr (std::is_floating_point_v<T>) {
    if (x != x || y != y)
      return std::numeric_limits<T>::quiet_NaN();
    if (x == y)
      return signBit(x) ? y : x;
  }
  return x < y ? y : x;
}
template <class T> T minOf(T x, T y) {
  if constexpr (std::is_floating_point_v<T>) {
    if (x != x || y != y)
      return std::numeric_limits<T>::quiet_NaN();
    if (x == y)
      return signBit(x) ? x : y;
  }
  return y < x ? y : x;
}

template <class T> T addOf(T x, T y) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<Wrapping<T>>(x) + static_cast<Wrapping<T>>(y));
  else
    return x + y;
}
template <class T> T subOf(T x, T y) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<Wrapping<T>>(x) - static_cast<Wrapping<T>>(y));
  else
    return x - y;
}
template <class T> T mulOf(T x, T y) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<Wrapping<T>>(x) * static_cast<Wrapping<T>>(y));
  else
    return x * y;
}

/// Floors for integers; y is not 0. Dividing by -1 is negation, which wraps for the least value.
template <class T> T divOf(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    if constexpr (std::is_signed_v<T>)
      if (y == -1)
        return subOf<T>(0, x);
    T quotient = static_cast<T>(x / y);
    bool rounded = x % y != 0 && (x < 0) != (y < 0);
    return static_cast<T>(quotient - (rounded ? 1 : 0));
  } else {
    return x / y;
  }
}

/// Has the divisor's sign, also when it is zero; exact for floats (fmod is), but for the addition of y.
template <class T> T modOf(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    if constexpr (std::is_signed_v<T>)
      if (y == -1)
        return 0;
    T rest = static_cast<T>(x % y);
    return static_cast<T>(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);
  } else {
    T rest = std::fmod(x, y);
    if (rest == 0)
      return std::copysign(T(0), y);
    return (rest < 0) != (y < 0) ? rest + y : rest;
  }
}

template <class T> T fmaOf(T x, T y, T z) {
  if constexpr (std::is_integral_v<T>)
    return addOf<T>(mulOf<T>(x, y), z);
  else
    return numerics::ScalarBuilder{}.fma(x, y, z);
}

/// x ** n by repeated squaring from the lowest bit: a product starts at 1 and takes x^(2^k) for each bit k of
/// |n|.
template <class T> T powerOf(T x, int64_t n) {
  uint64_t rest = n < 0 ? 0 - static_cast<uint64_t>(n) : static_cast<uint64_t>(n);
  T result = 1;
  for (T square = x; rest != 0; rest >>= 1) {
    if (rest & 1)
      result = mulOf<T>(result, square);
    if (rest > 1)
      square = mulOf<T>(square, square);
  }
  if constexpr (std::is_floating_point_v<T>)
    return n < 0 ? 1 / result : result;
  return result;
}

/// Truncates, saturates, NaN gives 0.
template <class To, class From> To floatToInteger(From x) {
  if (x != x)
    return 0;
  // The limits as floats: the lower is exact, the upper is rounded up to a power of two, so >= is out of
  // range.
  if (x <= static_cast<From>(std::numeric_limits<To>::min()))
    return std::numeric_limits<To>::min();
  if (x >= static_cast<From>(std::numeric_limits<To>::max()))
    return std::numeric_limits<To>::max();
  return static_cast<To>(x);
}

/// Exact below 2^53; beyond, the bit that does not fit is kept as a sticky last bit (rounding to odd), so
/// that a second rounding to 16 bits is right.
inline double integerToDouble(int64_t x) {
  if (x > -(int64_t(1) << 53) && x < (int64_t(1) << 53))
    return static_cast<double>(x);
  return static_cast<double>((x >> 11) | ((x & 0x7ff) != 0 ? 1 : 0)) * 2048.0;
}

template <class To, class From> To castOf(From raw) {
  auto x = load(raw);
  using C = decltype(x);
  if constexpr (std::is_same_v<To, bool>)
    return x != 0;
  else if constexpr (std::is_floating_point_v<C> && std::is_integral_v<To>)
    return floatToInteger<To>(x);
  else if constexpr (isHalf<To> && std::is_integral_v<C>)
    return store<To>(integerToDouble(x));
  else
    return store<To>(x);
}

} // namespace dual::host
