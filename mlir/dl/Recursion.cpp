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

/// What of `op` an exported function cannot do yet; empty: nothing.
static llvm::StringRef refused(Operation *op, CallGraph &calls) {
  if (isa<NodeOp>(op))
    return "recursive data";
  auto call = dyn_cast<func::CallOp>(op);
  return call && calls.isRecursive(call) ? "recursion" : "";
}

LogicalResult refuseInExports(ModuleOp module) {
  CallGraph calls(module);
  llvm::SmallVector<StringAttr> exports;
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr("dl.export"))
      exports.push_back(function.getSymNameAttr());
  WalkResult walked = module.walk([&](Operation *op) {
    llvm::StringRef what = refused(op, calls);
    if (what.empty())
      return WalkResult::advance();
    auto within = op->getParentOfType<func::FuncOp>().getSymNameAttr();
    if (llvm::none_of(exports, [&](StringAttr root) { return calls.reaches(root, within); }))
      return WalkResult::advance();
    op->emitError(what) << " in an exported function is not built yet";
    return WalkResult::interrupt();
  });
  return failure(walked.wasInterrupted());
}

} // namespace dual::dl
