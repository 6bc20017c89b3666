// How the failure of a `dl.check_range` names the element that is outside: the same words in both ways of
// running.
#ifndef DUAL_MLIR_DL_CHECKTEXT_H
#define DUAL_MLIR_DL_CHECKTEXT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace dual::dl {

/// "`i + 1` at [3]": the element of the subject at that place; only the subject where `index` is empty.
std::string elementText(llvm::StringRef subject, llvm::ArrayRef<std::string> index);

} // namespace dual::dl

#endif
