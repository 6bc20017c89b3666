// Diagnostics as text: the message, where, the source line with a caret below it, notes, help.
#include "frontend/diagnostics/diagnostics.h"
#include "frontend/source/utf8.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace dual {

namespace {

// A longer line is cut around the caret: the reader's terminal would wrap it out of sight.
constexpr size_t maxShown = 140;
constexpr size_t shownBefore = 70;

// A line made safe to print, and how far each of its bytes moved.
struct ShownLine {
  std::string text;
  std::string padding; // what stands before the caret: blanks, with the line's tabs kept
  size_t carets = 1;
};

struct Glyph {
  std::string text;
  size_t offset; // in the line
};

// Control characters could move the reader's cursor, broken UTF-8 spoils the rest of the output.
std::vector<Glyph> glyphs(std::string_view line) {
  std::vector<Glyph> result;
  for (size_t i = 0; i < line.size();) {
    size_t length = utf8Length(line.substr(i));
    bool control = length == 1 && (line[i] < ' ' || line[i] == 0x7F) && line[i] != '\t';
    bool good = length != 0 && !control;
    result.push_back({good ? std::string(line.substr(i, length)) : "\uFFFD", i});
    i += std::max<size_t>(length, 1);
  }
  return result;
}

// A message quotes the source: of that, too, nothing steers the reader's terminal.
std::string harmless(std::string_view message) {
  std::string result;
  for (const Glyph &glyph : glyphs(message)) {
    auto byte = static_cast<unsigned char>(message[glyph.offset]);
    bool isControl = (byte < ' ' && byte != '\t' && byte != '\n') || byte == 0x7F;
    result += byte == '\n' ? "\n" : isControl ? fmt::format("\\x{:02x}", byte) : glyph.text;
  }
  return result;
}

size_t indexAt(const std::vector<Glyph> &line, size_t offset) {
  auto before = [](const Glyph &glyph, size_t at) { return glyph.offset < at; };
  return static_cast<size_t>(std::lower_bound(line.begin(), line.end(), offset, before) - line.begin());
}

ShownLine show(std::string_view line, size_t begin, size_t end) {
  std::vector<Glyph> all = glyphs(line);
  size_t caret = indexAt(all, begin);
  size_t caretEnd = std::max(indexAt(all, end), caret + 1);
  size_t first = all.size() > maxShown && caret > shownBefore ? caret - shownBefore : 0;
  size_t last = std::min(all.size(), first + maxShown);
  ShownLine shown;
  if (first != 0) {
    shown.text = "...";
    shown.padding = "   ";
  }
  for (size_t i = first; i < last; ++i) {
    shown.text += all[i].text;
    if (i < caret)
      shown.padding += all[i].text == "\t" ? '\t' : ' ';
  }
  if (last < all.size())
    shown.text += "...";
  shown.carets = std::max<size_t>(1, std::min(caretEnd, last) - std::min(caret, last));
  return shown;
}

class Renderer {
public:
  Renderer(const SourceManager &sources, const RenderOptions &options) : sources(sources), options(options) {}

  void render(const Diagnostic &diag) {
    bool isError = diag.severity == Severity::error;
    std::string head = fmt::format("{}[{}]", isError ? "error" : "warning", diagInfo(diag.code).id);
    out +=
        fmt::format("{}: {}\n", paint(isError ? "1;31" : "1;33", head), paint("1", harmless(diag.message)));
    snippet(diag.range, isError ? "1;31" : "1;33");
    for (const DiagNote &note : diag.notes) {
      out += fmt::format("{}: {}\n", paint("1;36", "note"), harmless(note.text));
      snippet(note.range, "1;36");
    }
    for (const std::string &help : diag.helps)
      out += fmt::format("{}: {}\n", paint("1;32", "help"), harmless(help));
  }

  void summary(size_t hidden) {
    out += fmt::format("{} more error{} not shown\n", hidden, hidden == 1 ? "" : "s");
  }

  void place(SourceRange range) { snippet(range, "1;31"); }

  std::string take() { return std::move(out); }

private:
  std::string paint(std::string_view color, std::string_view text) const {
    return options.colors ? fmt::format("\033[{}m{}\033[0m", color, text) : std::string(text);
  }

  void snippet(SourceRange range, std::string_view color) {
    if (!range.valid())
      return;
    const SourceFile &file = sources.file(range.file);
    LineColumn at = file.lineColumn(range.begin);
    uint32_t start = file.lineStart(at.line);
    ShownLine shown = show(file.lineText(at.line), range.begin - start, range.end - start);
    std::string number = std::to_string(at.line);
    std::string blank(number.size(), ' ');
    out += fmt::format("{}{} {}\n", blank, paint("1;34", "-->"), sources.describe(range));
    out += fmt::format("{} {}\n", blank, paint("1;34", "|"));
    out += fmt::format("{} {} {}\n", paint("1;34", number), paint("1;34", "|"), shown.text);
    std::string carets(shown.carets, '^');
    out += fmt::format("{} {} {}{}\n", blank, paint("1;34", "|"), shown.padding, paint(color, carets));
  }

  const SourceManager &sources;
  const RenderOptions &options;
  std::string out;
};

} // namespace

std::vector<const Diagnostic *> Diagnostics::inSourceOrder() const {
  std::vector<const Diagnostic *> sorted;
  for (const Diagnostic &diag : list)
    sorted.push_back(&diag);
  // Of two at one place the one reported first comes first: that is the order of their addresses.
  auto place = [](const Diagnostic *d) {
    return std::make_tuple(d->range.file, d->range.begin, d->range.end, d);
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](const Diagnostic *a, const Diagnostic *b) { return place(a) < place(b); });
  // A body or signature that is checked for each of its uses says the same thing each time.
  auto same = [](const Diagnostic *a, const Diagnostic *b) {
    return a->code == b->code && a->message == b->message && a->range.file == b->range.file &&
           a->range.begin == b->range.begin && a->range.end == b->range.end;
  };
  std::vector<const Diagnostic *> once;
  for (const Diagnostic *diag : sorted)
    if (std::none_of(once.begin(), once.end(), [&](const Diagnostic *other) { return same(other, diag); }))
      once.push_back(diag);
  return once;
}

std::string renderPlace(const SourceManager &sources, SourceRange range, const RenderOptions &options) {
  Renderer renderer(sources, options);
  renderer.place(range);
  return renderer.take();
}

std::string Diagnostics::render(const RenderOptions &options) const {
  Renderer renderer(sources, options);
  size_t shownErrors = 0, hidden = 0;
  for (const Diagnostic *diag : inSourceOrder()) {
    bool isError = diag->severity == Severity::error;
    if (isError && shownErrors == options.maxErrors) {
      ++hidden;
      continue;
    }
    shownErrors += isError;
    renderer.render(*diag);
  }
  if (hidden)
    renderer.summary(hidden);
  return renderer.take();
}

} // namespace dual
