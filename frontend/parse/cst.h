// The parse tree in plain structs: which rule matched which words. Only antlr_bridge.cpp knows where it comes
// from.
#pragma once

#include "frontend/parse/words.h"

#include <vector>

namespace dual {

struct Cst {
  int rule = -1; // a dual::rule, or -1 for a word
  int word = 0;  // the word's dual::tok
  SourceRange range;
  std::vector<Cst> children;

  bool isRule(int r) const { return rule == r; }
  bool isWord(int type) const { return rule < 0 && word == type; }
  // The first child that is this rule or this word, or null.
  const Cst *find(int r) const;
  const Cst *findWord(int type) const;
  bool has(int r) const { return find(r) != nullptr; }
  bool hasWord(int type) const { return findWord(type) != nullptr; }
  // The same where the grammar says that there is one.
  const Cst &at(int r) const { return *find(r); }
  std::vector<const Cst *> all(int r) const;
};

} // namespace dual
