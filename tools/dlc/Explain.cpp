#include "frontend/diagnostics/diagnostics.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Verbs.h"

#include <fmt/format.h>

namespace dual::tool {

int explainVerb(const Options &options) {
  const DiagInfo *info = findDiagInfo(options.file);
  if (!info) {
    showError(fmt::format("there is no error code `{}`; they look like E0301", options.file));
    return 2;
  }
  fmt::print("{}: {}\n\n{}\n", info->id, info->title, info->explanation);
  return 0;
}

} // namespace dual::tool
