// Any bytes as a source file: lexer, layout, parser, the tree's text, the diagnostics' text, and the
// formatter.
#include "frontend/parse/parse.h"
#include "frontend/format/format.h"
#include "frontend/syntax/dump.h"

#include <cstdio>
#include <cstdlib>

using namespace dual;

static std::string formatted(SourceManager &sources, FileId file) {
  Diagnostics diags(sources);
  auto laidOut = format::format(sources, file, diags);
  if (!laidOut || !laidOut->isFaithful) {
    std::fputs("the formatter does not keep what it parses\n", stderr);
    std::abort();
  }
  return laidOut->text;
}

static void checkFormat(SourceManager &sources, FileId file) {
  std::string once = formatted(sources, file);
  std::string twice = formatted(sources, sources.add("once.dl", once));
  if (once != twice) {
    std::fprintf(stderr, "formatted once:\n%s\nand twice:\n%s\n", once.c_str(), twice.c_str());
    std::abort();
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SourceManager sources;
  Diagnostics diags(sources);
  FileId file = sources.add("fuzz.dl", std::string(reinterpret_cast<const char *>(data), size));
  (void)completeness(sources.file(file).text());
  auto tree = parse(sources, file, diags);
  (void)diags.render();
  if (!tree)
    return 0;
  (void)dump(*tree);
  checkFormat(sources, file);
  return 0;
}
