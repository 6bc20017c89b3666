#include "frontend/check/places.h"

#include <algorithm>
#include <optional>

namespace dual::check {

namespace {
// The way from a name to a place: a field's name or a subscript at each step.
struct Place {
  const NameExpr *root = nullptr;
  std::vector<const Expr *> steps;
};
} // namespace

static Place placeOf(const Expr &expr) {
  Place place;
  const Expr *at = &expr;
  while (at && !at->is<NameExpr>()) {
    place.steps.push_back(at);
    auto *member = at->as<MemberExpr>();
    auto *subscript = at->as<SubscriptExpr>();
    at = member ? member->object.get() : subscript ? subscript->object.get() : nullptr;
  }
  place.root = at ? at->as<NameExpr>() : nullptr;
  std::reverse(place.steps.begin(), place.steps.end());
  return place;
}

// A literal that counts from the start, or after a minus from the end.
static std::optional<int64_t> literalIndex(const Subscript &subscript) {
  if (subscript.kind != Subscript::Kind::index)
    return std::nullopt;
  if (auto *number = subscript.value->as<IntLiteralExpr>())
    return static_cast<int64_t>(number->value);
  auto *minus = subscript.value->as<UnaryExpr>();
  auto *number = minus && minus->op == UnaryOp::negate ? minus->operand->as<IntLiteralExpr>() : nullptr;
  return number ? std::optional(-static_cast<int64_t>(number->value)) : std::nullopt;
}

static Overlap overlapOfSteps(const Expr &a, const Expr &b) {
  if (auto *left = a.as<MemberExpr>())
    return b.is<MemberExpr>() && b.as<MemberExpr>()->member.text != left->member.text ? Overlap::no
                                                                                      : Overlap::yes;
  auto *left = a.as<SubscriptExpr>(), *right = b.as<SubscriptExpr>();
  if (!right)
    return Overlap::maybe;
  Overlap result = Overlap::yes;
  for (size_t k = 0; k < std::min(left->subscripts.size(), right->subscripts.size()); ++k) {
    auto i = literalIndex(left->subscripts[k]), j = literalIndex(right->subscripts[k]);
    if (i && j && *i != *j && (*i < 0) == (*j < 0))
      return Overlap::no;
    if (!i || !j || *i != *j)
      result = Overlap::maybe;
  }
  return result;
}

Overlap overlapOf(const Expr &a, const Expr &b) {
  Place left = placeOf(a), right = placeOf(b);
  if (!left.root || !right.root || left.root->name != right.root->name)
    return Overlap::no;
  Overlap result = Overlap::yes;
  for (size_t k = 0; k < std::min(left.steps.size(), right.steps.size()); ++k) {
    Overlap step = overlapOfSteps(*left.steps[k], *right.steps[k]);
    if (step == Overlap::no)
      return Overlap::no;
    if (step == Overlap::maybe)
      result = Overlap::maybe;
  }
  return result;
}

} // namespace dual::check
