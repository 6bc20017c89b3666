// The builder of plain C++ numbers. Compile with -ffp-contract=off: the compiler must not fuse what is not
// `fma`.
#pragma once

#include "runtime/numerics/half.h"

#include <cmath>

namespace dual::numerics {

struct ScalarBuilder {
  using F32 = float;
  using F64 = double;
  using I32 = uint32_t; // unsigned, so that wrapping is defined
  using I64 = uint64_t;
  using Bool = bool;

  F32 f32(float x) { return x; }
  F64 f64(double x) { return x; }
  I32 i32(int32_t x) { return static_cast<I32>(x); }
  I64 i64(int64_t x) { return static_cast<I64>(x); }

  template <class T> T addF(T x, T y) { return x + y; }
  template <class T> T subF(T x, T y) { return x - y; }
  template <class T> T mulF(T x, T y) { return x * y; }
  template <class T> T divF(T x, T y) { return x / y; }
  template <class T> T negF(T x) { return -x; }
  F32 sqrtF(F32 x) { return __builtin_sqrtf(x); }
  F64 sqrtF(F64 x) { return __builtin_sqrt(x); }
  F32 fma(F32 x, F32 y, F32 z) { return __builtin_fmaf(x, y, z); }
  F64 fma(F64 x, F64 y, F64 z) { return __builtin_fma(x, y, z); }

  template <class T> T addI(T x, T y) { return x + y; }
  template <class T> T subI(T x, T y) { return x - y; }
  template <class T> T andI(T x, T y) { return x & y; }
  template <class T> T orI(T x, T y) { return x | y; }
  template <class T> T xorI(T x, T y) { return x ^ y; }
  template <class T> T shl(T x, int n) { return x << n; }
  template <class T> T shrU(T x, int n) { return x >> n; }
  I32 shrS(I32 x, int n) { return static_cast<I32>(static_cast<int32_t>(x) >> n); }
  I64 shrS(I64 x, int n) { return static_cast<I64>(static_cast<int64_t>(x) >> n); }

  I32 bitsF32(F32 x) { return bitCast<I32>(x); }
  I64 bitsF64(F64 x) { return bitCast<I64>(x); }
  F32 asF32(I32 x) { return bitCast<F32>(x); }
  F64 asF64(I64 x) { return bitCast<F64>(x); }

  template <class T> Bool ltF(T x, T y) { return x < y; }
  template <class T> Bool leF(T x, T y) { return x <= y; }
  template <class T> Bool eqF(T x, T y) { return x == y; }
  template <class T> Bool neF(T x, T y) { return x != y; }
  Bool ltI(I32 x, I32 y) { return static_cast<int32_t>(x) < static_cast<int32_t>(y); }
  Bool ltI(I64 x, I64 y) { return static_cast<int64_t>(x) < static_cast<int64_t>(y); }
  Bool andB(Bool x, Bool y) { return x & y; }
  Bool orB(Bool x, Bool y) { return x | y; }
  Bool notB(Bool x) { return !x; }
  template <class T> T select(Bool c, T x, T y) { return c ? x : y; }

  F64 extend(F32 x) { return x; }
  F32 truncate(F64 x) { return static_cast<F32>(x); }
  F32 intToF32(I32 x) { return static_cast<F32>(static_cast<int32_t>(x)); }
};

} // namespace dual::numerics
