// Dual source in its one layout.
#pragma once

#include "frontend/diagnostics/diagnostics.h"

#include <optional>
#include <string>

namespace dual::format {

struct Formatted {
  std::string text;
  // Whether the text has the syntax tree and the comments of the original. If not, it is a mistake of the
  // formatter, and the text is not to be used.
  bool isFaithful = false;
};

// The file's text laid out anew, or nothing if it has syntax errors, which are reported.
std::optional<Formatted> format(const SourceManager &sources, FileId file, Diagnostics &diags);

} // namespace dual::format
