// Expressions that stand alone: brackets, reductions, lambdas, and the ones made of blocks.
#include "frontend/parse/tree_builder.h"

namespace dual {

// Also takes the rules below `primary`, which a stage or a pad names directly.
ExprPtr TreeBuilder::primary(const Cst &cst) {
  const Cst &body = cst.isRule(rule::primary) || cst.isRule(rule::stageHead) ? cst.children[0] : cst;
  switch (body.rule) {
  case rule::name:
    return name(body);
  case rule::string:
    return string(body);
  case rule::group:
    return group(body);
  case rule::list:
    return list(body);
  case rule::reduction:
    return reduction(body);
  case rule::ifExpr:
    return ifExpr(body);
  case rule::matchExpr:
    return matchExpr(body);
  case rule::repeatExpr:
    return repeatExpr(body);
  default:
    return literal(body);
  }
}

ExprPtr TreeBuilder::group(const Cst &cst) {
  std::vector<const Cst *> elements = cst.all(rule::expr);
  if (elements.size() == 1 && !cst.hasWord(tok::COMMA)) {
    ExprPtr inner = expr(*elements[0]);
    inner->parenthesized = true;
    return inner;
  }
  auto made = make<TupleExpr>(cst);
  for (const Cst *element : elements)
    made->elements.push_back(expr(*element));
  return made;
}

ExprPtr TreeBuilder::list(const Cst &cst) {
  if (const Cst *loop = cst.find(rule::comprehension)) {
    auto made = make<ComprehensionExpr>(cst);
    std::vector<const Cst *> parts = loop->all(rule::expr);
    made->element = expr(cst.at(rule::expr));
    made->pattern = pattern(loop->at(rule::pattern));
    made->iterable = expr(*parts[0]);
    made->condition = parts.size() > 1 ? expr(*parts[1]) : nullptr;
    return made;
  }
  auto made = make<ListExpr>(cst);
  for (const Cst *element : cst.all(rule::expr))
    made->elements.push_back(expr(*element));
  return made;
}

static ReductionOp reductionOp(const std::string &word) {
  for (int i = 0; i <= static_cast<int>(ReductionOp::argmin); ++i)
    if (word == spelling(static_cast<ReductionOp>(i)))
      return static_cast<ReductionOp>(i);
  return ReductionOp::sum; // the lexer lets no other word through
}

ExprPtr TreeBuilder::reduction(const Cst &cst) {
  auto made = make<ReductionExpr>(cst);
  std::vector<const Cst *> parts = cst.all(rule::expr);
  made->op = reductionOp(text(cst.children[0]));
  made->binders = binders(cst.at(rule::binders));
  made->filter = parts.size() > 1 ? expr(*parts[0]) : nullptr;
  made->body = expr(*parts.back());
  return made;
}

ExprPtr TreeBuilder::lambda(const Cst &cst) {
  auto made = make<LambdaExpr>(cst);
  made->params = params(cst.find(rule::params));
  made->result = optionalType(cst);
  if (const Cst *braced = cst.find(rule::block)) {
    made->body = block(*braced);
    return made;
  }
  auto value = make<ExprStmt>(cst.at(rule::expr));
  value->value = expr(cst.at(rule::expr));
  made->body = bareBlock(std::move(value));
  return made;
}

ExprPtr TreeBuilder::ifExpr(const Cst &cst) {
  auto made = make<IfExpr>(cst);
  std::vector<const Cst *> conditions = cst.all(rule::expr);
  std::vector<const Cst *> bodies = cst.all(rule::block);
  for (size_t i = 0; i < conditions.size(); ++i)
    made->branches.push_back({expr(*conditions[i]), block(*bodies[i])});
  if (bodies.size() > conditions.size())
    made->elseBody = block(*bodies.back());
  return made;
}

ExprPtr TreeBuilder::matchExpr(const Cst &cst) {
  auto made = make<MatchExpr>(cst);
  made->subject = expr(cst.at(rule::expr));
  for (const Cst *one : cst.all(rule::arm))
    made->arms.push_back(arm(*one));
  if (made->arms.empty())
    diags.error(DiagCode::syntax_error, cst.range, "expected at least one arm, found none");
  return made;
}

MatchArm TreeBuilder::arm(const Cst &cst) {
  MatchArm made;
  made.range = cst.range;
  made.pattern = pattern(cst.at(rule::pattern));
  if (cst.hasWord(tok::IF))
    made.guard = expr(cst.at(rule::expr));
  const Cst &body = cst.children.back();
  if (body.isRule(rule::block)) {
    made.body = block(body);
  } else if (body.isRule(rule::expr)) {
    auto value = make<ExprStmt>(body);
    value->value = expr(body);
    made.body = bareBlock(std::move(value));
  } else {
    made.body = bareBlock(simpleStmt(body));
  }
  return made;
}

ExprPtr TreeBuilder::repeatExpr(const Cst &cst) {
  auto made = make<RepeatExpr>(cst);
  made->count = expr(cst.at(rule::expr));
  made->body = block(cst.at(rule::block));
  return made;
}

} // namespace dual
