// `x = e`, `x[i] += e`, `m.w = e`: what a store changes.
#include "frontend/check/checker.h"
#include "frontend/check/gradient.h"
#include "frontend/check/type_arguments.h"

#include <fmt/format.h>

namespace dual::check {

static std::optional<BinaryOp> arithmeticOf(AssignOp op) {
  switch (op) {
  case AssignOp::add:
    return BinaryOp::add;
  case AssignOp::sub:
    return BinaryOp::sub;
  case AssignOp::mul:
    return BinaryOp::mul;
  case AssignOp::div:
    return BinaryOp::div;
  case AssignOp::set:
    break;
  }
  return std::nullopt;
}

static void explainSizes(const std::string &name, const TypeRef &type, Diagnostics &diags) {
  if (diags.all().back().code != DiagCode::dim_mismatch || !type->isTensor())
    return;
  std::vector<std::string> sizes(type->shape.size(), "?");
  diags.last().help(
      fmt::format("a `var` keeps its sizes; those that change are `?` in its type: `var {}: {}[{}] = ...`",
                  name, dtypeText(type->element), fmt::join(sizes, ", ")));
}

// What the numbers of a tuple on the right are; null: variables are not all that is on the left.
TypeRef Checker::typesOfPlaces(const TupleExpr &places, const AssignStmt &stmt) {
  std::vector<TypeRef> types;
  for (const ExprPtr &place : places.elements) {
    auto *name = place->as<NameExpr>();
    Binding *binding = name ? env->find(name->name) : nullptr;
    if (!binding || !stmt.value->is<TupleExpr>())
      return nullptr;
    types.push_back(binding->value.type);
  }
  return tupleType(types);
}

void Checker::assignStmt(const AssignStmt &stmt) {
  if (auto *tuple = stmt.target->as<TupleExpr>()) {
    Val right = settle(expr(*stmt.value, typesOfPlaces(*tuple, stmt)), stmt.value->range);
    if (right.isError())
      return;
    const Type &whole = structureOf(right.type);
    if (whole.kind == Type::Kind::enumeration || whole.members.size() != tuple->elements.size()) {
      error(DiagCode::type_mismatch, stmt.value->range,
            fmt::format("{} places take a value of `{}`", tuple->elements.size(), text(right.type)));
      return;
    }
    for (size_t k = 0; k < tuple->elements.size(); ++k)
      if (Val part = partOf(right, k, tuple->elements[k]->range); !part.isError())
        store(*tuple->elements[k], part);
    return;
  }
  auto op = arithmeticOf(stmt.op);
  if (op && addRows(stmt, *op))
    return;
  Val place = value(*stmt.target);
  auto *name = stmt.target->as<NameExpr>();
  bool isUnknown = place.isError() && name && diags.hasErrors() && !env->find(name->name) &&
                   diags.all().back().code == DiagCode::unknown_name && diags.all().back().helps.empty();
  if (isUnknown)
    diags.last().help(
        fmt::format("a new name is declared with `let {0} = ...` or `var {0} = ...`", name->name));
  if (place.isError())
    return;
  // An operand, or what is stored, may have a lower rank than the place, so only its dtype is known.
  auto *brackets = stmt.target->is<SubscriptExpr>() ? stmt.value->as<ListExpr>() : nullptr;
  bool mayBeLower = place.type->isTensor() && (op || (brackets && !brackets->elements.empty()));
  Val right = expr(*stmt.value, mayBeLower ? tensorType(place.type->element) : place.type);
  if (right.isError() && !right.literal)
    return;
  if (op)
    right = arithmetic(*op, place, right, stmt.range, place.type);
  Binding *binding = name ? env->find(name->name) : nullptr;
  if (binding && binding->isVar && (!right.isError() || right.literal)) {
    size_t before = diags.errorCount();
    right = coerce(right, binding->value.type, op ? stmt.range : stmt.value->range,
                   fmt::format("`{}`", name->name));
    if (diags.errorCount() != before)
      explainSizes(name->name, binding->value.type, diags);
  }
  if (!right.isError() || right.literal)
    store(*stmt.target, right);
}

static bool isDeclaredVar(const SourceManager &sources, SourceRange name) {
  return name.valid() && name.begin >= 4 && sources.text({name.file, name.begin - 4, name.begin}) == "var ";
}

// Stores into a name, a field or a subscript of a `var`.
void Checker::store(const Expr &place, const Val &given) {
  if (auto *name = place.as<NameExpr>()) {
    Binding *binding = env->find(name->name);
    if (!binding) {
      if (!expr(place).isError()) // else the name is unknown
        error(DiagCode::not_assignable, place.range, fmt::format("`{}` cannot be assigned", name->name));
      return;
    }
    if (!binding->isVar) {
      diags.error(DiagCode::not_assignable, place.range, fmt::format("`{}` cannot be assigned", name->name))
          .note(binding->where,
                isDeclaredVar(sources, binding->where)
                    ? "it is declared here; a function without a name has a copy that stays as it is"
                    : "it is declared here, without `var`");
      return;
    }
    Val stored = coerce(given, binding->value.type, place.range, fmt::format("`{}`", name->name));
    stored.dim.reset();
    stored.constant.reset();
    if (!stored.isError())
      binding->value = stored;
    return;
  }
  if (auto *part = place.as<MemberExpr>()) {
    Val object = value(*part->object);
    if (object.isError())
      return;
    int index = structureOf(object.type).memberIndex(part->member.text);
    if (index >= 0 && object.type->kind == Type::Kind::grad) {
      Val changed = gradientWith(object, part->member, given, place.range);
      if (!changed.isError())
        store(*part->object, changed);
      return;
    }
    if (index < 0) {
      unknownMember(object.type, part->member);
      return;
    }
    if (auto *structure = object.type->decl ? object.type->decl->as<StructDecl>() : nullptr) {
      // A field that is declared with `?` takes any size.
      auto outer = std::exchange(env, std::make_shared<Env>());
      object.type = structType(*structure, *object.type->scope, typeArgumentsOf(*object.type));
      env = outer;
    }
    Val stored = coerce(given, object.type->members[index].type, place.range,
                        fmt::format("`{}`", sources.text(place.range)));
    if (stored.isError())
      return;
    setMember(object, index, stored);
    store(*part->object, object);
    return;
  }
  if (auto *sub = place.as<SubscriptExpr>()) {
    Val object = value(*sub->object);
    if (object.isError())
      return;
    Val changed = updated(object, *sub, given);
    if (!changed.isError())
      store(*sub->object, changed);
    return;
  }
  error(DiagCode::not_assignable, place.range,
        fmt::format("`{}` is not a place to store to", sources.text(place.range)));
}

} // namespace dual::check
