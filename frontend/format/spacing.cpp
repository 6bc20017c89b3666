#include "frontend/format/spacing.h"

namespace dual::format {

static bool isOpener(int word) { return word == tok::LPAREN || word == tok::LBRACK; }

// `f(`, `x[`: the bracket goes on with what stands before it, other than in `a + (`.
static bool continues(const Leaf &before, const Leaf &bracket) {
  switch (bracket.rule) {
  case rule::attr:
  case rule::exported:
  case rule::fnDecl:
  case rule::graphDecl:
  case rule::typeParams:
  case rule::typeArgs:
  case rule::trailer:
  case rule::lambda:
  case rule::fnType:
  case rule::reduction:
  case rule::variant:
  case rule::indexDef:
  case rule::graphIndexDef:
    return true;
  case rule::patternArgs:
    return before.rule == rule::name;
  default:
    return false;
  }
}

static bool isSign(const Leaf &leaf) {
  return leaf.word == tok::MINUS && (leaf.rule == rule::unary || leaf.rule == rule::dimFactor ||
                                     leaf.rule == rule::pattern || leaf.rule == rule::pad);
}

static bool neverAfter(const Leaf &leaf) {
  bool isAttribute = leaf.word == tok::AT && leaf.rule == rule::attr;
  return isOpener(leaf.word) || leaf.word == tok::DOT || leaf.tight || isSign(leaf) || isAttribute;
}

bool spaceBetween(const Leaf &before, const Leaf &after) {
  if (before.word == 0 || neverAfter(before))
    return false;
  switch (after.word) {
  case tok::RPAREN:
  case tok::RBRACK:
  case tok::COMMA:
  case tok::DOT:
    return false;
  case tok::RBRACE:
    return before.word != tok::LBRACE;
  default:
    break;
  }
  if (before.word == tok::COMMA)
    return true;
  switch (after.word) {
  case tok::COLON:
    return after.rule == rule::slice && !after.tight;
  case tok::ELLIPSIS:
    return false;
  case tok::LPAREN:
  case tok::LBRACK:
    return !continues(before, after);
  default:
    return !after.tight;
  }
}

bool isOperatorRule(int rule) {
  return rule == rule::additive || rule == rule::term || rule == rule::power || rule == rule::dim ||
         rule == rule::dimTerm;
}

bool writtenTight(const Cst &op, std::string_view text) {
  auto isBlank = [&](uint32_t at) { return at >= text.size() || text[at] <= ' '; };
  return !isBlank(op.range.begin - 1) && !isBlank(op.range.end);
}

bool hasSpaces(const Cst &operand, bool inSquare, std::string_view text) {
  if (operand.children.size() == 1)
    return hasSpaces(operand.children[0], inSquare, text);
  for (size_t k = 1; k < operand.children.size() && isOperatorRule(operand.rule); k += 2)
    if (!inSquare || !writtenTight(operand.children[k], text) ||
        hasSpaces(operand.children[k - 1], inSquare, text) ||
        hasSpaces(operand.children[k + 1], inSquare, text))
      return true;
  return operand.isRule(rule::compare) || operand.isRule(rule::andExpr) || operand.isRule(rule::orExpr);
}

} // namespace dual::format
