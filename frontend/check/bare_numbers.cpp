#include "frontend/check/bare_numbers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringSwitch.h"

#include <cmath>

namespace dual::check {

std::optional<double> numberNamed(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<double>>(name)
      .Case("inf", HUGE_VAL)
      .Case("nan", NAN)
      .Case("pi", 3.14159265358979323846)
      .Default(std::nullopt);
}

std::optional<bool> bareFloat(const Expr &given) {
  if (given.is<IntLiteralExpr>() || given.is<CharLiteralExpr>() || given.is<FloatLiteralExpr>())
    return given.is<FloatLiteralExpr>();
  if (auto *minus = given.as<UnaryExpr>())
    return bareFloat(*minus->operand);
  auto *binary = given.as<BinaryExpr>();
  bool mayFail = binary && binary->op == BinaryOp::mod;
  auto left = binary && !mayFail ? bareFloat(*binary->lhs) : std::nullopt;
  auto right = left ? bareFloat(*binary->rhs) : std::nullopt;
  return right ? std::optional(*left || *right) : std::nullopt;
}

static std::optional<bool> bareElement(const Expr &given) {
  if (auto *row = given.as<ListExpr>())
    return bareFloats(*row);
  if (auto *minus = given.as<UnaryExpr>())
    return bareElement(*minus->operand);
  auto *name = given.as<NameExpr>();
  return name && numberNamed(name->name) ? std::optional(true) : bareFloat(given);
}

std::optional<bool> bareFloats(const ListExpr &given) {
  bool isFloat = false;
  for (const ExprPtr &element : given.elements) {
    std::optional<bool> part = bareElement(*element);
    if (!part)
      return std::nullopt;
    isFloat |= *part;
  }
  return isFloat;
}

bool isBareBrackets(const Expr &given) {
  auto *list = given.as<ListExpr>();
  return list && bareFloats(*list);
}

llvm::SmallVector<size_t> bracketsLast(llvm::ArrayRef<const Expr *> given) {
  llvm::SmallVector<int> turns;
  for (const Expr *operand : given) {
    auto *list = operand->as<ListExpr>();
    std::optional<bool> isFloat = list ? bareFloats(*list) : std::nullopt;
    turns.push_back(!isFloat ? 0 : *isFloat ? 1 : 2);
  }
  auto order = llvm::to_vector(llvm::seq(given.size()));
  llvm::stable_sort(order, [&](size_t a, size_t b) { return turns[a] < turns[b]; });
  return order;
}

} // namespace dual::check
