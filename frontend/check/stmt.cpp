// Statements without inner blocks: definitions, results, assertions.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/gradient.h"
#include "frontend/check/unknown.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// `ends`: its value is the function's, as if it stood after `return`.
// Names of its own, those of sizes too: what they stand for is known only inside.
Val Checker::block(const Block &block, const TypeRef &expected, bool valueWanted, bool ends) {
  auto sizes = frame.types.dims;
  enter();
  if (ends)
    env->names["%level"] = {unit(), false, {}};
  std::vector<const Stmt *> stmts;
  for (const StmtPtr &stmt : block.stmts)
    stmts.push_back(stmt.get());
  Val result = statements(stmts, expected, valueWanted || ends);
  leave();
  frame.types.dims = std::move(sizes);
  return result;
}

// The value of the last expression. After a statement that may leave the loop or function, the rest runs only
// if it did not: the rest becomes the body of an `if`.
Val Checker::statements(llvm::ArrayRef<const Stmt *> stmts, const TypeRef &expected, bool valueWanted) {
  for (size_t k = 0; k < stmts.size(); ++k) {
    const Stmt &stmt = *stmts[k];
    bool last = k + 1 == stmts.size();
    bool flags = env->find("%exit") != nullptr;
    if (auto *plain = stmt.as<ExprStmt>(); plain && last && valueWanted && !(flags && mayExit(stmt))) {
      Val result = expr(*plain->value, expected);
      if (flags && frame.result && isFunctionLevel())
        finish(result, plain->value->range);
      return result;
    }
    if (auto *plain = stmt.as<ExprStmt>(); plain && last && valueWanted && flags && isFunctionLevel()) {
      if (auto *choice = plain->value->as<IfExpr>()) {
        ifExpr(*choice, 0, expected, false, /*ends=*/true);
        return unit();
      } else if (auto *match = plain->value->as<MatchExpr>()) {
        matchExpr(*match, expected, false, /*ends=*/true);
        return unit();
      }
    }
    if (auto *result = stmt.as<ReturnStmt>(); result && last && !flags && (frame.result || frame.inLambda)) {
      return result->value ? returned(*result) : unit();
    }
    statement(stmt);
    if (flags && !last && mayExit(stmt)) {
      auto rest = stmts.drop_front(k + 1);
      Value running = emit<dl::CompareOp>(stmt.range, builder.getI1Type(), dl::CompareKind::Eq,
                                          env->find("%exit")->value.leaf(), intConstant(0).leaf());
      guarded(running, rest, expected, valueWanted, stmt.range);
      return unit();
    }
  }
  return unit();
}

// In the statements of the function itself, also in the part that an early exit may skip.
bool Checker::isFunctionLevel() {
  return env->names.count("%level") || (env->parent && env->parent->names.count("%result"));
}

// Ends the function with a value, as `return` does.
void Checker::finish(const Val &value, SourceRange range) {
  Val result = frame.result->isUnit() ? unit() : coerce(value, frame.result, range, "the result");
  if (result.isError())
    return;
  env->find("%result")->value = result;
  env->find("%exit")->value = intConstant(3);
}

void Checker::returnStmt(const ReturnStmt &stmt) {
  if (!frame.result) {
    error(DiagCode::syntax_error, stmt.range, "there is no function here to leave");
    return;
  }
  Val given = stmt.value ? returned(stmt) : unit();
  if (!given.isError() || given.literal)
    finish(given, stmt.range);
}

Val Checker::returned(const ReturnStmt &stmt) {
  Val given = expr(*stmt.value, frame.result);
  if (!frame.result || !frame.result->isUnit() || (given.isError() && !given.literal))
    return given;
  TypeRef type = settle(given, stmt.range).type;
  return type->isUnit()
             ? given
             : error(DiagCode::type_mismatch, stmt.value->range,
                     fmt::format("`return` gives `{0}`, but the function has no `-> {0}`", text(type)));
}

