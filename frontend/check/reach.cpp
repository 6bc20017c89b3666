#include "frontend/check/reach.h"

namespace dual::check {

static std::optional<Reach> product(const Reach &a, const Reach &b, const DimTable &dims) {
  if (b.low.isConstant() && b.low == b.high && b.low.constant() < 0)
    return Reach{a.high * b.low, a.low * b.low};
  if (dims.isNeverNegative(a.low) && dims.isNeverNegative(b.low))
    return Reach{a.low * b.low, a.high * b.high};
  return std::nullopt;
}

std::optional<Reach> reachOf(const Expr &expr, const ReachOfName &ofName, const DimTable &dims) {
  if (auto *literal = expr.as<IntLiteralExpr>()) {
    Dim value(static_cast<int64_t>(literal->value));
    return Reach{value, value};
  }
  if (auto *name = expr.as<NameExpr>())
    return ofName(name->name);
  auto *binary = expr.as<BinaryExpr>();
  auto lhs = binary ? reachOf(*binary->lhs, ofName, dims) : std::nullopt;
  auto rhs = lhs ? reachOf(*binary->rhs, ofName, dims) : std::nullopt;
  if (!rhs)
    return std::nullopt;
  switch (binary->op) {
  case BinaryOp::add:
    return Reach{lhs->low + rhs->low, lhs->high + rhs->high};
  case BinaryOp::sub:
    return Reach{lhs->low - rhs->high, lhs->high - rhs->low};
  case BinaryOp::mul:
    return product(*lhs, *rhs, dims);
  default:
    return std::nullopt;
  }
}

} // namespace dual::check
