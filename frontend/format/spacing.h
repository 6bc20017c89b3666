// Where a space stands between two words of one line.
#pragma once

#include "frontend/parse/cst.h"

namespace dual::format {

// A word and where it stands in the parse tree.
struct Leaf {
  int word = 0;
  int rule = -1;      // the rule it is a direct part of
  bool tight = false; // an operator or colon that is written without spaces
};

// `before.word` is 0 at the beginning.
bool spaceBetween(const Leaf &before, const Leaf &after);

// Whether a rule's words are joined by operators.
bool isOperatorRule(int rule);
// An operator in square brackets that was written without spaces: `2*n` in `x[2*n + 1]`.
bool writtenTight(const Cst &op, std::string_view text);
// Whether an operand shows spaces of its own, so that `..` and `:` beside it need some too.
bool hasSpaces(const Cst &operand, bool inSquare, std::string_view text);

} // namespace dual::format
