// Types and patterns on one line.
#include "frontend/syntax/dump_writer.h"

#include <fmt/format.h>

namespace dual {

std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\' || c == '{')
      made += '\\';
    if (c == '\n' || c == '\t')
      made += c == '\n' ? "\\n" : "\\t";
    else
      made += c;
  }
  return made + "\"";
}

static std::string dotted(const Path &path) {
  std::string text;
  for (const Ident &part : path.parts)
    text += (text.empty() ? "" : ".") + part.text;
  return text;
}

template <typename List> static std::string listed(const List &list) {
  std::string text;
  for (const auto &one : list)
    text += (text.empty() ? "" : ", ") + dump(*one);
  return text;
}

// The expressions of dims and of literal patterns; every operation gets its parentheses.
static std::string inlineExpr(const Expr &expr) {
  if (const auto *name = expr.as<NameExpr>())
    return name->name;
  if (const auto *number = expr.as<IntLiteralExpr>())
    return number->text;
  if (const auto *number = expr.as<FloatLiteralExpr>())
    return number->text;
  if (const auto *truth = expr.as<BoolLiteralExpr>())
    return truth->value ? "true" : "false";
  if (const auto *character = expr.as<CharLiteralExpr>())
    return character->text;
  if (const auto *minus = expr.as<UnaryExpr>())
    return "-" + inlineExpr(*minus->operand);
  if (const auto *op = expr.as<BinaryExpr>())
    return fmt::format("({} {} {})", inlineExpr(*op->lhs), spelling(op->op), inlineExpr(*op->rhs));
  const auto *string = expr.as<StringExpr>();
  return string && !string->pieces.empty() ? quoted(string->pieces[0].text) : "\"\"";
}

static std::string typeArg(const TypeArg &arg) {
  std::string label = arg.label ? arg.label->text + ": " : "";
  switch (arg.kind) {
  case TypeArg::Kind::name:
    return label + arg.name.text;
  case TypeArg::Kind::dim:
    return label + inlineExpr(*arg.dim);
  case TypeArg::Kind::type:
    return label + dump(*arg.type);
  case TypeArg::Kind::pack:
    return label + arg.name.text + "...";
  case TypeArg::Kind::unknown:
    break;
  }
  return label + "?";
}

static std::string named(const NamedType &type) {
  std::string args;
  for (const TypeArg &arg : type.args)
    args += (args.empty() ? "" : ", ") + typeArg(arg);
  return dotted(type.path) + (type.hasArgs ? "[" + args + "]" : "");
}

std::string dump(const TypeExpr &type) {
  if (const auto *name = type.as<NamedType>())
    return named(*name);
  if (const auto *tuple = type.as<TupleType>())
    return "(" + listed(tuple->elements) + ")";
  const auto *fn = type.as<FnType>();
  return fmt::format("fn({}){}", listed(fn->params), fn->result ? " -> " + dump(*fn->result) : "");
}

std::string dump(const Pattern &pattern) {
  switch (pattern.kind) {
  case PatternKind::Name:
    return pattern.as<NamePattern>()->name.text;
  case PatternKind::Wildcard:
    return "_";
  case PatternKind::Literal:
    return inlineExpr(*pattern.as<LiteralPattern>()->value);
  case PatternKind::Tuple:
    return "(" + listed(pattern.as<TuplePattern>()->elements) + ")";
  case PatternKind::Variant:
    break;
  }
  const auto *variant = pattern.as<VariantPattern>();
  return dotted(variant->path) + (variant->hasArgs ? "(" + listed(variant->args) + ")" : "");
}

} // namespace dual
