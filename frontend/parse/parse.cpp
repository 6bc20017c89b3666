#include "frontend/parse/parse.h"

#include "frontend/parse/antlr_bridge.h"
#include "frontend/parse/layout.h"
#include "frontend/parse/syntax_errors.h"
#include "frontend/parse/tree_builder.h"
#include "frontend/source/utf8.h"

#include <fmt/format.h>

namespace dual {

namespace {

// A file in another encoding would fail at every letter, so one message is enough.
bool checkEncoding(std::string_view text, FileId file, Diagnostics &diags) {
  for (uint32_t i = 0; i < text.size();) {
    size_t length = utf8Length(text.substr(i));
    if (length != 0 && text[i] != '\0') {
      i += static_cast<uint32_t>(length);
      continue;
    }
    auto byte = static_cast<unsigned char>(text[i]);
    diags.error(DiagCode::bad_encoding, {file, i, i + 1},
                byte == 0 ? std::string("expected text, found a NUL byte")
                          : fmt::format("expected UTF-8 text, found the byte 0x{:02x}", byte));
    return false;
  }
  return true;
}

void reportDepth(const RawParse &parse, const std::vector<Word> &words, FileId file, Diagnostics &diags) {
  const Word &word = words[*parse.tooDeepAt];
  diags.error(DiagCode::nesting_too_deep, {file, word.begin, word.end}, "the text is nested too deeply here")
      .help("give parts of it names with `let`");
}

} // namespace

std::unique_ptr<Module> parse(const SourceManager &sources, FileId file, Diagnostics &diags) {
  const SourceFile &source = sources.file(file);
  size_t before = diags.errorCount();
  if (!checkEncoding(source.text(), file, diags))
    return nullptr;
  Layout layout = layOut(splitWords(source.text()), source.text(), file, diags);
  if (layout.tooDeep)
    return nullptr;
  RawParse raw = parseWords(layout.words, file);
  reportSyntaxErrors(raw, layout.words, source, file, diags);
  if (raw.tooDeepAt)
    reportDepth(raw, layout.words, file, diags);
  if (diags.errorCount() != before)
    return nullptr;
  auto module = TreeBuilder(sources, file, layout.docs, diags).module(raw.tree);
  module->comments = std::move(layout.comments);
  return diags.errorCount() == before ? std::move(module) : nullptr;
}

Completeness completeness(std::string_view text) {
  SourceManager sources;
  FileId file = sources.add("", std::string(text));
  Diagnostics ignored(sources);
  Layout layout = layOut(splitWords(text), text, file, ignored);
  return layout.wantsMore && !layout.tooDeep ? Completeness::needs_more : Completeness::complete;
}

} // namespace dual
