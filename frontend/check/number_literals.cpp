// Numbers whose dtype the context says: `0.1 + 0.2` is an f64 where one is asked for, as `0.1` is.
#include "frontend/check/emitter.h"

#include "mlir/dl/Dl.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>
#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

std::string keyOf(const Literal &literal) {
  if (!literal.operation)
    return literal.isFloat ? fmt::format("{:#}", literal.real) : fmt::format("{}", literal.integer);
  const LiteralOperation &of = *literal.operation;
  return fmt::format("({}{}{})", keyOf(of.lhs), spelling(of.op), keyOf(of.rhs));
}

Val literalOf(Literal literal, SourceRange range) {
  literal.range = range;
  Val value;
  value.type = tensorType({});
  value.literal = std::move(literal);
  return value;
}

// ---- arithmetic without a dtype

static std::optional<int64_t> powerOf(int64_t base, int64_t exponent) {
  if (exponent < 0)
    return std::nullopt;
  if (base >= -1 && base <= 1)
    return exponent == 0 ? 1 : exponent % 2 == 0 ? base * base : base;
  int64_t power = 1;
  for (; exponent > 0; --exponent)
    if (llvm::MulOverflow(power, base, power))
      return std::nullopt;
  return power;
}

static bool staysOpen(BinaryOp op, bool isFloat) {
  switch (op) {
  case BinaryOp::add:
  case BinaryOp::sub:
  case BinaryOp::mul:
  case BinaryOp::pow:
    return true;
  case BinaryOp::div:
  case BinaryOp::mod:
    return isFloat;
  default:
    return false;
  }
}

static std::optional<int64_t> exactly(BinaryOp op, int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflows = op == BinaryOp::add   ? llvm::AddOverflow(a, b, result)
                   : op == BinaryOp::sub ? llvm::SubOverflow(a, b, result)
                                         : llvm::MulOverflow(a, b, result);
  return op == BinaryOp::pow ? powerOf(a, b) : overflows ? std::nullopt : std::optional(result);
}

std::optional<Literal> literalArithmetic(BinaryOp op, const Literal &lhs, const Literal &rhs) {
  bool isFloat = lhs.isFloat || rhs.isFloat;
  if (!staysOpen(op, isFloat))
    return std::nullopt;
  if (isFloat)
    return Literal{true, 0, 0, std::make_shared<LiteralOperation>(LiteralOperation{op, lhs, rhs})};
  auto integer = exactly(op, lhs.integer, rhs.integer);
  return integer ? std::optional(Literal{false, *integer, 0}) : std::nullopt;
}

std::optional<Literal> negated(const Literal &literal) {
  if (literal.operation)
    return literalArithmetic(BinaryOp::mul, Literal{true, 0, -1}, literal);
  if (literal.isFloat)
    return Literal{true, 0, -literal.real};
  return literalArithmetic(BinaryOp::sub, Literal{}, literal);
}

// ---- a dtype is asked for

// The constant that a new operation on constants gives.
static Val folded(Emitter &check, Val value) {
  llvm::SmallVector<Value> results;
  mlir::Operation *op = value.isError() ? nullptr : value.leaf().getDefiningOp();
  if (!op || mlir::failed(check.builder.tryFold(op, results)) || results.empty())
    return value;
  op->erase();
  value.leaves = {results.front()};
  mlir::FloatAttr number;
  if (mlir::matchPattern(results.front(), mlir::m_Constant(&number)))
    value.constant = number.getValueAsDouble();
  return value;
}

static Val compute(Emitter &check, const LiteralOperation &of, mlir::Type element, SourceRange range) {
  Val lhs = check.materialize(literalOf(of.lhs, of.lhs.range), element, range);
  bool repeats = of.op == BinaryOp::pow && !of.rhs.isFloat;
  Val rhs = repeats ? literalOf(of.rhs, of.rhs.range)
                    : check.materialize(literalOf(of.rhs, of.rhs.range), element, range);
  return folded(check, check.arithmetic(of.op, lhs, rhs, range, nullptr));
}

static bool literalFits(const Literal &literal, mlir::Type element) {
  if (mlir::isa<mlir::FloatType>(element))
    return true;
  if (literal.isFloat || element.isInteger(1))
    return false;
  unsigned width = element.getIntOrFloatBitWidth();
  if (element.isUnsignedInteger())
    return literal.integer >= 0 && (width >= 63 || literal.integer < (int64_t(1) << width));
  return width >= 64 ||
         (literal.integer >= -(int64_t(1) << (width - 1)) && literal.integer < (int64_t(1) << (width - 1)));
}

static bool overflows(double real, mlir::FloatType type) {
  llvm::APFloat value(real);
  bool inexact = false;
  value.convert(type.getFloatSemantics(), llvm::APFloat::rmNearestTiesToEven, &inexact);
  return value.isInfinity();
}

// Gives a literal the dtype that its context asks for.
Val Emitter::materialize(const Val &value, mlir::Type element, SourceRange place) {
  if (!value.literal)
    return value;
  const Literal &literal = *value.literal;
  SourceRange range = literal.range.valid() ? literal.range : place;
  if (!literalFits(literal, element)) {
    auto report =
        diags.error(DiagCode::wrong_literal, range,
                    fmt::format("`{}` is not a literal of {}", sources.text(range), dtypeText(element)));
    if (element.isInteger(1))
      report.help("numbers become `bool` by a comparison: `x != 0`");
    else if (!mlir::isa<mlir::FloatType>(element) && literal.isFloat)
      report.help(
          "nothing converts by itself; `f32(n)` makes a float of an integer, `i64(x)` an integer of a float");
    return make(errorType(), {});
  }
  if (literal.operation)
    return compute(*this, *literal.operation, element, range);
  double real = literal.isFloat ? literal.real : double(literal.integer);
  if (auto type = mlir::dyn_cast<mlir::FloatType>(element);
      type && std::isfinite(real) && overflows(real, type))
    return error(DiagCode::wrong_literal, range,
                 fmt::format("`{}` is too large for `{}`", sources.text(range), dtypeText(element)));
  return knownNumber(element, real, literal.integer);
}

// A literal that no context typed: i64 or f32.
Val Emitter::settle(const Val &value, SourceRange range) {
  if (!value.literal)
    return value;
  mlir::Type element =
      value.literal->isFloat ? mlir::Type(builder.getF32Type()) : mlir::Type(builder.getI64Type());
  return materialize(value, element, range);
}

} // namespace dual::check
