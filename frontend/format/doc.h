// A text with the places where it may be broken into lines, before the width decides which of them are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dual::format {

struct Doc {
  enum class Kind {
    text,       // a word, after a space if `space` and if it does not begin a line
    flatText,   // only there if its group is on one line: the `;` of `{ a; b }`
    comment,    // up to the end of its line; what comes next begins a new one
    line,       // a newline if its group is broken
    newline,    // always one
    group,      // on one line if it fits, else all its `line`s are broken
    indent,     // if its group is broken, the lines inside it begin two columns further in
    fill,       // its parts, each on the line of the last one if it fits there
    definition, // the right side of `=`: on the next line if it fits there as a whole and not on this one
    list,       // its parts one after another
  };

  Kind kind = Kind::list;
  std::string text;
  std::vector<Doc> parts;
  uint32_t source = noSource; // text, comment: its offset in the source, if its column there matters
  bool space = false;
  bool ownLine = false;     // comment
  bool blank = false;       // newline, comment on its own line: an empty line before it
  bool isBlock = false;     // group: of `{ }`, whose newlines do not break the brackets around it
  bool hangs = true;        // fill: see below
  bool broken = false;      // group: whatever the width
  bool breaksList = false;  // a newline inside breaks the brackets around it
  bool breaksBlock = false; // a newline inside breaks the blocks around it

  static constexpr uint32_t noSource = UINT32_MAX;
};

Doc newline(bool blank = false);
Doc line();
Doc list(std::vector<Doc> parts);
Doc indent(Doc inner);
Doc group(Doc inner);
// The inside of one or more `{ }`.
Doc block(Doc inner);
// `hangs`: the lines after the first begin two columns further in.
Doc fill(std::vector<Doc> parts, bool hangs = true);
Doc definition(Doc inner);

} // namespace dual::format
