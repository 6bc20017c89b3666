// What people write who come from other languages, and what it is in Dual.
#pragma once

#include "frontend/parse/antlr_bridge.h"

namespace dual {

// Where the parser stopped.
struct SyntaxPlace {
  const RawSyntaxError &error;
  const std::vector<Word> &words;
  std::string_view text;

  // The word that did not fit, or one that stands `offset` words from it. Beyond the ends: the first or last.
  const Word &word(int offset = 0) const;
  std::string spelled(int offset = 0) const;
  // Nothing stands between the two words.
  bool touches(int first) const { return word(first).end == word(first + 1).begin; }
  bool startsStatement(int offset) const;
  bool expects(int type) const;
  bool inside(int rule) const;
};

// What to write instead; empty if there is nothing that is very likely right.
std::string habitHint(const SyntaxPlace &place);

} // namespace dual
