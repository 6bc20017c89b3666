// Elementwise functions of one element. The elementary ones come from runtime/numerics, where each is written
// once.
#include "lowering/linalg/Scalar.h"

#include "lowering/linalg/ArithBuilder.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/dl/Endless.h"
#include "runtime/numerics/elementary.h"

using namespace mlir;
namespace nm = dual::numerics;

namespace dual::lowering {

Value constantOf(ImplicitLocOpBuilder &b, Type type, double value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, static_cast<int64_t>(value)));
}

Type accumulatorType(Type element) {
  return element.isF16() || element.isBF16() ? Float32Type::get(element.getContext()) : element;
}

namespace {

Value elementary(ArithBuilder &a, dl::UnaryKind kind, Value x) {
  bool isF64 = x.getType().isF64();
  switch (kind) {
  case dl::UnaryKind::Exp:
    return isF64 ? nm::exp_f64(a, x) : nm::exp_f32(a, x);
  case dl::UnaryKind::Log:
    return isF64 ? nm::log_f64(a, x) : nm::log_f32(a, x);
  case dl::UnaryKind::Tanh:
    return isF64 ? nm::tanh_f64(a, x) : nm::tanh_f32(a, x);
  case dl::UnaryKind::Sigmoid:
    return isF64 ? nm::sigmoid_f64(a, x) : nm::sigmoid_f32(a, x);
  case dl::UnaryKind::Rsqrt:
    return isF64 ? nm::rsqrt_f64(a, x) : nm::rsqrt_f32(a, x);
  case dl::UnaryKind::Sin:
    return isF64 ? nm::sin_f64(a, x) : nm::sin_f32(a, x);
  case dl::UnaryKind::Cos:
    return isF64 ? nm::cos_f64(a, x) : nm::cos_f32(a, x);
  case dl::UnaryKind::Expm1:
    return isF64 ? nm::expm1_f64(a, x) : nm::expm1_f32(a, x);
  case dl::UnaryKind::Log1p:
    return isF64 ? nm::log1p_f64(a, x) : nm::log1p_f32(a, x);
  case dl::UnaryKind::Erf:
    return isF64 ? nm::erf_f64(a, x) : nm::erf_f32(a, x);
  case dl::UnaryKind::Gelu:
    return isF64 ? nm::gelu_f64(a, x) : nm::gelu_f32(a, x);
  default:
    return {};
  }
}

Value compareF(ImplicitLocOpBuilder &b, arith::CmpFPredicate predicate, Value x, Value y) {
  return arith::CmpFOp::create(b, predicate, x, y);
}
Value compareI(ImplicitLocOpBuilder &b, arith::CmpIPredicate predicate, Value x, Value y) {
  return arith::CmpIOp::create(b, predicate, x, y);
}
Value choose(ImplicitLocOpBuilder &b, Value c, Value x, Value y) {
  return arith::SelectOp::create(b, c, x, y);
}

/// 1 above 0, -1 below, and x itself where it is 0 or NaN.
Value signF(ImplicitLocOpBuilder &b, Value x) {
  Type type = x.getType();
  Value zero = constantOf(b, type, 0), one = constantOf(b, type, 1), minusOne = constantOf(b, type, -1);
  Value below = choose(b, compareF(b, arith::CmpFPredicate::OLT, x, zero), minusOne, x);
  return choose(b, compareF(b, arith::CmpFPredicate::OGT, x, zero), one, below);
}

Value absF(ImplicitLocOpBuilder &b, Value x) { return math::AbsFOp::create(b, x); }

Value unaryFloat(ImplicitLocOpBuilder &b, dl::UnaryKind kind, Value x) {
  ArithBuilder a(b);
  switch (kind) {
  case dl::UnaryKind::Neg:
    return arith::NegFOp::create(b, x);
  case dl::UnaryKind::Abs:
    return absF(b, x);
  case dl::UnaryKind::Relu:
    return arith::MaximumFOp::create(b, x, constantOf(b, x.getType(), 0));
  case dl::UnaryKind::Sqrt:
    return math::SqrtOp::create(b, x);
  case dl::UnaryKind::Floor:
    return math::FloorOp::create(b, x);
  case dl::UnaryKind::Ceil:
    return math::CeilOp::create(b, x);
  case dl::UnaryKind::Sign:
    return signF(b, x);
  default:
    return elementary(a, kind, x);
  }
}

Value unaryInteger(ImplicitLocOpBuilder &b, dl::UnaryKind kind, bool isUnsigned, Value x) {
  Value zero = constantOf(b, x.getType(), 0);
  Value negated = arith::SubIOp::create(b, zero, x);
  Value isNegative = compareI(b, arith::CmpIPredicate::slt, x, zero);
  Value one = constantOf(b, x.getType(), 1);
  switch (kind) {
  case dl::UnaryKind::Neg:
    return negated;
  case dl::UnaryKind::Abs:
    return isUnsigned ? x : choose(b, isNegative, negated, x);
  case dl::UnaryKind::Relu:
    return isUnsigned ? x : choose(b, isNegative, zero, x);
  case dl::UnaryKind::Not:
    return arith::XOrIOp::create(b, x, constantOf(b, x.getType(), -1));
  case dl::UnaryKind::Sign: {
    Value positive = choose(b, compareI(b, arith::CmpIPredicate::eq, x, zero), zero, one);
    return isUnsigned ? positive : choose(b, isNegative, constantOf(b, x.getType(), -1), positive);
  }
  default:
    return x; // floor and ceil of an integer
  }
}

/// Floors; the least value / -1 wraps, which the machine's division would trap on, hence the detour by
/// negation.
std::pair<Value, Value> floorDivide(ImplicitLocOpBuilder &b, Value x, Value y) {
  Type type = x.getType();
  APInt divisorValue;
  if (matchPattern(y, m_ConstantInt(&divisorValue)) && divisorValue.isStrictlyPositive()) {
    Value quotient = arith::FloorDivSIOp::create(b, x, y); // a formula of sizes stays recognizable
    return {quotient, arith::SubIOp::create(b, x, arith::MulIOp::create(b, quotient, y))};
  }
  Value zero = constantOf(b, type, 0), one = constantOf(b, type, 1), minusOne = constantOf(b, type, -1);
  Value byMinusOne = compareI(b, arith::CmpIPredicate::eq, y, minusOne);
  Value divisor = choose(b, byMinusOne, one, y);
  Value quotient = arith::DivSIOp::create(b, x, divisor);
  Value product = arith::MulIOp::create(b, quotient, divisor);
  Value rest = arith::SubIOp::create(b, x, product);
  Value uneven = compareI(b, arith::CmpIPredicate::ne, rest, zero);
  Value mixed = arith::XOrIOp::create(b, rest, divisor);
  Value opposite = compareI(b, arith::CmpIPredicate::slt, mixed, zero);
  Value adjust = arith::AndIOp::create(b, uneven, opposite);
  Value floored = choose(b, adjust, arith::SubIOp::create(b, quotient, one), quotient);
  Value modulus = choose(b, adjust, arith::AddIOp::create(b, rest, divisor), rest);
  Value negated = arith::SubIOp::create(b, zero, x);
  return {choose(b, byMinusOne, negated, floored), choose(b, byMinusOne, zero, modulus)};
}

Value binaryInteger(ImplicitLocOpBuilder &b, dl::BinaryKind kind, bool isUnsigned, Value x, Value y) {
  switch (kind) {
  case dl::BinaryKind::Add:
    return arith::AddIOp::create(b, x, y);
  case dl::BinaryKind::Sub:
    return arith::SubIOp::create(b, x, y);
  case dl::BinaryKind::Mul:
    return arith::MulIOp::create(b, x, y);
  case dl::BinaryKind::Div:
    return isUnsigned ? arith::DivUIOp::create(b, x, y) : floorDivide(b, x, y).first;
  case dl::BinaryKind::Mod:
    return isUnsigned ? arith::RemUIOp::create(b, x, y) : floorDivide(b, x, y).second;
  case dl::BinaryKind::Max:
    return isUnsigned ? arith::MaxUIOp::create(b, x, y) : Value(arith::MaxSIOp::create(b, x, y));
  case dl::BinaryKind::Min:
    return isUnsigned ? arith::MinUIOp::create(b, x, y) : Value(arith::MinSIOp::create(b, x, y));
  case dl::BinaryKind::And:
    return arith::AndIOp::create(b, x, y);
  case dl::BinaryKind::Or:
    return arith::OrIOp::create(b, x, y);
  case dl::BinaryKind::Pow:
    return {}; // by `emitBinary`
  }
  return {};
}

/// The remainder with the divisor's sign, also where it is 0.
Value modFloat(ImplicitLocOpBuilder &b, Value x, Value y) {
  Value zero = constantOf(b, x.getType(), 0);
  Value rest = arith::RemFOp::create(b, x, y);
  Value isZero = compareF(b, arith::CmpFPredicate::OEQ, rest, zero);
  Value restBelow = compareF(b, arith::CmpFPredicate::OLT, rest, zero);
  Value divisorBelow = compareF(b, arith::CmpFPredicate::OLT, y, zero);
  Value opposite = arith::XOrIOp::create(b, restBelow, divisorBelow);
  Value moved = choose(b, opposite, arith::AddFOp::create(b, rest, y), rest);
  return choose(b, isZero, math::CopySignOp::create(b, zero, y), moved);
}

Value binaryFloat(ImplicitLocOpBuilder &b, dl::BinaryKind kind, Value x, Value y) {
  ArithBuilder a(b);
  switch (kind) {
  case dl::BinaryKind::Add:
    return a.addF(x, y);
  case dl::BinaryKind::Sub:
    return a.subF(x, y);
  case dl::BinaryKind::Mul:
    return a.mulF(x, y);
  case dl::BinaryKind::Div:
    return a.divF(x, y);
  case dl::BinaryKind::Mod:
    return modFloat(b, x, y);
  case dl::BinaryKind::Max:
    return arith::MaximumFOp::create(b, x, y);
  case dl::BinaryKind::Min:
    return arith::MinimumFOp::create(b, x, y);
  case dl::BinaryKind::Pow:
    return x.getType().isF64() ? nm::pow_f64(a, x, y) : nm::pow_f32(a, x, y);
  default:
    return {};
  }
}

/// base ** n for n >= 0, a loop over the bits of n, lowest first.
Value powerLoop(ImplicitLocOpBuilder &b, Type type, Value base, Value n) {
  Value one = constantOf(b, base.getType(), 1), zero = constantOf(b, n.getType(), 0);
  auto multiply = [&](ImplicitLocOpBuilder &in, Value x, Value y) {
    return emitBinary(in, dl::BinaryKind::Mul, type, x, y);
  };
  auto loop = scf::WhileOp::create(
      b, TypeRange{base.getType(), base.getType(), n.getType()}, ValueRange{one, base, n},
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        ImplicitLocOpBuilder in(loc, builder);
        scf::ConditionOp::create(in, compareI(in, arith::CmpIPredicate::ne, args[2], zero), args);
      },
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        ImplicitLocOpBuilder in(loc, builder);
        Value bit = arith::TruncIOp::create(in, in.getI1Type(), args[2]);
        Value result = choose(in, bit, multiply(in, args[0], args[1]), args[0]);
        Value rest = arith::ShRUIOp::create(in, args[2], constantOf(in, n.getType(), 1));
        scf::YieldOp::create(in, ValueRange{result, multiply(in, args[1], args[1]), rest});
      });
  loop->setAttr(dl::endsAttr, b.getUnitAttr());
  return loop.getResult(0);
}

