// What an abstract builder must offer, and thin typed values over it so that formulas read as formulas.
//
// A builder B makes IEEE operations: with plain numbers (scalar_builder.h) or as ops of an IR. It has
//   types    B::F32, B::F64, B::I32, B::I64, B::Bool: values; they may all be one C++ type. Integers have no
//   sign. f32(float) f64(double) i32(int32_t) i64(int64_t)      constants addF subF mulF divF(a, b)  negF
//   sqrtF(a)  fma(a, b, c) floats of one width, round to nearest even, never contracted addI subI andI orI
//   xorI(a, b)                         integers of one width, wrapping shl shrU shrS(a, n) by a constant int
//   n; logical, arithmetic bitsF32(F32) -> I32   bitsF64(F64) -> I64   asF32(I32) -> F32   asF64(I64) -> F64
//   the same bits ltF leF eqF(a, b)                                     ordered: false for NaN neF(a, b)
//   unordered: true for NaN ltI(a, b)                                             signed andB orB(a, b)
//   notB(a) select(Bool, a, b)                                    both sides of one type extend(F32) -> F64
//   truncate(F64) -> F32            rounds to nearest even intToF32(I32) -> F32 exact: used for |n| < 2^8
//   only
// No operation branches, reads memory or calls. NaN may flow through the integer operations, so they must not
// have undefined overflow. All results are fixed up to the payload and sign of NaN.
#pragma once

#include <cstdint>

namespace dual::numerics {

/// A Boolean of the builder.
template <class B> struct Bool {
  B *b;
  typename B::Bool v;
  friend Bool operator&(Bool x, Bool y) { return {x.b, x.b->andB(x.v, y.v)}; }
  friend Bool operator|(Bool x, Bool y) { return {x.b, x.b->orB(x.v, y.v)}; }
  friend Bool operator!(Bool x) { return {x.b, x.b->notB(x.v)}; }
};

/// How each number type names its value and makes a constant.
template <class B> struct KindI32 {
  using Value = typename B::I32;
  using Literal = int32_t;
  static Value constant(B *b, Literal x) { return b->i32(x); }
};
template <class B> struct KindI64 {
  using Value = typename B::I64;
  using Literal = int64_t;
  static Value constant(B *b, Literal x) { return b->i64(x); }
};
template <class B> struct KindF32 {
  using Value = typename B::F32;
  using Literal = float;
  using Bits = KindI32<B>;
  static Value constant(B *b, Literal x) { return b->f32(x); }
};
template <class B> struct KindF64 {
  using Value = typename B::F64;
  using Literal = double;
  using Bits = KindI64<B>;
  static Value constant(B *b, Literal x) { return b->f64(x); }
};

/// A wrapping integer; the right side may be a constant.
template <class B, class K> struct Int {
  using Literal = typename K::Literal;
  B *b;
  typename K::Value v;

  Int like(Literal x) const { return {b, K::constant(b, x)}; }
  Int shl(int n) const { return {b, b->shl(v, n)}; }
  Int shrU(int n) const { return {b, b->shrU(v, n)}; }
  Int shrS(int n) const { return {b, b->shrS(v, n)}; }

  friend Int operator+(Int x, Int y) { return {x.b, x.b->addI(x.v, y.v)}; }
  friend Int operator-(Int x, Int y) { return {x.b, x.b->subI(x.v, y.v)}; }
  friend Int operator&(Int x, Int y) { return {x.b, x.b->andI(x.v, y.v)}; }
  friend Int operator|(Int x, Int y) { return {x.b, x.b->orI(x.v, y.v)}; }
  friend Int operator^(Int x, Int y) { return {x.b, x.b->xorI(x.v, y.v)}; }
  friend Bool<B> operator<(Int x, Int y) { return {x.b, x.b->ltI(x.v, y.v)}; }
  friend Int operator+(Int x, Literal y) { return x + x.like(y); }
  friend Int operator-(Int x, Literal y) { return x - x.like(y); }
  friend Int operator-(Literal x, Int y) { return y.like(x) - y; }
  friend Int operator&(Int x, Literal y) { return x & x.like(y); }
  friend Bool<B> operator<(Int x, Literal y) { return x < x.like(y); }
  friend Bool<B> operator>(Int x, Literal y) { return x.like(y) < x; }
};

/// A float; either side may be a constant.
template <class B, class K> struct Float {
  using Literal = typename K::Literal;
  using Integer = Int<B, typename K::Bits>; // of the same width
  B *b;
  typename K::Value v;

  Float like(Literal x) const { return {b, K::constant(b, x)}; }

  friend Float operator-(Float x) { return {x.b, x.b->negF(x.v)}; }
  friend Float operator+(Float x, Float y) { return {x.b, x.b->addF(x.v, y.v)}; }
  friend Float operator-(Float x, Float y) { return {x.b, x.b->subF(x.v, y.v)}; }
  friend Float operator*(Float x, Float y) { return {x.b, x.b->mulF(x.v, y.v)}; }
  friend Float operator/(Float x, Float y) { return {x.b, x.b->divF(x.v, y.v)}; }
  friend Float operator+(Float x, Literal y) { return x + x.like(y); }
  friend Float operator-(Float x, Literal y) { return x - x.like(y); }
  friend Float operator*(Float x, Literal y) { return x * x.like(y); }
  friend Float operator+(Literal x, Float y) { return y.like(x) + y; }
  friend Float operator-(Literal x, Float y) { return y.like(x) - y; }
  friend Float operator/(Literal x, Float y) { return y.like(x) / y; }

  friend Bool<B> operator<(Float x, Float y) { return {x.b, x.b->ltF(x.v, y.v)}; }
  friend Bool<B> operator<=(Float x, Float y) { return {x.b, x.b->leF(x.v, y.v)}; }
  friend Bool<B> operator==(Float x, Float y) { return {x.b, x.b->eqF(x.v, y.v)}; }
  friend Bool<B> operator!=(Float x, Float y) { return {x.b, x.b->neF(x.v, y.v)}; }
  friend Bool<B> operator<(Float x, Literal y) { return x < x.like(y); }
  friend Bool<B> operator>(Float x, Literal y) { return x.like(y) < x; }
  friend Bool<B> operator>=(Float x, Literal y) { return x.like(y) <= x; }
  friend Bool<B> operator==(Float x, Literal y) { return x == x.like(y); }
};

template <class B> using I32 = Int<B, KindI32<B>>;
template <class B> using I64 = Int<B, KindI64<B>>;
template <class B> using F32 = Float<B, KindF32<B>>;
template <class B> using F64 = Float<B, KindF64<B>>;

} // namespace dual::numerics
