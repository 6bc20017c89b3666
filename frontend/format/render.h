// Decides where the lines of a Doc end.
#pragma once

#include "frontend/format/doc.h"

namespace dual::format {

constexpr size_t maxWidth = 120;

// A word or comment whose column matters, in the lines.
struct Mark {
  size_t line = 0;
  size_t at = 0; // the byte in the line
  uint32_t source = 0;
  bool isComment = false;
};

struct Rendered {
  std::vector<std::string> lines;
  std::vector<Mark> marks;
};

Rendered render(const Doc &doc);

// How many characters, not bytes.
size_t widthOf(std::string_view text);

} // namespace dual::format
