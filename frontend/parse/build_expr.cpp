// Operators and what follows an operand. Chains of equal strength are folded to the left.
#include "frontend/parse/tree_builder.h"

#include <fmt/format.h>

namespace dual {

ExprPtr TreeBuilder::expr(const Cst &cst) {
  const Cst &body = cst.children[0];
  return body.isRule(rule::lambda) ? lambda(body) : operators(body);
}

// Most levels of the grammar hold one operand and no operator: these are passed through.
ExprPtr TreeBuilder::operators(const Cst &cst) {
  const Cst *at = &cst;
  while (at->children.size() == 1 && at->children[0].rule >= 0 && at->rule != rule::primary &&
         at->rule != rule::dimFactor)
    at = &at->children[0];
  switch (at->rule) {
  case rule::pipe:
    return pipe(*at);
  case rule::orExpr:
    return logical(*at, LogicalOp::logicalOr);
  case rule::andExpr:
    return logical(*at, LogicalOp::logicalAnd);
  case rule::notExpr:
    return unary(*at, UnaryOp::logicalNot);
  case rule::compare:
    return compare(*at);
  case rule::range:
    return range(*at);
  case rule::additive:
  case rule::term:
  case rule::dim:
  case rule::dimTerm:
    return binaryChain(*at);
  case rule::unary:
    return unary(*at, UnaryOp::negate);
  case rule::power:
    return power(*at);
  case rule::postfix:
  case rule::stage:
    return postfix(*at);
  case rule::dimFactor:
    return dimFactor(*at);
  default:
    return primary(*at);
  }
}

ExprPtr TreeBuilder::pipe(const Cst &cst) {
  ExprPtr left = operators(cst.children[0]);
  if (!checkChain(cst, cst.children.size() / 2))
    return left;
  for (size_t i = 1; i < cst.children.size(); i += 2) {
    auto made = std::make_unique<PipeExpr>();
    made->range = {file, cst.range.begin, cst.children[i + 1].range.end};
    made->arrowRange = cst.children[i].range;
    made->value = std::move(left);
    made->stage = operators(cst.children[i + 1]);
    left = std::move(made);
  }
  return left;
}

ExprPtr TreeBuilder::logical(const Cst &cst, LogicalOp op) {
  ExprPtr left = operators(cst.children[0]);
  if (!checkChain(cst, cst.children.size() / 2))
    return left;
  for (size_t i = 1; i < cst.children.size(); i += 2) {
    auto made = std::make_unique<LogicalExpr>();
    made->range = {file, cst.range.begin, cst.children[i + 1].range.end};
    made->op = op;
    made->opRange = cst.children[i].range;
    made->lhs = std::move(left);
    made->rhs = operators(cst.children[i + 1]);
    left = std::move(made);
  }
  return left;
}

static CompareOp compareOp(int word) {
  switch (word) {
  case tok::EQ:
    return CompareOp::eq;
  case tok::NE:
    return CompareOp::ne;
  case tok::LT:
    return CompareOp::lt;
  case tok::LE:
    return CompareOp::le;
  case tok::GT:
    return CompareOp::gt;
  default:
    return CompareOp::ge;
  }
}

ExprPtr TreeBuilder::compare(const Cst &cst) {
  auto made = make<CompareExpr>(cst);
  const Cst &op = cst.children[1];
  if (cst.children.size() > 3)
    diags
        .error(DiagCode::chained_comparison, cst.children[3].range,
               fmt::format("expected one comparison, found a second one, `{}`", text(cst.children[3])))
        .help("write `a < b and b < c`");
  made->op = compareOp(op.children[0].word);
  made->opRange = op.range;
  made->lhs = operators(cst.children[0]);
  made->rhs = operators(cst.children[2]);
  return made;
}

ExprPtr TreeBuilder::range(const Cst &cst) {
  auto made = make<RangeExpr>(cst);
  made->begin = operators(cst.children[0]);
  made->end = operators(cst.children[2]);
  if (cst.children.size() > 4)
    made->step = operators(cst.children[4]);
  return made;
}

static BinaryOp binaryOp(int word) {
  switch (word) {
  case tok::PLUS:
    return BinaryOp::add;
  case tok::MINUS:
    return BinaryOp::sub;
  case tok::STAR:
    return BinaryOp::mul;
  case tok::SLASH:
    return BinaryOp::div;
  case tok::PERCENT:
    return BinaryOp::mod;
  default:
    return BinaryOp::matmul;
  }
}

// `a + b - c` and, in types, `2*N + 1`.
ExprPtr TreeBuilder::binaryChain(const Cst &cst) {
  ExprPtr left = operators(cst.children[0]);
  if (!checkChain(cst, cst.children.size() / 2))
    return left;
  for (size_t i = 1; i < cst.children.size(); i += 2) {
    auto made = std::make_unique<BinaryExpr>();
    made->range = {file, cst.range.begin, cst.children[i + 1].range.end};
    made->op = binaryOp(cst.children[i].word);
    made->opRange = cst.children[i].range;
    made->lhs = std::move(left);
    made->rhs = operators(cst.children[i + 1]);
    left = std::move(made);
  }
  return left;
}

ExprPtr TreeBuilder::unary(const Cst &cst, UnaryOp op) {
  auto made = make<UnaryExpr>(cst);
  made->op = op;
  made->operand = operators(cst.children[1]);
  return made;
}

ExprPtr TreeBuilder::power(const Cst &cst) {
  auto made = make<BinaryExpr>(cst);
  made->op = BinaryOp::pow;
  made->opRange = cst.children[1].range;
  made->lhs = operators(cst.children[0]);
  made->rhs = operators(cst.children[2]);
  return made;
}

ExprPtr TreeBuilder::postfix(const Cst &cst) {
  ExprPtr made = operators(cst.children[0]);
  if (!checkChain(cst, cst.children.size()))
    return made;
  for (const Cst *one : cst.all(rule::trailer)) {
    made = trailer(std::move(made), *one);
    made->range = {file, cst.range.begin, one->range.end};
  }
  return made;
}

ExprPtr TreeBuilder::trailer(ExprPtr object, const Cst &cst) {
  if (cst.children[0].isWord(tok::LBRACK))
    return subscripts(std::move(object), cst);
  if (cst.children[0].isWord(tok::DOT)) {
    auto made = std::make_unique<MemberExpr>();
    made->object = std::move(object);
    made->member = ident(cst.at(rule::name));
    return made;
  }
  auto made = std::make_unique<CallExpr>();
  made->callee = std::move(object);
  made->args = arguments(cst.find(rule::args));
  return made;
}

ExprPtr TreeBuilder::subscripts(ExprPtr object, const Cst &cst) {
  auto made = std::make_unique<SubscriptExpr>();
  made->object = std::move(object);
  for (const Cst *one : cst.all(rule::subscript))
    made->subscripts.push_back(subscript(*one));
  if (const Cst *value = cst.find(rule::pad))
    made->pad = pad(*value);
  return made;
}

Subscript TreeBuilder::subscript(const Cst &cst) {
  Subscript made;
  made.range = cst.range;
  const Cst *first = cst.find(rule::expr);
  if (const Cst *slice = cst.find(rule::slice)) {
    made.kind = Subscript::Kind::slice;
    made.begin = first ? expr(*first) : nullptr;
    int colons = 0;
    for (const Cst &part : slice->children) {
      colons += part.isWord(tok::COLON);
      if (part.isRule(rule::expr))
        (colons == 1 ? made.end : made.step) = expr(part);
    }
  } else if (first) {
    made.kind = cst.hasWord(tok::ELLIPSIS) ? Subscript::Kind::spread : Subscript::Kind::index;
    made.value = expr(*first);
  } else {
    made.kind = Subscript::Kind::ellipsis;
  }
  return made;
}

ExprPtr TreeBuilder::pad(const Cst &cst) {
  const Cst &value = cst.children.back();
  ExprPtr made = value.rule >= 0 ? operators(value) : literal(value);
  return cst.hasWord(tok::MINUS) ? negated(*cst.findWord(tok::MINUS), std::move(made)) : std::move(made);
}

std::vector<Argument> TreeBuilder::arguments(const Cst *args) {
  std::vector<Argument> made;
  if (args)
    for (const Cst *one : args->all(rule::arg))
      made.push_back(argument(*one));
  return made;
}

Argument TreeBuilder::argument(const Cst &cst) {
  Argument made;
  made.range = cst.range;
  if (const Cst *label = cst.find(rule::name))
    made.name = ident(*label);
  made.isVar = cst.hasWord(tok::VAR);
  made.spread = cst.hasWord(tok::ELLIPSIS);
  made.value = expr(cst.at(rule::expr));
  return made;
}

} // namespace dual
