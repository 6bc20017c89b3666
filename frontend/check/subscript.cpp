// Subscripts: an index or a slice for each axis.
#include "frontend/check/subscript.h"
#include "frontend/check/box.h"
#include "frontend/check/gradient.h"
#include "frontend/check/index_loops.h"
#include "frontend/check/list.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

const Expr *literalMinus(const Expr &expr) {
  auto *unary = expr.as<UnaryExpr>();
  return unary && unary->op == UnaryOp::negate && unary->operand->is<IntLiteralExpr>() ? unary->operand.get()
                                                                                       : nullptr;
}

// A bound of a slice, or an index: a literal minus counts from the end.
std::optional<Val> Checker::position(const Expr &given, const Dim &size, bool mayPick) {
  if (auto *back = literalMinus(given)) {
    Dim dim = size - Dim(static_cast<int64_t>(back->as<IntLiteralExpr>()->value));
    Val result = scalar(dimValue(dim));
    result.dim = dim;
    return result;
  }
  Val at = expr(given, tensorType(builder.getI64Type()));
  if (at.literal)
    at = materialize(at, builder.getI64Type(), given.range);
  if (at.isError())
    return std::nullopt;
  bool isNumbers = at.type->isTensor() && (at.type->element.isInteger(64) || at.type->element.isInteger(1));
  if (mayPick && isNumbers && !at.type->shape.empty())
    return at;
  if (!at.type->isScalar() || !at.type->element.isInteger(64)) {
    error(DiagCode::bad_subscript, given.range,
          fmt::format("the subscript is `{}`; expected `int`", text(at.type)));
    return std::nullopt;
  }
  return at;
}

// Proves 0 <= low and high <= size, or checks it when the program runs.
bool Emitter::requireInside(const Dim &low, const Dim &high, const Dim &size, SourceRange range) {
  auto holds = [&](const Dim &difference, const char *what) {
    if (isProvedNotNegative(difference))
      return true;
    if (difference.isConstant()) {
      diags.error(
          DiagCode::bad_subscript, range,
          fmt::format("`{}` is outside: {} of an axis of size `{}`", sources.text(range), what, text(size)));
      return false;
    }
    Value ok = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Ge, dimValue(difference),
                                   intConstant(0).leaf());
    emit<dl::CheckOp>(range, ok, fmt::format("`{}` is outside: the axis has size {{0}}", sources.text(range)),
                      "VALUE", mlir::ValueRange{dimValue(size)});
    return true;
  };
  return holds(low, "it begins before 0") && holds(size - high, "it ends after the end");
}

bool requireIndex(Emitter &check, const Dim &at, const Dim &size, SourceRange range) {
  Dim after = size - at - Dim(1);
  bool isBefore = at.isConstant() && at.constant() < 0;
  if (!isBefore && !(after.isConstant() && after.constant() < 0))
    return check.requireInside(at, at + Dim(1), size, range);
  check.error(DiagCode::bad_subscript, range,
              fmt::format("`{}` is outside: it is {} of an axis of size `{}`", check.sources.text(range),
                          isBefore ? "before the first place" : "after the last place", check.text(size)));
  return false;
}

// A slice may be empty, not negative.
bool Emitter::requireOrder(const Dim &low, const Dim &high, SourceRange range) {
  Dim size = high - low;
  if (isProvedNotNegative(size))
    return true;
  std::string message = fmt::format("`{}` ends before it begins", sources.text(range));
  if (size.isConstant()) {
    error(DiagCode::bad_size, range, message);
    return false;
  }
  Value from = dimValue(low), to = dimValue(high);
  Value ok = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Le, from, to);
  emit<dl::CheckOp>(range, ok, message + ": it goes from {0} to {1}", "VALUE", mlir::ValueRange{from, to});
  return true;
}

// The indices that `s...` stands for; an index of a pack is named `s.0`, `s.1` ...
static std::vector<Val> packOf(Env &env, const Subscript &sub) {
  std::vector<Val> pack;
  auto *name = sub.value->as<NameExpr>();
  while (Binding *index = name ? env.find(fmt::format("{}.{}", name->name, pack.size())) : nullptr)
    pack.push_back(index->value);
  return pack;
}

