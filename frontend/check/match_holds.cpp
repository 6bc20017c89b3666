// Whether a value fits a pattern, when the program runs, and what the pattern binds.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

Val Checker::literalHolds(const LiteralPattern &pattern, const Val &value) {
  Val literal = expr(*pattern.value);
  if (literal.literal)
    literal = materialize(literal, value.type->element, pattern.range);
  if (literal.isError())
    return literal;
  if (value.constant && literal.constant)
    return boolConstant(*value.constant == *literal.constant);
  if (value.type->kind == Type::Kind::str)
    return compareTexts(CompareOp::eq, value, literal, pattern.range);
  return scalar(emit<dl::CompareOp>(pattern.range, builder.getI1Type(), dl::CompareKind::Eq, value.leaf(),
                                    literal.leaf()));
}

Val Emitter::bothHold(const Val &first, const Val &second, SourceRange range) {
  if (first.isError() || second.isError())
    return first.isError() ? first : second;
  if (first.constant)
    return std::get<bool>(*first.constant) ? second : first;
  if (second.constant)
    return std::get<bool>(*second.constant) ? first : second;
  return scalar(
      emit<dl::BinaryOp>(range, builder.getI1Type(), dl::BinaryKind::And, first.leaf(), second.leaf()));
}

// The second is asked only where the first holds.
Val Emitter::thenHolds(const Val &first, llvm::function_ref<Val()> second, SourceRange range) {
  if (first.isError() || first.constant)
    return first.isError() || !std::get<bool>(*first.constant) ? first : second();
  return branches(
      first.leaf(), second, [&] { return boolConstant(false); }, {}, tensorType(builder.getI1Type()), range);
}

// A node has the fields of its own variant only, so whether it is of that comes first.
static bool asksNode(const Pattern &pattern, const TypeRef &type) {
  if (auto *tuple = pattern.as<TuplePattern>())
    for (size_t k = 0; k < tuple->elements.size(); ++k)
      if (asksNode(*tuple->elements[k], type->members[k].type))
        return true;
  auto *variant = pattern.as<VariantPattern>();
  if (!variant || type->isNode())
    return variant != nullptr;
  size_t index = *variantIndex(*type->decl->as<EnumDecl>(), variant->path.last().text);
  for (size_t k = 0; k < variant->args.size(); ++k)
    if (asksNode(*variant->args[k], type->members[index + 1].type->members[k].type))
      return true;
  return false;
}

// The fields of variants that are not taken hold zeros, so all parts of a pattern can be asked at once; but
// not those of nodes.
Val Checker::patternHolds(const Pattern &pattern, const Val &value) {
  if (auto *literal = pattern.as<LiteralPattern>())
    return literalHolds(*literal, value);
  Val holds = boolConstant(true);
  auto parts = [&](llvm::ArrayRef<PatternPtr> patterns, const Val &whole) {
    for (size_t k = 0; k < patterns.size(); ++k) {
      auto part = [&] { return patternHolds(*patterns[k], member(whole, k)); };
      holds = asksNode(*patterns[k], whole.type->members[k].type) ? thenHolds(holds, part, pattern.range)
                                                                  : bothHold(holds, part(), pattern.range);
    }
    return holds;
  };
  if (auto *variant = pattern.as<VariantPattern>()) {
    const EnumDecl &decl = *value.type->decl->as<EnumDecl>();
    size_t index = *variantIndex(decl, variant->path.last().text);
    if (decl.variants.size() > 1)
      holds = scalar(tagIs(value, index, pattern.range));
    auto fields = [&] { return parts(variant->args, variantFields(value, index, pattern.range)); };
    bool isPlain = llvm::all_of(variant->args, [](const PatternPtr &arg) {
      return arg->is<NamePattern>() || arg->is<WildcardPattern>();
    });
    if (isPlain)
      return holds;
    if (!value.type->isNode())
      return fields();
    Val is = holds;
    holds = boolConstant(true);
    return thenHolds(is, fields, pattern.range);
  }
  if (auto *tuple = pattern.as<TuplePattern>())
    parts(tuple->elements, value);
  return holds;
}

void Checker::standsTwice(const Ident &name, SourceRange first) {
  error(DiagCode::name_taken, name.range, fmt::format("`{}` stands twice in this pattern", name.text),
        {first, "the first one is here"});
}

void Checker::bindMatched(const Pattern &pattern, const Val &value) {
  if (auto *name = pattern.as<NamePattern>()) {
    if (auto known = env->names.find(name->name.text); known != env->names.end())
      standsTwice(name->name, known->second.where);
    env->names[name->name.text] = {refresh(value, pattern.range), false, name->name.range};
  }
  if (auto *variant = pattern.as<VariantPattern>()) {
    size_t index = *variantIndex(*value.type->decl->as<EnumDecl>(), variant->path.last().text);
    Val fields = variantFields(value, index, pattern.range);
    for (size_t k = 0; k < variant->args.size(); ++k)
      bindMatched(*variant->args[k], member(fields, k));
  }
  if (auto *tuple = pattern.as<TuplePattern>())
    for (size_t k = 0; k < tuple->elements.size(); ++k)
      bindMatched(*tuple->elements[k], member(value, k));
}

// The guard is asked only where the pattern holds: it reads the names that the pattern binds.
Val Checker::armHolds(const MatchArm &arm, const Val &subject) {
  Val holds = patternHolds(*arm.pattern, subject);
  bool never = holds.constant && !std::get<bool>(*holds.constant);
  if (!arm.guard || holds.isError() || never)
    return holds;
  auto guard = [&] {
    enter();
    bindMatched(*arm.pattern, subject);
    Val result = condition(*arm.guard);
    leave();
    return result;
  };
  if (holds.constant)
    return guard();
  std::set<std::string> names;
  collectStores(*arm.guard, names);
  TypeRef boolean = tensorType(builder.getI1Type());
  return branches(holds.leaf(), guard, [&] { return boolConstant(false); }, names, boolean, arm.guard->range);
}

} // namespace dual::check
