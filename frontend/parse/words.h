// The words of a source text as the lexer gives them, and how to speak of them to the user.
#pragma once

#include "frontend/source/source.h"
#include "grammar/Tokens.h"

#include <string>
#include <vector>

namespace dual {

struct Word {
  int type = 0; // a dual::tok, or endOfFile
  uint32_t begin = 0;
  uint32_t end = 0;
  // Put in by the layout pass to balance a bracket that was reported already.
  bool synthetic = false;
};

constexpr int endOfFile = -1;

bool isReserved(int type);
// A word that can stand as a name: a plain one or a contextual one.
bool isName(int type);

// What stands in the text, for "found ...": "`)`", "the name `x`", "end of line".
std::string describeFound(const Word &word, std::string_view text);
// What a set of tokens amounts to, for "expected ...": "`)` or `,`", "an expression".
std::string describeExpected(const std::vector<int> &types);

} // namespace dual
