// What stands on lines of its own: statements, declarations, the insides of braces.
#include "frontend/format/builder.h"

namespace dual::format {

static bool isSeparator(const Cst &cst) { return cst.isRule(rule::sep) || cst.isRule(rule::fieldSep); }

Doc Builder::source(const Cst &cst) {
  std::vector<Doc> parts;
  for (const Cst &child : cst.children) {
    if (child.isWord(endOfFile))
      parts.push_back(lastComments(child));
    else if (!isSeparator(child))
      parts.push_back(statement(child, parts.empty()));
  }
  return list(std::move(parts));
}

Doc Builder::blockOf(const Cst &cst) { return block(children(cst, 0, cst.children.size())); }

// The blocks of an `if` and its `else` are broken together.
Doc Builder::choice(const Cst &cst) {
  std::vector<Doc> parts;
  for (const Cst &child : cst.children) {
    bool isBlock = child.isRule(rule::block) || child.isRule(rule::graphBody);
    parts.push_back(isBlock          ? children(child, 0, child.children.size())
                    : child.rule < 0 ? word(child, cst.rule)
                                     : build(child));
  }
  return block(list(std::move(parts)));
}

// On one line only if its author wrote it so.
Doc Builder::braces(const Cst &cst, size_t open, size_t close) {
  Doc opened = word(cst.children[open], cst.rule);
  bool hasFields = !cst.isRule(rule::block) && !cst.isRule(rule::graphBody);
  bool spansLines = gapBefore(cst.children[close]).newline;
  std::vector<Doc> inner;
  for (size_t k = open + 1; k < close; ++k) {
    const Cst &child = cst.children[k];
    if (isSeparator(child))
      continue;
    spansLines |= gapBefore(child).newline;
    if (!inner.empty())
      inner.push_back(separator(hasFields ? "," : ";"));
    inner.push_back(statement(child, inner.empty()));
  }
  bool isEmpty = inner.empty();
  inner.push_back(lastComments(cst.children[close]));
  isEmpty &= !inner.back().breaksBlock;
  std::vector<Doc> parts;
  parts.push_back(std::move(opened));
  parts.push_back(indent(list(std::move(inner))));
  if (!isEmpty)
    parts.push_back(line());
  parts.push_back(word(cst.children[close], cst.rule));
  Doc doc = list(std::move(parts));
  doc.breaksBlock |= spansLines && !isEmpty;
  return doc;
}

Doc Builder::separator(const char *sign) {
  Doc doc;
  doc.kind = Doc::Kind::flatText;
  doc.text = sign;
  last = {tok::SEMI, rule::sep};
  return doc;
}

// With the comments above it; of several empty lines one is left, none at the beginning of a block.
Doc Builder::statement(const Cst &cst, bool first) {
  Gap &gap = gaps[cst.range.begin];
  if (first && gap.comments.empty())
    gap.blankBefore = false;
  if (first && !gap.comments.empty())
    gap.comments.front().blankBefore = false;
  std::vector<Doc> parts;
  bool blank = gap.blankBefore && gap.comments.empty();
  parts.push_back(blank ? newline(true) : line());
  parts.push_back(commentsBefore(cst));
  parts.push_back(build(cst));
  return list(std::move(parts));
}

// Those behind the last statement of a block or file.
Doc Builder::lastComments(const Cst &closer) {
  gaps[closer.range.begin].blankBefore = false;
  Doc comments = commentsBefore(closer);
  if (!comments.breaksBlock)
    return comments;
  std::vector<Doc> parts;
  parts.push_back(line());
  parts.push_back(std::move(comments));
  return list(std::move(parts));
}

// Attributes stand on lines of their own.
Doc Builder::declaration(const Cst &cst) {
  std::vector<Doc> parts;
  bool afterAttribute = false;
  for (const Cst &child : cst.children) {
    if (isSeparator(child))
      continue;
    if (afterAttribute)
      parts.push_back(newline());
    parts.push_back(commentsBefore(child));
    parts.push_back(build(child));
    afterAttribute = child.isRule(rule::attr);
  }
  return list(std::move(parts));
}

} // namespace dual::format
