// Adjoints of the elementwise operations. dy is the adjoint of the result y.
#include "mlir/autodiff/Reverse.h"

#include <cmath>

using namespace mlir;
using dual::dl::BinaryKind;
using dual::dl::CompareKind;
using dual::dl::UnaryKind;

namespace dual::autodiff {
namespace {

// ------------------------------------------------------------------------------------------ one argument

/// phi(x) = exp(-x * x / scale) * factor: the bell curve of erf and gelu.
Value bell(Value x, double scale, double factor, Emit &emit) {
  Value exponent = emit.mul(emit.mul(x, x), emit.splatLike(x, -1.0 / scale));
  return emit.mul(emit.unary(UnaryKind::Exp, exponent), emit.splatLike(x, factor));
}

/// Phi(x) + x phi(x), with Phi(x) = (1 + erf(x / sqrt 2)) / 2.
Value geluSlope(Value x, Emit &emit) {
  Value error = emit.unary(UnaryKind::Erf, emit.mul(x, emit.splatLike(x, std::sqrt(0.5))));
  Value half = emit.splatLike(x, 0.5);
  Value phi = bell(x, 2.0, 1.0 / std::sqrt(2.0 * M_PI), emit);
  return emit.add(emit.add(half, emit.mul(half, error)), emit.mul(x, phi));
}

Value whereGreater(Value x, double bound, Value dy, Emit &emit) {
  Value isGreater = emit.compare(CompareKind::Gt, x, emit.splatLike(x, bound));
  return emit.select(isGreater, dy, emit.zerosLike(x));
}

/// The derivatives that read the result, where that is cheaper than starting from x.
Value unaryFromResult(UnaryKind kind, Value y, Value dy, Emit &emit) {
  Value one = emit.splatLike(y, 1.0);
  switch (kind) {
  case UnaryKind::Exp:
    return emit.mul(dy, y);
  case UnaryKind::Expm1:
    return emit.mul(dy, emit.add(y, one));
  case UnaryKind::Tanh:
    return emit.mul(dy, emit.sub(one, emit.mul(y, y)));
  case UnaryKind::Sigmoid:
    return emit.mul(dy, emit.mul(y, emit.sub(one, y)));
  case UnaryKind::Sqrt:
    return emit.div(dy, emit.add(y, y));
  case UnaryKind::Rsqrt:
    return emit.mul(dy, emit.mul(emit.splatLike(y, -0.5), emit.mul(y, emit.mul(y, y))));
  default:
    return {};
  }
}

Value unaryFromArgument(UnaryKind kind, Value x, Value dy, Emit &emit) {
  switch (kind) {
  case UnaryKind::Neg:
    return emit.neg(dy);
  case UnaryKind::Abs:
    return emit.mul(dy, emit.unary(UnaryKind::Sign, x));
  case UnaryKind::Log:
    return emit.div(dy, x);
  case UnaryKind::Log1p:
    return emit.div(dy, emit.add(x, emit.splatLike(x, 1.0)));
  case UnaryKind::Relu:
    return whereGreater(x, 0.0, dy, emit);
  case UnaryKind::Sin:
    return emit.mul(dy, emit.unary(UnaryKind::Cos, x));
  case UnaryKind::Cos:
    return emit.neg(emit.mul(dy, emit.unary(UnaryKind::Sin, x)));
  case UnaryKind::Erf:
    return emit.mul(dy, bell(x, 1.0, 2.0 / std::sqrt(M_PI), emit));
  case UnaryKind::Gelu:
    return emit.mul(dy, geluSlope(x, emit));
  default:
    return {};
  }
}

LogicalResult unaryRule(dl::UnaryOp op, AdjointMap &adjoints, Emit &emit) {
  Value dy = adjoints.of(op);
  Value dx = unaryFromResult(op.getKind(), op.getResult(), dy, emit);
  if (!dx)
    dx = unaryFromArgument(op.getKind(), op.getX(), dy, emit);
  if (!dx)
    return op.emitError("`") << dl::stringifyUnaryKind(op.getKind()) << "` has no derivative";
  adjoints.add(op.getX(), dx, emit);
  return success();
}

// ------------------------------------------------------------------------------------------ two arguments

using Pair = std::pair<Value, Value>;

Pair divAdjoints(dl::BinaryOp op, Value dy, Emit &emit) {
  Value dlhs = emit.div(dy, op.getRhs());
  return {dlhs, emit.neg(emit.mul(dlhs, op.getResult()))};
}

/// a mod b = a - floor(a / b) * b
Pair modAdjoints(dl::BinaryOp op, Value dy, Emit &emit) {
  Value turns = emit.unary(UnaryKind::Floor, emit.div(op.getLhs(), op.getRhs()));
  return {dy, emit.neg(emit.mul(dy, turns))};
}

/// `isSecond` holds where the second argument is strictly better: a tie, and a NaN, go to the first.
Pair choiceAdjoints(dl::BinaryOp op, CompareKind isSecond, Value dy, Emit &emit) {
  Value second = emit.compare(isSecond, op.getLhs(), op.getRhs());
  Value zeros = emit.zerosLike(dy);
  return {emit.select(second, zeros, dy), emit.select(second, dy, zeros)};
}

/// b * a ** (b - 1) and y * log a. Without the selects, x ** 0 and 0 ** b would give 0 * inf.
Pair powAdjoints(dl::BinaryOp op, Value dy, Emit &emit) {
  Value a = op.getLhs(), b = op.getRhs(), zero = emit.zerosLike(a), one = emit.splatLike(a, 1.0);
  Value lower = emit.binary(BinaryKind::Pow, a, emit.sub(b, one));
  Value da = emit.select(emit.compare(CompareKind::Eq, b, zero), zero, emit.mul(dy, emit.mul(b, lower)));
  Value base = emit.select(emit.compare(CompareKind::Eq, a, zero), one, a);
  Value db = emit.mul(dy, emit.mul(op.getResult(), emit.unary(UnaryKind::Log, base)));
  return {da, db};
}

Pair binaryAdjoints(dl::BinaryOp op, Value dy, Emit &emit) {
  switch (op.getKind()) {
  case BinaryKind::Add:
    return {dy, dy};
  case BinaryKind::Sub:
    return {dy, emit.neg(dy)};
  case BinaryKind::Mul:
    return {emit.mul(dy, op.getRhs()), emit.mul(dy, op.getLhs())};
  case BinaryKind::Div:
    return divAdjoints(op, dy, emit);
  case BinaryKind::Mod:
    return modAdjoints(op, dy, emit);
  case BinaryKind::Max:
    return choiceAdjoints(op, CompareKind::Lt, dy, emit);
  case BinaryKind::Min:
    return choiceAdjoints(op, CompareKind::Gt, dy, emit);
  case BinaryKind::Pow:
    return powAdjoints(op, dy, emit);
  default:
    return {};
  }
}

LogicalResult binaryRule(dl::BinaryOp op, AdjointMap &adjoints, Emit &emit) {
  auto [dlhs, drhs] = binaryAdjoints(op, adjoints.of(op), emit);
  if (!dlhs)
    return op.emitError("`") << dl::stringifyBinaryKind(op.getKind()) << "` has no derivative";
  adjoints.add(op.getLhs(), dlhs, emit);
  adjoints.add(op.getRhs(), drhs, emit);
  return success();
}

// ------------------------------------------------------------------------------------------ the others

LogicalResult selectRule(dl::SelectOp op, AdjointMap &adjoints, Emit &emit) {
  Value dy = adjoints.of(op), zeros = emit.zerosLike(dy);
  adjoints.add(op.getOnTrue(), emit.select(op.getCondition(), dy, zeros), emit);
  adjoints.add(op.getOnFalse(), emit.select(op.getCondition(), zeros, dy), emit);
  return success();
}

LogicalResult fmaRule(dl::FmaOp op, AdjointMap &adjoints, Emit &emit) {
  Value dy = adjoints.of(op);
  adjoints.add(op.getA(), emit.mul(dy, op.getB()), emit);
  adjoints.add(op.getB(), emit.mul(dy, op.getA()), emit);
  adjoints.add(op.getC(), dy, emit);
  return success();
}

/// n * base ** (n - 1). For n = 0 the exponent stays 0: base ** -1 might be infinite, and 0 * inf is no 0.
LogicalResult ipowRule(dl::IPowOp op, AdjointMap &adjoints, Emit &emit) {
  Value base = op.getBase(), n = op.getExponent(), zero = emit.index(0);
  Value isZero = emit.compare(CompareKind::Eq, n, zero);
  Value lower = emit.select(isZero, zero, emit.sub(n, emit.index(1)));
  Value power = emit.create<dl::IPowOp>(base.getType(), base, lower);
  Value factor = emit.cast(n, dl::elementType(base.getType()));
  if (factor.getType() != base.getType())
    factor = emit.broadcastLike(factor, base, {});
  adjoints.add(base, emit.mul(adjoints.of(op), emit.mul(factor, power)), emit);
  return success();
}

LogicalResult castRule(dl::CastOp op, AdjointMap &adjoints, Emit &emit) {
  Value x = op.getX();
  Value dx = emit.cast(adjoints.of(op), dl::elementType(x.getType()));
  adjoints.add(x, emit.reshapeLike(dx, x), emit);
  return success();
}

LogicalResult againRule(dl::AgainOp op, AdjointMap &adjoints, Emit &emit) {
  adjoints.add(op.getX(), adjoints.of(op), emit);
  return success();
}

} // namespace

void addElementwiseRules(RuleTable &table) {
  table.add<dl::UnaryOp>(unaryRule);
  table.add<dl::BinaryOp>(binaryRule);
  table.add<dl::SelectOp>(selectRule);
  table.add<dl::FmaOp>(fmaRule);
  table.add<dl::IPowOp>(ipowRule);
  table.add<dl::CastOp>(castRule);
  table.add<dl::AgainOp>(againRule);
}

} // namespace dual::autodiff
