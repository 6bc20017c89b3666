#include "mlir/dl/CheckText.h"

#include "llvm/ADT/StringExtras.h"

namespace dual::dl {

std::string elementText(llvm::StringRef subject, llvm::ArrayRef<std::string> index) {
  std::string place = index.empty() ? "" : "[" + llvm::join(index, ", ") + "]";
  bool isName = llvm::all_of(subject, [](char c) { return llvm::isAlnum(c) || c == '_'; });
  if (isName || index.empty())
    return "`" + subject.str() + place + "`";
  return "`" + subject.str() + "` at " + place;
}

} // namespace dual::dl