void Checker::statement(const Stmt &stmt) {
  switch (stmt.kind) {
  case StmtKind::Let:
    return letStmt(*stmt.as<LetStmt>());
  case StmtKind::IndexDef: {
    auto &definition = *stmt.as<IndexDefStmt>();
    Val value = indexDefinition(definition.binders, *definition.value, definition.range);
    env->names[definition.name.text] = {value, definition.isVar, definition.name.range};
    return;
  }
  case StmtKind::Assign:
    return assignStmt(*stmt.as<AssignStmt>());
  case StmtKind::For:
    return forStmt(*stmt.as<ForStmt>());
  case StmtKind::While:
    return whileStmt(*stmt.as<WhileStmt>());
  case StmtKind::Return:
    return returnStmt(*stmt.as<ReturnStmt>());
  case StmtKind::Break:
  case StmtKind::Continue:
    if (Binding *exit = env->find("%exit"); exit && frame.loops > 0)
      exit->value = intConstant(stmt.is<BreakStmt>() ? 1 : 2);
    else
      error(DiagCode::syntax_error, stmt.range, "there is no loop here to leave");
    return;
  case StmtKind::Assert:
    return assertStmt(*stmt.as<AssertStmt>());
  case StmtKind::Expr:
    break;
  }
  const Expr &value = *stmt.as<ExprStmt>()->value;
  if (auto *choice = value.as<IfExpr>()) {
    ifExpr(*choice, 0, nullptr, false);
    return;
  }
  if (auto *match = value.as<MatchExpr>()) {
    matchExpr(*match, nullptr, false);
    return;
  }
  Val result = expr(value);
  if (!result.isError() && !(result.type->isUnit() && !result.literal && !result.fn))
    unusedValue(value, settle(result, value.range));
}

// What is the last of a block may be meant as the function's result.
void Checker::unusedValue(const Expr &value, const Val &result) {
  std::string_view rest = sources.file(value.range.file).text().substr(value.range.end);
  size_t next = rest.find_first_not_of(" \t\r\n;");
  bool isLast = next != std::string_view::npos && rest[next] == '}' && frame.loops == 0 && !frame.inTest;
  bool gives = frame.instance && frame.result && frame.result->isUnit() && isLast && !result.fn;
  auto report = diags.error(DiagCode::unused_value, value.range,
                            fmt::format("the value of `{}` is not used", sources.text(value.range)));
  auto *compare = value.as<CompareExpr>();
  if (compare && compare->op == CompareOp::eq)
    report.help("`=` gives a variable a new value; `==` compares");
  else if (gives)
    report.help(fmt::format("if it is the result of the function, write `-> {}` behind its parameters",
                            text(result.type)));
  else
    report.help("`let _ = ...` drops it on purpose");
}

// An annotation binds the upper-case symbols it mentions for the first time.
// New symbols stay; where graphs in the value have their sizes is of no use to other statements.
TypeRef Checker::annotation(const TypeExpr &type) {
  TypeEnv types = frame.types;
  TypeRef result = evalType(type, types, *scope, "%", true);
  for (auto &[name, dim] : types.dims)
    if (!isPlace(name))
      frame.types.dims.emplace(name, dim);
  return result;
}

// Whether every symbol that an annotation brought in has a value by now.
bool Checker::boundSymbols(const TypeExpr &type, const TypeEnv &known, const TypeEnv &opened) {
  for (auto &[name, dim] : opened.dims)
    if (!known.dims.count(name) && frame.types.dims.at(name) == dim &&
        !frame.dimValues.count(dim.bareAtom())) {
      error(DiagCode::unbound_dim, type.range, fmt::format("nothing gives the size `{}` a value", name));
      return false;
    }
  return true;
}

// A value whose type is written: symbols that are new there get their value from what the expression gives.
Val Checker::annotated(const TypeExpr &written, const Expr &value, const char *what) {
  TypeEnv known = frame.types;
  TypeRef type = annotation(written);
  TypeEnv opened = frame.types;
  auto outer = frame.unboundSymbols;
  for (auto &[name, dim] : opened.dims)
    if (!known.dims.count(name))
      frame.unboundSymbols.insert(dim.bareAtom());
  Val result = expr(value, type);
  frame.unboundSymbols = outer;
  if (result.isError() && !result.literal)
    return make(errorType(), {});
  bool fits = true;
  if (!result.literal) {
    TypeEnv bound = known;
    result = refresh(result, value.range);
    fits = bindType(written, result.type, bound, *scope, "%") || result.type->isScalar();
    if (fits)
      solveSizes(written, result.type, bound, *scope, value.range, what);
    for (auto &[name, dim] : bound.dims)
      if (!isPlace(name))
        frame.types.dims[name] = dim;
    type = evalType(written, bound, *scope, "%", true);
  }
  bool isBound = !fits || type->isError() || boundSymbols(written, known, opened);
  return isBound ? coerce(result, type, value.range, what) : make(errorType(), {});
}