bool Checker::box(const Val &object, const SubscriptExpr &given, Box &result) {
  const std::vector<Dim> &shape = object.type->shape;
  size_t explicitCount = 0;
  for (const Subscript &sub : given.subscripts)
    explicitCount += sub.kind == Subscript::Kind::spread ? packOf(*env, sub).size()
                                                         : sub.kind != Subscript::Kind::ellipsis;
  if (explicitCount > shape.size()) {
    error(DiagCode::bad_subscript, given.range,
          fmt::format("{} for `{}`", counted(explicitCount, "subscript"), text(object.type)));
    return false;
  }
  auto whole = [&](const Dim &size) {
    result.offsets.push_back(intConstant(0).leaf());
    result.full.push_back(size);
    result.shape.push_back(size);
    result.strides.push_back(1);
  };
  auto place = [&](const Val &at, const Dim &size, const Subscript &sub) {
    bool isKnown = at.dim && (at.dim->isConstant() || literalMinus(*sub.value));
    if (isKnown && !requireIndex(*this, *at.dim, size, sub.range))
      return false;
    bool isProved = at.dim && isProvedNotNegative(*at.dim) && isProvedNotNegative(size - *at.dim - Dim(1));
    if (!isKnown && !isProved)
      emit<dl::CheckRangeOp>(sub.range, at.leaf(), dimValue(size), std::string(sources.text(sub.range)));
    result.offsets.push_back(at.leaf());
    result.full.push_back(1);
    result.strides.push_back(1);
    return true;
  };
  size_t axis = 0;
  for (const Subscript &sub : given.subscripts) {
    if (sub.kind == Subscript::Kind::ellipsis) {
      for (size_t count = shape.size() - explicitCount; count > 0; --count)
        whole(shape[axis++]);
      continue;
    }
    if (sub.kind == Subscript::Kind::spread) {
      auto pack = packOf(*env, sub);
      if (pack.empty()) {
        error(DiagCode::bad_subscript, sub.range, "`...` after a name stands only in index notation");
        return false;
      }
      for (const Val &at : pack)
        if (!place(at, shape[axis++], sub))
          return false;
      continue;
    }
    const Dim size = shape[axis++];
    if (sub.kind == Subscript::Kind::index) {
      auto at = position(*sub.value, size, /*mayPick=*/true);
      bool picks = at && !at->type->shape.empty();
      if (!at || !(picks ? pick(*at, size, sub.range, result) : place(*at, size, sub)))
        return false;
      if (picks)
        whole(size);
      continue;
    }
    auto begin = sub.begin ? position(*sub.begin, size) : std::optional(intConstant(0));
    auto end = sub.end ? position(*sub.end, size) : std::optional(scalar(dimValue(size)));
    if (!begin || !end)
      return false;
    Dim low = sub.begin ? dimOf(*begin, sub.begin->range) : Dim(0),
        high = sub.end ? dimOf(*end, sub.end->range) : size;
    if (!requireInside(low, high, size, sub.range))
      return false;
    int64_t step = 1;
    if (sub.step) {
      if (!isStep(*sub.step))
        return false;
      auto *literal = sub.step->as<IntLiteralExpr>();
      if (!literal) {
        Val places = steppedBetween(low, high, *sub.step, sub.range);
        if (places.isError() || !pick(places, size, sub.range, result))
          return false;
        whole(size);
        continue;
      }
      step = static_cast<int64_t>(literal->value);
    }
    Dim count = dims.quotient(high - low + Dim(step - 1), Dim(step));
    if ((sub.begin || sub.end) && !requireOrder(low, high, sub.range))
      return false;
    result.offsets.push_back(begin->leaf());
    result.full.push_back(count);
    result.shape.push_back(count);
    result.strides.push_back(step);
  }
  while (axis < shape.size())
    whole(shape[axis++]);
  for (const Dim &dim : result.full)
    result.sizes.push_back(dimValue(dim));
  return true;
}

