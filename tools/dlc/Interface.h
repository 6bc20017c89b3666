// From checked exports to what a generated library exposes.
#pragma once

#include "frontend/check/exports.h"
#include "frontend/source/source.h"
#include "lowering/library/interface.h"

namespace dual::tool {

struct CheckedExports {
  const std::vector<check::Export> &exports;
  const check::DimTable &dims;
  const SourceManager &sources;
  FileId file; // the exporting module
};

struct DescribedLibrary {
  library::Interface interface;
  std::vector<SourceRange> places; // what library::Place counts, from 1
};

// All but what the lowering finds out (kernels.h) and whether weights are built in. Graphs of one type in
// several exports become one structure.
DescribedLibrary describeLibrary(const CheckedExports &checked, const std::string &prefix);

} // namespace dual::tool
