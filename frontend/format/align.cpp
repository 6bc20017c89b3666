#include "frontend/format/align.h"

#include <algorithm>

namespace dual::format {

namespace {

class Aligner {
public:
  Aligner(Rendered &rendered, const SourceFile &source) : rendered(rendered), source(source) {}

  void run(bool comments) {
    std::vector<Mark *> chosen;
    for (Mark &mark : rendered.marks)
      if (mark.isComment == comments && (chosen.empty() || chosen.back()->line != mark.line))
        chosen.push_back(&mark);
    for (size_t begin = 0; begin < chosen.size();) {
      size_t end = begin + 1;
      while (end < chosen.size() && belongTogether(*chosen[end - 1], *chosen[end]))
        ++end;
      alignRun({chosen.begin() + begin, chosen.begin() + end});
      begin = end;
    }
  }

private:
  bool belongTogether(const Mark &above, const Mark &below) const {
    return below.line == above.line + 1 && sourceColumn(below) == sourceColumn(above) &&
           indentOf(below) == indentOf(above);
  }

  void alignRun(const std::vector<Mark *> &run) {
    if (run.size() < 2 || std::none_of(run.begin(), run.end(), [&](Mark *mark) { return isPushed(*mark); }))
      return;
    size_t column = 0;
    for (Mark *mark : run)
      column = std::max(column, columnOf(*mark));
    for (Mark *mark : run)
      pad(*mark, column - columnOf(*mark));
  }

  // Whether more than one blank stands in front of it.
  bool isPushed(const Mark &mark) const {
    return mark.source >= 2 && source.text()[mark.source - 1] == ' ' && source.text()[mark.source - 2] == ' ';
  }

  void pad(const Mark &mark, size_t blanks) {
    size_t line = mark.line, at = mark.at;
    rendered.lines[line].insert(at, blanks, ' ');
    for (Mark &other : rendered.marks)
      if (other.line == line && other.at >= at)
        other.at += blanks;
  }

  uint32_t sourceColumn(const Mark &mark) const { return source.lineColumn(mark.source).column; }
  size_t columnOf(const Mark &mark) const {
    return widthOf(std::string_view(rendered.lines[mark.line]).substr(0, mark.at));
  }
  size_t indentOf(const Mark &mark) const { return rendered.lines[mark.line].find_first_not_of(' '); }

  Rendered &rendered;
  const SourceFile &source;
};

} // namespace

void align(Rendered &rendered, const SourceFile &source) {
  Aligner aligner(rendered, source);
  aligner.run(false);
  aligner.run(true);
}

} // namespace dual::format
