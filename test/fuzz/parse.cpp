// Any bytes as a source file: lexer, layout, parser, the tree's text, and the diagnostics' text.
#include "frontend/parse/parse.h"
#include "frontend/syntax/dump.h"

using namespace dual;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SourceManager sources;
  Diagnostics diags(sources);
  FileId file = sources.add("fuzz.dl", std::string(reinterpret_cast<const char *>(data), size));
  if (auto tree = parse(sources, file, diags))
    (void)dump(*tree);
  (void)diags.render();
  (void)completeness(sources.file(file).text());
  return 0;
}
