#include "mlir/dl/Recursion.h"

#include "mlir/dl/Dl.h"

#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace dual::dl {

std::string tooDeepText(int64_t limit) {
  return "recursion is deeper than " + std::to_string(limit) + " calls";
}

const llvm::SetVector<StringAttr> &CallGraph::callees(StringAttr function) {
  auto &known = callees_[function];
  if (known)
    return *known;
  known = std::make_unique<llvm::SetVector<StringAttr>>();
  if (auto body = module_.lookupSymbol<func::FuncOp>(function))
    body.walk([&](func::CallOp call) { known->insert(call.getCalleeAttr().getAttr()); });
  return *known;
}

bool CallGraph::reaches(StringAttr from, StringAttr to) {
  llvm::DenseSet<StringAttr> seen = {from};
  llvm::SmallVector<StringAttr> open = {from};
  while (!open.empty()) {
    StringAttr function = open.pop_back_val();
    if (function == to)
      return true;
    for (StringAttr callee : callees(function))
      if (seen.insert(callee).second)
        open.push_back(callee);
  }
  return false;
}

bool CallGraph::isRecursive(func::CallOp call) {
  return reaches(call.getCalleeAttr().getAttr(), call->getParentOfType<func::FuncOp>().getSymNameAttr());
}

} // namespace dual::dl
