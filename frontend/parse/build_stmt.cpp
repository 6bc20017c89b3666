#include "frontend/parse/tree_builder.h"

#include <cctype>
#include <fmt/format.h>

namespace dual {

BlockPtr TreeBuilder::block(const Cst &cst) {
  auto made = std::make_unique<Block>();
  made->range = cst.range;
  for (const Cst *one : cst.all(rule::stmt))
    made->stmts.push_back(stmt(*one));
  return made;
}

BlockPtr TreeBuilder::bareBlock(StmtPtr stmt) const {
  auto made = std::make_unique<Block>();
  made->braced = false;
  made->range = stmt->range;
  made->stmts.push_back(std::move(stmt));
  return made;
}

StmtPtr TreeBuilder::stmt(const Cst &cst) {
  switch (const Cst &body = cst.children[0]; body.rule) {
  case rule::indexDef:
    return indexDef(body);
  case rule::letStmt:
    return letStmt(body);
  case rule::exprStmt:
    return exprStmt(body);
  default:
    return simpleStmt(body);
  }
}

StmtPtr TreeBuilder::indexDef(const Cst &cst) {
  auto made = make<IndexDefStmt>(cst);
  made->isVar = cst.hasWord(tok::VAR);
  made->name = ident(cst.at(rule::name));
  needLower(made->name, "the name of a value");
  made->binders = binders(cst.at(rule::binders));
  made->type = optionalType(cst);
  made->value = expr(cst.at(rule::expr));
  return made;
}

StmtPtr TreeBuilder::letStmt(const Cst &cst) {
  auto made = make<LetStmt>(cst);
  made->isVar = cst.hasWord(tok::VAR);
  made->pattern = pattern(cst.at(rule::pattern));
  made->type = optionalType(cst);
  made->value = expr(cst.at(rule::expr));
  return made;
}

static AssignOp assignOp(const Cst &cst) {
  switch (cst.children[0].word) {
  case tok::PLUSEQ:
    return AssignOp::add;
  case tok::MINUSEQ:
    return AssignOp::sub;
  case tok::STAREQ:
    return AssignOp::mul;
  case tok::SLASHEQ:
    return AssignOp::div;
  default:
    return AssignOp::set;
  }
}

StmtPtr TreeBuilder::exprStmt(const Cst &cst) {
  std::vector<const Cst *> sides = cst.all(rule::expr);
  const Cst *op = cst.find(rule::assignOp);
  if (!op) {
    auto made = make<ExprStmt>(cst);
    made->value = expr(*sides[0]);
    return made;
  }
  auto made = make<AssignStmt>(cst);
  made->op = assignOp(*op);
  made->opRange = op->range;
  made->target = expr(*sides[0]);
  checkPlace(*made->target);
  made->value = expr(*sides[1]);
  return made;
}

// Places are names, fields, subscripts and tuples of them.
void TreeBuilder::checkPlace(const Expr &target) {
  if (const auto *tuple = target.as<TupleExpr>(); tuple && !tuple->elements.empty()) {
    for (const ExprPtr &element : tuple->elements)
      checkPlace(*element);
    return;
  }
  const auto *subscript = target.as<SubscriptExpr>();
  if (target.is<NameExpr>() || target.is<MemberExpr>() || (subscript && !subscript->pad))
    return;
  diags.error(DiagCode::syntax_error, target.range,
              fmt::format("expected a name, a field or a subscript before the assignment, found `{}`",
                          sources.text(target.range)));
}

StmtPtr TreeBuilder::simpleStmt(const Cst &cst) {
  std::vector<const Cst *> parts = cst.all(rule::expr);
  auto part = [&](size_t i) { return i < parts.size() ? expr(*parts[i]) : nullptr; };
  switch (cst.rule) {
  case rule::forStmt: {
    auto made = make<ForStmt>(cst);
    made->pattern = pattern(cst.at(rule::pattern));
    made->iterable = part(0);
    made->body = block(cst.at(rule::block));
    return made;
  }
  case rule::whileStmt: {
    auto made = make<WhileStmt>(cst);
    made->condition = part(0);
    made->body = block(cst.at(rule::block));
    return made;
  }
  case rule::returnStmt: {
    auto made = make<ReturnStmt>(cst);
    made->value = part(0);
    return made;
  }
  case rule::assertStmt: {
    auto made = make<AssertStmt>(cst);
    made->condition = part(0);
    made->message = part(1);
    return made;
  }
  case rule::breakStmt:
    return make<BreakStmt>(cst);
  default:
    return make<ContinueStmt>(cst);
  }
}

std::vector<Binder> TreeBuilder::binders(const Cst &cst) {
  std::vector<Binder> made;
  for (const Cst *one : cst.all(rule::binder)) {
    const Cst *range = one->find(rule::expr);
    made.push_back({ident(one->at(rule::name)), one->hasWord(tok::ELLIPSIS), range ? expr(*range) : nullptr,
                    one->range});
    needLower(made.back().name, "an index");
  }
  return made;
}

PatternPtr TreeBuilder::pattern(const Cst &cst) {
  if (cst.has(rule::path))
    return pathPattern(cst);
  const Cst *args = cst.find(rule::patternArgs);
  if (!args)
    return literalPattern(cst);
  std::vector<const Cst *> elements = args->all(rule::pattern);
  if (elements.size() == 1 && !args->hasWord(tok::COMMA))
    return pattern(*elements[0]);
  auto tuple = make<TuplePattern>(cst);
  for (const Cst *element : elements)
    tuple->elements.push_back(pattern(*element));
  return tuple;
}

PatternPtr TreeBuilder::literalPattern(const Cst &cst) {
  auto made = make<LiteralPattern>(cst);
  made->value = literal(cst.children.back());
  if (cst.hasWord(tok::MINUS))
    made->value = negated(cst.children[0], std::move(made->value));
  return made;
}

// Upper-case names a variant, lower-case binds.
PatternPtr TreeBuilder::pathPattern(const Cst &cst) {
  Path named = path(cst.at(rule::path));
  const Cst *args = cst.find(rule::patternArgs);
  if (args || named.parts.size() > 1 || std::isupper(static_cast<unsigned char>(named.last().text[0]))) {
    auto variant = make<VariantPattern>(cst);
    needUpper(named.last(), "a variant");
    variant->path = std::move(named);
    variant->hasArgs = args != nullptr;
    if (args)
      for (const Cst *arg : args->all(rule::pattern))
        variant->args.push_back(pattern(*arg));
    return variant;
  }
  if (named.last().text == "_")
    return make<WildcardPattern>(cst);
  auto made = make<NamePattern>(cst);
  made->name = named.last();
  return made;
}

} // namespace dual
