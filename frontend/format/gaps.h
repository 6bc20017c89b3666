// What stands between two words and is no word itself: comments and newlines.
#pragma once

#include "frontend/parse/words.h"

#include <map>
#include <string_view>

namespace dual::format {

struct Comment {
  std::string_view text;
  uint32_t begin = 0;
  bool ownLine = false;     // nothing but blanks in front of it
  bool blankBefore = false; // an empty line in front of it
};

// In front of a word, or of the end of the file.
struct Gap {
  std::vector<Comment> comments;
  bool newline = false;     // the word is not on the line of the word before it
  bool blankBefore = false; // an empty line directly in front of the word
};

// By the offset of the word behind it. `;` counts as a blank here: what it separates is known from the parse
// tree.
using Gaps = std::map<uint32_t, Gap>;

Gaps findGaps(const std::vector<Word> &raw, std::string_view text);

} // namespace dual::format
