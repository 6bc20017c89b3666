#include "frontend/format/builder.h"

namespace dual::format {

Doc Builder::build(const Cst &cst) {
  switch (cst.rule) {
  case rule::string:
    return written(cst, {tok::QUOTE, rule::string});
  case rule::decl:
    return declaration(cst);
  case rule::pipe:
  case rule::orExpr:
  case rule::andExpr:
  case rule::compare:
  case rule::additive:
  case rule::term:
  case rule::power:
  case rule::dim:
  case rule::dimTerm:
    return operators(cst);
  case rule::range:
    return range(cst);
  case rule::subscript:
    return subscript(cst);
  case rule::useDecl:
  case rule::graphOut:
  case rule::assertStmt:
  case rule::whereClause:
    return commaList(cst);
  case rule::letStmt:
  case rule::indexDef:
  case rule::graphIndexDef:
  case rule::graphNode:
  case rule::graphParam:
  case rule::graphNext:
  case rule::outItem:
  case rule::exprStmt:
  case rule::field:
  case rule::constDecl:
  case rule::typeDecl:
  case rule::arm:
    return definition(cst);
  case rule::ifExpr:
  case rule::graphIf:
    return choice(cst);
  case rule::block:
  case rule::graphBody:
  case rule::structDecl:
  case rule::enumDecl:
  case rule::matchExpr:
    return blockOf(cst);
  default:
    return children(cst, 0, cst.children.size());
  }
}

Doc Builder::children(const Cst &cst, size_t begin, size_t end) {
  std::vector<Doc> parts;
  for (size_t k = begin; k < end; ++k) {
    const Cst &child = cst.children[k];
    if (child.rule >= 0) {
      parts.push_back(build(child));
    } else if (isOpening(child)) {
      size_t close = closerOf(cst, k);
      parts.push_back(child.isWord(tok::LBRACE) ? braces(cst, k, close) : bracket(cst, k, close));
      k = close;
    } else {
      parts.push_back(word(child, cst.rule));
    }
  }
  return list(std::move(parts));
}

Doc Builder::word(const Cst &leaf, int rule) {
  Leaf now{leaf.word, rule};
  if (square != 0 && isOperatorRule(rule))
    now.tight = writtenTight(leaf, text);
  if (rule == rule::slice)
    now.tight = tightColon;
  return written(leaf, now);
}

Doc Builder::written(const Cst &cst, const Leaf &leaf) {
  std::vector<Doc> parts;
  parts.push_back(commentsBefore(cst));
  Doc word;
  word.kind = Doc::Kind::text;
  word.text = text.substr(cst.range.begin, cst.range.end - cst.range.begin);
  word.space = spaceBetween(last, leaf);
  last = leaf;
  parts.push_back(std::move(word));
  return list(std::move(parts));
}

Doc Builder::commentsBefore(const Cst &cst) { return comments(gaps[cst.range.begin]); }

Doc Builder::comments(Gap &gap) {
  std::vector<Doc> parts;
  for (const Comment &comment : gap.comments) {
    Doc doc = newline(comment.blankBefore);
    doc.kind = Doc::Kind::comment;
    doc.text = comment.text;
    doc.source = comment.begin;
    doc.ownLine = comment.ownLine;
    parts.push_back(std::move(doc));
  }
  if (!gap.comments.empty() && gap.blankBefore)
    parts.push_back(newline(true));
  gap.comments.clear();
  return list(std::move(parts));
}

const Gap &Builder::gapBefore(const Cst &cst) { return gaps[cst.range.begin]; }

bool isOpening(const Cst &cst) {
  return cst.isWord(tok::LPAREN) || cst.isWord(tok::LBRACK) || cst.isWord(tok::LBRACE);
}

size_t closerOf(const Cst &cst, size_t open) {
  const Cst &opener = cst.children[open];
  int closer = opener.isWord(tok::LPAREN)   ? tok::RPAREN
               : opener.isWord(tok::LBRACK) ? tok::RBRACK
                                            : tok::RBRACE;
  while (!cst.children[open].isWord(closer))
    ++open;
  return open;
}

} // namespace dual::format
