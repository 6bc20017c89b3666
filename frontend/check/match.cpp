// `match`: what patterns fit, which arms are missing or never reached, and the arms as a chain of branches.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/match_cover.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// ---- whether a pattern fits the type of what it is matched with

static const Expr &withoutMinus(const Expr &literal) {
  auto *minus = literal.as<UnaryExpr>();
  return minus ? *minus->operand : literal;
}

bool Checker::literalPatternFits(const LiteralPattern &pattern, const TypeRef &type) {
  const Expr &literal = withoutMinus(*pattern.value);
  auto *string = literal.as<StringExpr>();
  bool isNumber = type->isScalar() && !type->element.isInteger(1);
  bool fits = string                           ? type->kind == Type::Kind::str
              : literal.is<BoolLiteralExpr>()  ? type->isScalar() && type->element.isInteger(1)
              : literal.is<FloatLiteralExpr>() ? isNumber && mlir::isa<mlir::FloatType>(type->element)
                                               : isNumber;
  std::string shown(sources.text(pattern.range));
  if (!fits)
    error(DiagCode::bad_pattern, pattern.range,
          fmt::format("`{}` is no pattern for `{}`", shown, text(type)));
  else if (string && !string->isPlain())
    error(DiagCode::bad_pattern, pattern.range, "a text with values in it is no pattern");
  else
    return true;
  return false;
}

bool Checker::variantFits(const VariantPattern &pattern, const TypeRef &type) {
  const Ident &name = pattern.path.last();
  if (type->kind != Type::Kind::enumeration) {
    error(DiagCode::bad_pattern, pattern.range,
          fmt::format("`{}` stands for a variant of an enum; the value is `{}`", name.text, text(type)));
    return false;
  }
  const EnumDecl &decl = *type->decl->as<EnumDecl>();
  std::optional<VariantRef> found = VariantRef{&decl, type->scope, 0};
  auto index = variantIndex(decl, name.text);
  if (pattern.path.parts.size() > 1) {
    auto module = scope->modules.find(pattern.path.parts.front().text);
    found = module == scope->modules.end() ? std::nullopt : ownVariant(name.text, *module->second);
  }
  if (!index || !found || found->decl != &decl) {
    auto report =
        diags.error(DiagCode::bad_pattern, pattern.path.range,
                    fmt::format("`{}` has no variant `{}`", text(type), sources.text(pattern.path.range)));
    auto other = findVariant(name.text, *scope);
    auto near = suggestion(name.text, variantsOf(decl));
    if (other && other->decl != &decl)
      report.note(other->variant().range, fmt::format("that is a variant of `{}`", other->decl->name.text));
    else if (near)
      report.help(fmt::format("did you mean `{}`?", *near));
    return false;
  }
  const TypeRef whole = type->parts()[*index + 1].type;
  const std::vector<Member> &fields = whole->members;
  if (fields.size() != pattern.args.size()) {
    error(DiagCode::bad_pattern, pattern.range,
          fmt::format("`{}` has {}; the pattern has {}", name.text, counted(fields.size(), "field"),
                      pattern.args.size()),
          {decl.variants[*index].range, "the variant is declared here"});
    return false;
  }
  bool fits = true;
  for (size_t k = 0; k < fields.size(); ++k)
    fits &= patternFits(*pattern.args[k], fields[k].type);
  return fits;
}

bool Checker::patternFits(const Pattern &pattern, const TypeRef &type) {
  if (auto *literal = pattern.as<LiteralPattern>())
    return literalPatternFits(*literal, type);
  if (auto *variant = pattern.as<VariantPattern>())
    return variantFits(*variant, type);
  auto *tuple = pattern.as<TuplePattern>();
  if (!tuple)
    return true;
  size_t count = tuple->elements.size();
  if (type->kind != Type::Kind::tuple || type->members.size() != count) {
    error(DiagCode::bad_pattern, pattern.range,
          fmt::format("the pattern has {}; the value is `{}`", counted(count, "part"), text(type)));
    return false;
  }
  bool fits = true;
  for (size_t k = 0; k < count; ++k)
    fits &= patternFits(*tuple->elements[k], type->members[k].type);
  return fits;
}

// ---- whether the arms take every value, and each of them some

