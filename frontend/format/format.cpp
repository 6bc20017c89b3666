#include "frontend/format/format.h"

#include "frontend/format/align.h"
#include "frontend/format/builder.h"
#include "frontend/parse/antlr_bridge.h"
#include "frontend/parse/layout.h"
#include "frontend/parse/parse.h"
#include "frontend/syntax/dump.h"

namespace dual::format {

static std::string layOutAnew(const SourceManager &sources, FileId file) {
  const SourceFile &source = sources.file(file);
  std::vector<Word> raw = splitWords(source.text());
  Diagnostics none(sources);
  Cst tree = parseWords(layOut(raw, source.text(), file, none).words, file).tree;
  Builder builder(source.text(), findGaps(raw, source.text()));
  Rendered rendered = render(builder.source(tree));
  align(rendered, source);
  std::string text;
  for (const std::string &line : rendered.lines)
    text += line + "\n";
  return text;
}

static std::vector<std::string_view> comments(const SourceManager &sources, const Module &module) {
  std::vector<std::string_view> texts;
  for (SourceRange range : module.comments) {
    std::string_view text = sources.text(range);
    texts.push_back(text.substr(0, text.find_last_not_of(" \t") + 1));
  }
  return texts;
}

static bool isFaithful(const SourceManager &sources, const Module &before, const std::string &text) {
  SourceManager others;
  FileId file = others.add("", text);
  Diagnostics diags(others);
  auto after = parse(others, file, diags);
  return after && dump(*after) == dump(before) && comments(others, *after) == comments(sources, before);
}

std::optional<Formatted> format(const SourceManager &sources, FileId file, Diagnostics &diags) {
  auto before = parse(sources, file, diags);
  if (!before)
    return std::nullopt;
  Formatted result{layOutAnew(sources, file)};
  result.isFaithful = isFaithful(sources, *before, result.text);
  return result;
}

} // namespace dual::format
