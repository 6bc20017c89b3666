// What stands between commas and between operators.
#include "frontend/format/builder.h"

namespace dual::format {

namespace {

using Children = std::vector<const Cst *>;

// `(a,)` is a tuple and `(a)` is none. Elsewhere a comma before the bracket says nothing.
bool needsLastComma(int rule, size_t items) {
  return items == 1 && (rule == rule::group || rule == rule::tupleType || rule == rule::patternArgs);
}

// The children between two brackets. `args` and `params` are no more than lists.
Children inside(const Cst &cst, size_t open, size_t close) {
  Children parts;
  for (size_t k = open + 1; k < close; ++k) {
    const Cst &child = cst.children[k];
    bool flatten = child.isRule(rule::args) || child.isRule(rule::params) || child.isRule(rule::binders);
    if (!flatten)
      parts.push_back(&child);
    for (size_t j = 0; flatten && j < child.children.size(); ++j)
      parts.push_back(&child.children[j]);
  }
  return parts;
}

// Each with its comma.
std::vector<Children> splitAtCommas(const Children &parts) {
  std::vector<Children> items;
  bool open = false;
  for (const Cst *part : parts) {
    if (!open)
      items.emplace_back();
    items.back().push_back(part);
    open = !part->isWord(tok::COMMA);
  }
  return items;
}

} // namespace

Doc Builder::item(const Children &parts, int rule) {
  std::vector<Doc> docs;
  docs.push_back(commentsBefore(*parts.front()));
  for (const Cst *part : parts)
    docs.push_back(part->rule < 0 ? word(*part, rule) : build(*part));
  return list(std::move(docs));
}

Doc Builder::bracket(const Cst &cst, size_t open, size_t close) {
  const Cst &closer = cst.children[close];
  bool isSquare = cst.children[open].isWord(tok::LBRACK);
  Doc opened = word(cst.children[open], cst.rule);
  int outer = square;
  square = isSquare && !cst.isRule(rule::list) ? square + 1 : cst.isRule(rule::trailer) ? 0 : square;
  std::vector<Children> items = splitAtCommas(inside(cst, open, close));
  if (!items.empty() && items.back().back()->isWord(tok::COMMA) && !needsLastComma(cst.rule, items.size())) {
    Gap moved = std::move(gaps[items.back().back()->range.begin]);
    auto &kept = gaps[closer.range.begin].comments;
    kept.insert(kept.begin(), moved.comments.begin(), moved.comments.end());
    items.back().pop_back();
  }
  std::vector<Doc> inner;
  inner.push_back(line());
  inner.push_back(rows(items, !isSquare, cst.rule));
  inner.push_back(commentsBefore(closer));
  square = outer;
  std::vector<Doc> parts;
  parts.push_back(std::move(opened));
  parts.push_back(indent(list(std::move(inner))));
  parts.push_back(line());
  parts.push_back(word(closer, cst.rule));
  return group(list(std::move(parts)));
}

// One item on each line, or as many as fit (in square brackets). The lines of a literal are its author's:
// they may be the rows of a matrix.
Doc Builder::rows(const std::vector<Children> &items, bool oneEach, int rule) {
  std::vector<Doc> docs, row;
  for (const Children &parts : items) {
    bool newRow = rule == rule::list && !row.empty() && gapBefore(*parts.front()).newline;
    if (newRow) {
      docs.push_back(fill(std::move(row), false));
      docs.push_back(newline());
      row.clear();
    } else if (oneEach && !docs.empty()) {
      docs.push_back(line());
    }
    (oneEach ? docs : row).push_back(item(parts, rule));
  }
  docs.push_back(fill(std::move(row), false));
  return list(std::move(docs));
}

// Outside brackets a line may end behind a comma.
Doc Builder::commaList(const Cst &cst) {
  Children parts;
  for (const Cst &child : cst.children)
    parts.push_back(&child);
  std::vector<Doc> items;
  for (const Children &each : splitAtCommas(parts))
    items.push_back(item(each, cst.rule));
  return fill(std::move(items));
}

// A line may end behind an operator.
Doc Builder::operators(const Cst &cst) {
  std::vector<Doc> parts;
  for (size_t k = 0; k < cst.children.size(); k += 2) {
    Children operand{&cst.children[k]};
    if (k + 1 < cst.children.size())
      operand.push_back(&cst.children[k + 1]);
    parts.push_back(item(operand, cst.rule));
  }
  return parts.size() == 1 ? std::move(parts[0]) : fill(std::move(parts));
}

// `0..n`, and `0 .. n + 1`.
Doc Builder::range(const Cst &cst) {
  bool spaced = false;
  for (const Cst &child : cst.children)
    spaced |= cst.children.size() > 1 && hasSpaces(child, square != 0, text);
  std::vector<Doc> parts;
  for (const Cst &child : cst.children)
    parts.push_back(child.rule >= 0
                        ? build(child)
                        : written(child, {child.word, cst.rule, child.isWord(tok::DOTDOT) && !spaced}));
  return list(std::move(parts));
}

// `x[a:b]`, and `x[a + 1 : b]`. With one side only there is nothing to set apart.
Doc Builder::subscript(const Cst &cst) {
  const Cst *slice = cst.find(rule::slice);
  bool spaced = false;
  if (slice && cst.has(rule::expr) && slice->has(rule::expr)) {
    spaced = hasSpaces(cst.at(rule::expr), true, text);
    for (const Cst *side : slice->all(rule::expr))
      spaced |= hasSpaces(*side, true, text);
  }
  bool outer = tightColon;
  tightColon = !spaced;
  Doc doc = children(cst, 0, cst.children.size());
  tightColon = outer;
  return doc;
}

static bool isAssign(const Cst &cst) {
  return cst.isWord(tok::ASSIGN) || cst.isWord(tok::FAT) || cst.isRule(rule::assignOp);
}

// A reduction keeps its parts together rather than begin on the line of the `=`.
static bool isReduction(const Cst &cst) {
  return cst.isRule(rule::reduction) || (cst.children.size() == 1 && isReduction(cst.children[0]));
}

Doc Builder::definition(const Cst &cst) {
  size_t at = 0, end = cst.children.size();
  while (at < end && !isAssign(cst.children[at]))
    ++at;
  std::vector<Doc> parts;
  parts.push_back(children(cst, 0, at));
  if (at < end) {
    parts.push_back(assignment(cst.children[at], cst.rule));
    const Cst &value = cst.children[at + 1];
    parts.push_back(commentsBefore(value));
    Doc right = children(cst, at + 1, end);
    parts.push_back(isReduction(value) ? format::definition(std::move(right)) : std::move(right));
  }
  return list(std::move(parts));
}

// Its column is remembered: a table of definitions stays one.
Doc Builder::assignment(const Cst &sign, int rule) {
  const Cst &leaf = sign.rule < 0 ? sign : sign.children[0];
  Doc doc = word(leaf, rule);
  doc.parts.back().source = leaf.range.begin;
  return doc;
}

} // namespace dual::format
