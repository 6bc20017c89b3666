// The parser's error records in the user's words.
#pragma once

#include "frontend/diagnostics/diagnostics.h"
#include "frontend/parse/antlr_bridge.h"

namespace dual {

void reportSyntaxErrors(const RawParse &parse, const std::vector<Word> &words, const SourceFile &source,
                        FileId file, Diagnostics &diags);

} // namespace dual
