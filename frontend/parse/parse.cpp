#include "frontend/parse/parse.h"

#include "frontend/parse/antlr_bridge.h"
#include "frontend/parse/layout.h"
#include "frontend/parse/syntax_errors.h"
#include "frontend/parse/tree_builder.h"

#include <fmt/format.h>

namespace dual {

namespace {

// The length of the UTF-8 character at the front of `s`, 0 if there is none: overlong forms and surrogates are none.
size_t utf8Length(std::string_view s) {
  auto byte = [&](size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  auto follows = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  unsigned lead = byte(0);
  if (lead < 0x80)
    return 1;
  if (lead >= 0xC2 && lead < 0xE0)
    return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead < 0xF0) {
    bool good = !(lead == 0xE0 && byte(1) < 0xA0) && !(lead == 0xED && byte(1) >= 0xA0);
    return good && follows(1) && follows(2) ? 3 : 0;
  }
  if (lead < 0xF0 || lead > 0xF4 || (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) >= 0x90))
    return 0;
  return follows(1) && follows(2) && follows(3) ? 4 : 0;
}

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
