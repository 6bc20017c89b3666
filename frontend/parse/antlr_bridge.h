// The only door to ANTLR: text to words, words to a plain tree or to plain error records.
#pragma once

#include "frontend/parse/cst.h"

#include <string_view>

namespace dual {

struct RawSyntaxError {
  size_t word;               // the index of the word that did not fit
  std::vector<int> expected; // the words that would have
  std::vector<int> rules;    // the rules under way, innermost first
};

struct RawParse {
  Cst tree; // only when there are no errors
  std::vector<RawSyntaxError> errors;
  // The word at which the nesting limit was met, if it was; parsing stopped there.
  std::optional<size_t> tooDeepAt;
};

// Every word of the text, comments and newlines too, without the end of the file.
std::vector<Word> splitWords(std::string_view text);
// The words that the layout pass lets through.
RawParse parseWords(const std::vector<Word> &words, FileId file);

} // namespace dual