static std::string literalForm(const Expr &value) {
  const Expr &literal = withoutMinus(value);
  bool minus = &literal != &value;
  if (auto *truth = literal.as<BoolLiteralExpr>())
    return truth->value ? "true" : "false";
  if (auto *string = literal.as<StringExpr>())
    return "\"" + (string->pieces.empty() ? std::string() : string->pieces.front().text);
  if (auto *letter = literal.as<CharLiteralExpr>())
    return fmt::format("{}", letter->codePoint);
  if (auto *real = literal.as<FloatLiteralExpr>())
    return fmt::format("{}", minus ? -real->value : real->value);
  uint64_t number = literal.as<IntLiteralExpr>()->value;
  return (minus && number ? "-" : "") + fmt::format("{}", number);
}

static Form formOf(const Pattern &pattern) {
  Form form;
  if (auto *literal = pattern.as<LiteralPattern>())
    form.constructor = literalForm(*literal->value);
  if (auto *variant = pattern.as<VariantPattern>()) {
    form.constructor = variant->path.last().text;
    for (const PatternPtr &arg : variant->args)
      form.parts.push_back(formOf(*arg));
  }
  if (auto *tuple = pattern.as<TuplePattern>()) {
    form.constructor = "()";
    for (const PatternPtr &element : tuple->elements)
      form.parts.push_back(formOf(*element));
  }
  return form;
}

static std::string missingText(const std::vector<Row> &missing) {
  std::string text;
  constexpr size_t most = 3;
  for (size_t k = 0; k < missing.size() && k < most; ++k)
    text += (k ? ", `" : "`") + formText(missing[k].front()) + "`";
  return missing.size() > most ? fmt::format("{} and {} more", text, missing.size() - most) : text;
}

bool Checker::checkArms(const MatchExpr &given, const TypeRef &type) {
  std::vector<Row> rows;
  bool good = true;
  for (const MatchArm &arm : given.arms)
    good &= patternFits(*arm.pattern, type);
  if (!good)
    return false;
  for (const MatchArm &arm : given.arms) {
    Row row = {formOf(*arm.pattern)};
    if (!takesMore(rows, row, {type})) {
      error(DiagCode::unreachable_arm, arm.pattern->range,
            "this arm is never reached: those above take every such value");
      good = false;
    }
    if (!arm.guard)
      rows.push_back(std::move(row));
  }
  std::vector<Row> missing = uncovered(rows, {type});
  if (missing.empty())
    return good;
  SourceRange word = {given.range.file, given.range.begin, given.subject->range.end};
  bool open = missing.front().front().constructor.empty();
  auto report = diags.error(DiagCode::incomplete_match, word,
                            open ? fmt::format("no arm takes the other values of `{}`", text(type))
                                 : fmt::format("no arm takes {}", missingText(missing)));
  if (open)
    report.help("`_ => ...` takes what is left");
  return false;
}

// ---- the expression

void Checker::requireNamesOf(const MatchArm &arm) {
  std::set<std::string> bound;
  collectBound(*arm.pattern, bound);
  if (arm.guard) {
    std::set<std::string> inGuard = allBound(*arm.guard);
    inGuard.insert(bound.begin(), bound.end());
    requireNames(*arm.guard, inGuard);
  }
  requireNames(*arm.body, bound);
}

Val Checker::matchExpr(const MatchExpr &given, const TypeRef &expected, bool valueWanted, bool ends) {
  Val subject = value(*given.subject);
  if (subject.isError())
    return subject;
  if (!checkArms(given, subject.type))
    return make(errorType(), {});
  std::set<std::string> names;
  for (const MatchArm &arm : given.arms) {
    collectStores(*arm.body, names);
    if (arm.guard)
      collectStores(*arm.guard, names);
  }
  std::function<Val(size_t)> from = [&](size_t k) -> Val {
    const MatchArm &arm = given.arms[k];
    auto body = [&] {
      enter();
      bindMatched(*arm.pattern, subject);
      Val result = block(*arm.body, valueWanted || ends ? expected : nullptr, valueWanted, ends);
      leave();
      return valueWanted ? result : unit();
    };
    if (k + 1 == given.arms.size()) // the arms before it leave nothing else
      return body();
    Val holds = armHolds(arm, subject);
    if (holds.isError())
      return holds;
    if (holds.constant) {
      bool isTaken = std::get<bool>(*holds.constant);
      llvm::ArrayRef<MatchArm> arms = given.arms;
      for (const MatchArm &left : isTaken ? arms.drop_front(k + 1) : arms.slice(k, 1))
        requireNamesOf(left);
      return isTaken ? body() : from(k + 1);
    }
    return branches(
        holds.leaf(), body, [&] { return from(k + 1); }, names, valueWanted ? expected : unitType(),
        given.range);
  };
  return from(0);
}

} // namespace dual::check
