#include "frontend/format/gaps.h"

namespace dual::format {

namespace {

class Finder {
public:
  explicit Finder(std::string_view text) : text(text) {}

  void take(const Word &word) {
    if (word.type == tok::NL) {
      ++newlines;
      open.newline = true;
    } else if (word.type == tok::COMMENT || word.type == tok::DOC) {
      comment(word);
    } else if (word.type != tok::SEMI) {
      finish(word.begin);
    }
  }

  void finish(uint32_t offset) {
    open.blankBefore = newlines > 1;
    newlines = 0;
    atStart = false;
    gaps[offset] = std::move(open);
    open = Gap();
  }

  Gaps gaps;

private:
  void comment(const Word &word) {
    std::string_view words = text.substr(word.begin, word.end - word.begin);
    // Documentation is data: its blanks stay.
    if (word.type == tok::COMMENT)
      words = words.substr(0, words.find_last_not_of(" \t") + 1);
    open.comments.push_back({words, word.begin, open.newline || atStart, newlines > 1});
    newlines = 0;
  }

  std::string_view text;
  Gap open;
  int newlines = 0; // since the last word or comment
  bool atStart = true;
};

} // namespace

Gaps findGaps(const std::vector<Word> &raw, std::string_view text) {
  Finder finder(text);
  for (const Word &word : raw)
    finder.take(word);
  finder.finish(static_cast<uint32_t>(text.size()));
  return std::move(finder.gaps);
}

} // namespace dual::format
