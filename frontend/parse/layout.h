// From the lexer's words to the parser's: newlines that end nothing are dropped, comments set aside, brackets
// balanced.
#pragma once

#include "frontend/diagnostics/diagnostics.h"
#include "frontend/parse/words.h"

#include <map>

namespace dual {

struct Layout {
  std::vector<Word> words; // ends with endOfFile; the brackets in it are balanced
  std::vector<SourceRange> comments;
  // The documentation in front of the word that begins at this offset.
  std::map<uint32_t, std::string> docs;
  bool tooDeep = false;   // reported already; the words are not worth parsing
  bool wantsMore = false; // a bracket is open at the end, or the last word asks for another
};

// Bracket mistakes are reported here and not in the parser: this pass knows where each bracket was opened.
Layout layOut(const std::vector<Word> &raw, std::string_view text, FileId file, Diagnostics &diags);

} // namespace dual