void Checker::letStmt(const LetStmt &stmt) {
  Val result = stmt.type ? annotated(*stmt.type, *stmt.value, "the value")
                         : settle(expr(*stmt.value), stmt.value->range);
  if (!result.isError() && result.type->isUnit() && !stmt.value->is<TupleExpr>())
    result = error(DiagCode::type_mismatch, stmt.value->range,
                   fmt::format("`{}` gives no value to name", sources.text(stmt.value->range)));
  if (stmt.isVar) {
    result.dim.reset(); // a variable changes: what is known of it now does not stay
    result.constant.reset();
    if (!stmt.type && !result.isError() && !result.fn && !result.parts)
      result = coerce(result, reopened(dims, result.type, frame.types.dims), stmt.value->range, "the value");
  }
  if (stmt.isVar && (result.fn || result.parts))
    result = error(DiagCode::type_mismatch, stmt.value->range, "a function cannot be kept in a `var`");
  bindPattern(*stmt.pattern, result, stmt.isVar);
}

void Checker::bindPattern(const Pattern &pattern, const Val &value, bool isVar) {
  std::map<std::string, SourceRange> bound;
  bindPattern(pattern, value, isVar, bound);
}

void Checker::bindPattern(const Pattern &pattern, const Val &value, bool isVar,
                          std::map<std::string, SourceRange> &bound) {
  if (pattern.is<WildcardPattern>())
    return;
  if (auto *name = pattern.as<NamePattern>()) {
    if (auto [first, isNew] = bound.emplace(name->name.text, name->name.range); !isNew)
      standsTwice(name->name, first->second);
    env->names[name->name.text] = {isVar ? value : refresh(value, pattern.range), isVar, name->name.range};
    return;
  }
  auto *tuple = pattern.as<TuplePattern>();
  if (!tuple) {
    if (auto *variant = pattern.as<VariantPattern>(); variant && !variant->hasArgs) {
      error(DiagCode::wrong_case, pattern.range,
            fmt::format("the name of a variable starts with a lower-case letter, found `{}`",
                        sources.text(pattern.range)));
      return;
    }
    error(DiagCode::bad_pattern, pattern.range,
          "a name, `_` or a tuple of them can stand here; `match` takes other patterns");
    return;
  }
  const Type *whole = value.isError() ? nullptr : &structureOf(value.type);
  bool fits = whole && !value.rows && whole->kind != Type::Kind::enumeration &&
              whole->members.size() == tuple->elements.size();
  if (!fits && !value.isError())
    error(DiagCode::type_mismatch, pattern.range,
          fmt::format("the pattern has {}; the value is `{}`", counted(tuple->elements.size(), "part"),
                      text(value.type)));
  for (size_t k = 0; k < tuple->elements.size(); ++k) {
    const Pattern &element = *tuple->elements[k];
    if (!element.is<WildcardPattern>())
      bindPattern(element, fits ? partOf(value, k, element.range) : make(errorType(), {}), isVar, bound);
  }
}

void Checker::assertStmt(const AssertStmt &stmt) {
  Val holds = condition(*stmt.condition);
  if (holds.isError())
    return;
  std::string message = fmt::format("`{}` does not hold", sources.text(stmt.condition->range));
  llvm::SmallVector<Value> values;
  if (stmt.message) {
    Val given = value(*stmt.message);
    if (given.isError())
      return;
    if (given.type->kind != Type::Kind::str) {
      error(DiagCode::type_mismatch, stmt.message->range,
            fmt::format("the message of `assert` is `{}`; expected `str`", text(given.type)));
      return;
    }
    message = "{0}";
    values.push_back(given.leaf());
  }
  if (!holds.constant && decided(holds) == Truth::no) {
    auto report = diags.error(DiagCode::dim_mismatch, stmt.condition->range,
                              fmt::format("`{}` does not hold", sources.text(stmt.condition->range)));
    noteFacts(report, holds);
    return;
  }
  emit<dl::CheckOp>(stmt.range, holds.leaf(), message, "FAIL", values);
  assume(holds);
}

} // namespace dual::check