/// The same for a known n: only the products that are used.
Value powerOf(ImplicitLocOpBuilder &b, Type type, Value base, uint64_t n) {
  Value result = constantOf(b, base.getType(), 1);
  for (Value square = base; n; n >>= 1) {
    if (n & 1)
      result = emitBinary(b, dl::BinaryKind::Mul, type, result, square);
    if (n > 1)
      square = emitBinary(b, dl::BinaryKind::Mul, type, square, square);
  }
  return result;
}

Value reciprocal(ImplicitLocOpBuilder &b, Type type, Value x) {
  return emitBinary(b, dl::BinaryKind::Div, type, constantOf(b, x.getType(), 1), x);
}

arith::CmpFPredicate floatPredicate(dl::CompareKind kind) {
  static constexpr arith::CmpFPredicate table[] = {arith::CmpFPredicate::OEQ, arith::CmpFPredicate::UNE,
                                                   arith::CmpFPredicate::OLT, arith::CmpFPredicate::OLE,
                                                   arith::CmpFPredicate::OGT, arith::CmpFPredicate::OGE};
  return table[static_cast<int>(kind)];
}

arith::CmpIPredicate integerPredicate(dl::CompareKind kind, bool isUnsigned) {
  using P = arith::CmpIPredicate;
  static constexpr P withSign[] = {P::eq, P::ne, P::slt, P::sle, P::sgt, P::sge};
  static constexpr P without[] = {P::eq, P::ne, P::ult, P::ule, P::ugt, P::uge};
  return (isUnsigned ? without : withSign)[static_cast<int>(kind)];
}

