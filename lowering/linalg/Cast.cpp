// Conversions between element types (statement 6), and the 16-bit floats' way to f32 and back.
#include "lowering/linalg/Scalar.h"

#include "lowering/linalg/ArithBuilder.h"

#include <cmath>

using namespace mlir;

namespace dual::lowering {
namespace {

/// Nearest even by integer steps: AVX512-BF16's own conversion flushes subnormals.
Value toBF16(ImplicitLocOpBuilder &b, Value x) {
  ArithBuilder a(b);
  Value bits = a.bitsF32(x);
  Value lowBit = a.andI(a.shrU(bits, 16), a.i32(1));
  Value rounded = a.addI(bits, a.addI(lowBit, a.i32(0x7fff)));
  Value high = a.select(a.neF(x, x), a.i32(0x7fc00000), rounded);
  Value half = arith::TruncIOp::create(b, b.getI16Type(), a.shrU(high, 16));
  return arith::BitcastOp::create(b, b.getBF16Type(), half);
}

/// f64 to f32 so that a second rounding to 16 bits cannot err: an inexact result has its last bit set.
Value roundToOdd(ImplicitLocOpBuilder &b, Value x) {
  ArithBuilder a(b);
  Value nearest = a.truncate(x), back = a.extend(nearest);
  Value exact = a.orB(a.eqF(back, x), a.neF(x, x));
  Value away = a.ltF(math::AbsFOp::create(b, x), math::AbsFOp::create(b, back));
  Value bits = a.bitsF32(nearest);
  Value towardZero = a.select(away, a.subI(bits, a.i32(1)), bits);
  return a.select(exact, nearest, a.asF32(a.orI(towardZero, a.i32(1))));
}

Value floatToFloat(ImplicitLocOpBuilder &b, Value x, Type to) {
  Type from = x.getType();
  if (from == to)
    return x;
  if (to.isF64())
    return ArithBuilder(b).extend(widen(b, x));
  if (from.isF64())
    return to.isF32() ? ArithBuilder(b).truncate(x) : narrow(b, roundToOdd(b, x), to);
  return narrow(b, widen(b, x), to);
}

/// The whole numbers of `width` bits as floats: the first that is too large, and the least.
std::pair<double, double> integerRange(unsigned width, bool isUnsigned) {
  if (isUnsigned)
    return {std::ldexp(1.0, width), 0.0};
  return {std::ldexp(1.0, width - 1), -std::ldexp(1.0, width - 1)};
}

/// Truncates and saturates; NaN gives 0. The conversion sees only numbers that it can represent.
Value floatToInteger(ImplicitLocOpBuilder &b, Value x, Type to, bool isUnsigned) {
  ArithBuilder a(b);
  unsigned width = to.getIntOrFloatBitWidth();
  auto [above, least] = integerRange(width, isUnsigned);
  Type type = x.getType();
  Value tooLarge = a.leF(constantOf(b, type, above), x);
  Value tooSmall = a.leF(x, constantOf(b, type, least));
  Value outside = a.orB(a.neF(x, x), a.orB(tooLarge, tooSmall));
  Value inside = a.select(outside, constantOf(b, type, 0), x);
  Value whole = isUnsigned ? arith::FPToUIOp::create(b, to, inside).getResult()
                           : arith::FPToSIOp::create(b, to, inside).getResult();
  APInt largest = isUnsigned ? APInt::getMaxValue(width) : APInt::getSignedMaxValue(width);
  APInt smallest = isUnsigned ? APInt::getMinValue(width) : APInt::getSignedMinValue(width);
  whole = a.select(tooLarge, arith::ConstantOp::create(b, b.getIntegerAttr(to, largest)), whole);
  return a.select(tooSmall, arith::ConstantOp::create(b, b.getIntegerAttr(to, smallest)), whole);
}

Value integerToFloat(ImplicitLocOpBuilder &b, Value x, Type to, bool isUnsigned) {
  auto convert = [&](Type type) -> Value {
    if (isUnsigned)
      return arith::UIToFPOp::create(b, type, x);
    return arith::SIToFPOp::create(b, type, x);
  };
  if (to.isF32() || to.isF64())
    return convert(to);
  // f64 holds 53 bits: an i64 could round twice, so it first gets odd where bits would be lost.
  if (x.getType().getIntOrFloatBitWidth() < 64)
    return narrow(b, roundToOdd(b, convert(b.getF64Type())), to);
  ArithBuilder a(b);
  Value low = a.andI(x, a.i64(0xfff));
  Value sticky =
      a.select(arith::CmpIOp::create(b, arith::CmpIPredicate::ne, low, a.i64(0)), a.i64(0x1000), a.i64(0));
  Value kept = a.orI(a.andI(x, a.i64(~int64_t(0xfff))), sticky);
  Value fits = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, a.addI(x, a.i64(int64_t(1) << 52)),
                                     a.i64(int64_t(1) << 53));
  Value exact = a.select(fits, x, kept);
  return narrow(b, roundToOdd(b, arith::SIToFPOp::create(b, b.getF64Type(), exact)), to);
}

Value integerToInteger(ImplicitLocOpBuilder &b, Value x, Type to, bool isUnsigned) {
  unsigned from = x.getType().getIntOrFloatBitWidth(), width = to.getIntOrFloatBitWidth();
  if (from == width)
    return x;
  if (from > width)
    return arith::TruncIOp::create(b, to, x);
  return isUnsigned ? arith::ExtUIOp::create(b, to, x).getResult()
                    : arith::ExtSIOp::create(b, to, x).getResult();
}

Value toBool(ImplicitLocOpBuilder &b, Type from, Value x) {
  Value zero = constantOf(b, x.getType(), 0);
  return emitCompare(b, dl::CompareKind::Ne, from, x, zero);
}

} // namespace

Value widen(ImplicitLocOpBuilder &b, Value x) {
  Type type = x.getType();
  if (type.isF16())
    return arith::ExtFOp::create(b, b.getF32Type(), x);
  if (!type.isBF16())
    return x;
  // By its bits: LLVM would pull an extension through `minimum` and round with the instruction that flushes
  // subnormals.
  ArithBuilder a(b);
  Value half = arith::BitcastOp::create(b, b.getI16Type(), x);
  return a.asF32(a.shl(arith::ExtUIOp::create(b, b.getI32Type(), half), 16));
}

Value narrow(ImplicitLocOpBuilder &b, Value x, Type to) {
  if (x.getType() == to)
    return x;
  return to.isBF16() ? toBF16(b, x) : arith::TruncFOp::create(b, to, x).getResult();
}

Value emitCast(ImplicitLocOpBuilder &b, Type from, Type to, Value x) {
  bool fromUnsigned = from.isUnsignedInteger() || from.isInteger(1);
  Type signless = isa<IntegerType>(to) ? b.getIntegerType(to.getIntOrFloatBitWidth()) : to;
  if (to.isInteger(1))
    return from.isInteger(1) ? x : toBool(b, from, x);
  if (isa<FloatType>(from))
    return isa<FloatType>(to) ? floatToFloat(b, x, to)
                              : floatToInteger(b, widen(b, x), signless, to.isUnsignedInteger());
  return isa<FloatType>(to) ? integerToFloat(b, x, to, fromUnsigned)
                            : integerToInteger(b, x, signless, fromUnsigned);
}

} // namespace dual::lowering