Val Checker::subscript(const SubscriptExpr &given) { return subscriptOf(expr(*given.object), given); }

Val Checker::subscriptOf(const Val &object, const SubscriptExpr &given) {
  if (object.isError() && !object.fn)
    return object;
  if (object.type->kind == Type::Kind::tuple) {
    auto index = tuplePart(object, given);
    if (!index)
      return make(errorType(), {});
    Val part = member(object, *index);
    inheritCall(part, object, object.type->members[*index].name);
    return part;
  }
  if (isGradientOfTuple(object.type)) {
    auto index = tuplePart(object, given);
    return index ? partOf(object, *index, given.range) : make(errorType(), {});
  }
  if (object.type->kind == Type::Kind::list || object.rows)
    return ListUse(*this, given.range).subscript(listed(object, given.range), given);
  if (object.type->kind == Type::Kind::str)
    return textPart(object, given);
  if (object.literal || !object.type->isTensor() || object.type->shape.empty())
    return error(
        DiagCode::bad_subscript, given.range,
        fmt::format("`{}` has no axes to subscript",
                    object.literal ? std::string(sources.text(given.object->range)) : text(object.type)));
  if (given.pad)
    return paddedRead(object, given);
  if (auto index = rowIndex(given, object)) {
    if (index->isError())
      return *index;
    SourceRange range = given.subscripts[0].range;
    if (index->type->element.isInteger(1))
      return maskedRows(object, *index, range);
    if (!index->type->element.isInteger(64))
      return error(DiagCode::bad_subscript, range,
                   fmt::format("the index tensor is `{}`; expected `i64`", text(index->type)));
    emit<dl::CheckRangeOp>(range, index->leaf(), dimValue(object.type->shape.front()),
                           std::string(sources.text(range)));
    return gatherRows(object, *index, range);
  }
  Box part;
  if (!box(object, given, part))
    return make(errorType(), {});
  Val read = readBox(object, part, given.range);
  return part.index ? gatherRows(read, *part.index, given.range, part.at) : read;
}

// A value that is stored may be of lower rank, and a literal 1 stretches, as between operands.
Val Emitter::stretched(const Val &given, llvm::ArrayRef<Dim> shape, SourceRange range) {
  bool fits = !given.literal && !given.isError() && given.type->isTensor() &&
              given.type->shape.size() <= shape.size() && !given.type->shape.empty();
  return fits ? broadcastTo(given, shape, range, "the stored value") : given;
}

// The object with a part replaced.
Val Checker::updated(const Val &object, const SubscriptExpr &place, const Val &given) {
  if (object.type->kind == Type::Kind::tuple) {
    auto index = tuplePart(object, place);
    Val part = index ? coerce(given, object.type->members[*index].type, place.range, "the stored value")
                     : make(errorType(), {});
    Val changed = object;
    if (!part.isError())
      setMember(changed, *index, part);
    return part.isError() ? part : changed;
  }
  if (isGradientOfTuple(object.type)) {
    auto index = tuplePart(object, place);
    return index ? gradientWith(object, {structureOf(object.type).members[*index].name, place.range}, given,
                                place.range)
                 : make(errorType(), {});
  }
  if (object.type->kind == Type::Kind::list)
    return ListUse(*this, place.range).updated(object, place, given);
  if (!object.type->isTensor())
    return error(DiagCode::not_assignable, place.range,
                 fmt::format("a part of `{}` cannot be stored to", text(object.type)));
  if (auto index = object.type->shape.empty() ? std::nullopt : rowIndex(place, object)) {
    if (index->isError())
      return *index;
    return index->type->element.isInteger(1) ? storeMasked(object, *index, given, place.range)
                                             : storeRows(object, *index, given, place.range);
  }
  Box part;
  if (!box(object, place, part))
    return make(errorType(), {});
  Val value = part.index
                  ? storePicked(readBox(object, part, place.range), part, given, place.range)
                  : coerce(stretched(given, part.shape, place.range),
                           tensorType(object.type->element, part.shape), place.range, "the stored value");
  return value.isError() ? value : insertBox(object, part, value, place.range);
}

} // namespace dual::check