/// bool orders false below true, so its one bit must not count as a sign.
bool isUnsignedOrBool(Type type) { return type.isUnsignedInteger() || type.isInteger(1); }

} // namespace

Value emitUnary(ImplicitLocOpBuilder &b, dl::UnaryKind kind, Type type, Value x) {
  if (!isa<FloatType>(type))
    return unaryInteger(b, kind, isUnsignedOrBool(type), x);
  return narrow(b, unaryFloat(b, kind, widen(b, x)), type);
}

Value emitBinary(ImplicitLocOpBuilder &b, dl::BinaryKind kind, Type type, Value x, Value y) {
  if (!isa<FloatType>(type) && kind == dl::BinaryKind::Pow)
    return powerLoop(b, type, x, y);
  if (!isa<FloatType>(type))
    return binaryInteger(b, kind, isUnsignedOrBool(type), x, y);
  return narrow(b, binaryFloat(b, kind, widen(b, x), widen(b, y)), type);
}

Value emitCompare(ImplicitLocOpBuilder &b, dl::CompareKind kind, Type type, Value x, Value y) {
  if (isa<FloatType>(type))
    return compareF(b, floatPredicate(kind), widen(b, x), widen(b, y));
  return compareI(b, integerPredicate(kind, isUnsignedOrBool(type)), x, y);
}

