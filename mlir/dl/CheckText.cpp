#include "mlir/dl/CheckText.h"

#include "llvm/ADT/StringExtras.h"

namespace dual::dl {

std::string elementText(llvm::StringRef subject, llvm::ArrayRef<std::string> index) {
  std::string named = "`" + subject.str() + "`";
  return index.empty() ? named : named + " at [" + llvm::join(index, ", ") + "]";
}

} // namespace dual::dl
