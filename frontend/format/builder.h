// From the parse tree and the gaps between its words to a Doc. Every word goes through `word`, so none gets
// lost, and takes the comments in front of it along.
#pragma once

#include "frontend/format/doc.h"
#include "frontend/format/gaps.h"
#include "frontend/format/spacing.h"

namespace dual::format {

class Builder {
public:
  Builder(std::string_view text, Gaps gaps) : text(text), gaps(std::move(gaps)) {}

  Doc source(const Cst &cst);

private:
  using Children = std::vector<const Cst *>;

  // builder.cpp
  Doc build(const Cst &cst);
  Doc children(const Cst &cst, size_t begin, size_t end);
  Doc word(const Cst &leaf, int rule);
  Doc written(const Cst &cst, const Leaf &leaf);
  Doc commentsBefore(const Cst &cst);
  Doc comments(Gap &gap);
  const Gap &gapBefore(const Cst &cst);

  // build_lists.cpp
  Doc bracket(const Cst &cst, size_t open, size_t close);
  Doc rows(const std::vector<Children> &items, bool oneEach, int rule);
  Doc item(const Children &parts, int rule);
  Doc commaList(const Cst &cst);
  Doc operators(const Cst &cst);
  Doc range(const Cst &cst);
  Doc subscript(const Cst &cst);
  Doc definition(const Cst &cst);
  Doc assignment(const Cst &sign, int rule);

  // build_blocks.cpp
  Doc blockOf(const Cst &cst);
  Doc choice(const Cst &cst);
  Doc braces(const Cst &cst, size_t open, size_t close);
  Doc statement(const Cst &cst, bool first);
  Doc declaration(const Cst &cst);
  Doc separator(const char *sign);
  Doc lastComments(const Cst &closer);

  std::string_view text;
  Gaps gaps;
  Leaf last;
  int square = 0;          // the square brackets around, in which operators may be tight
  bool tightColon = false; // of the slice under way
};

// The index of the bracket that closes the one at `open`.
size_t closerOf(const Cst &cst, size_t open);
bool isOpening(const Cst &cst);

} // namespace dual::format