Value emitFma(ImplicitLocOpBuilder &b, Type type, Value x, Value y, Value z) {
  return narrow(b, math::FmaOp::create(b, widen(b, x), widen(b, y), widen(b, z)), type);
}

/// All products are in the wide type: 16-bit floats round once, at the end.
static Value widePower(ImplicitLocOpBuilder &b, Type type, Value base, Value exponent) {
  APInt known;
  if (matchPattern(exponent, m_ConstantInt(&known))) {
    Value power = powerOf(b, type, base, known.abs().getZExtValue());
    return known.isNegative() && isa<FloatType>(type) ? reciprocal(b, type, power) : power;
  }
  Value zero = constantOf(b, exponent.getType(), 0);
  Value isNegative = compareI(b, arith::CmpIPredicate::slt, exponent, zero);
  Value magnitude = choose(b, isNegative, arith::SubIOp::create(b, zero, exponent), exponent);
  Value power = powerLoop(b, type, base, magnitude);
  return isa<FloatType>(type) ? choose(b, isNegative, reciprocal(b, type, power), power) : power;
}

Value emitIPow(ImplicitLocOpBuilder &b, Type type, Value base, Value exponent) {
  if (!isa<FloatType>(type))
    return widePower(b, type, base, exponent);
  return narrow(b, widePower(b, accumulatorType(type), widen(b, base), exponent), type);
}

} // namespace dual::lowering
