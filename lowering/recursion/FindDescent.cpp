// Recursion over the nodes of a value that an exported function is given: it is never deeper than the value
// has nodes.
#include "lowering/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_FINDDESCENT
#include "lowering/Passes.h.inc"

namespace {

/// The argument whose value, or of which a part, this is; how many fields deep.
std::pair<BlockArgument, unsigned> originOf(Value node) {
  unsigned depth = 0;
  for (auto field = node.getDefiningOp<dl::FieldOp>(); field; field = node.getDefiningOp<dl::FieldOp>()) {
    node = field.getNode();
    ++depth;
  }
  return {dyn_cast<BlockArgument>(node), depth};
}

bool makesNodes(func::FuncOp function) {
  return function.walk([](dl::NodeOp) { return WalkResult::interrupt(); }).wasInterrupted();
}

/// The argument of which each call of itself gets a part, or -1. It calls nothing else.
int64_t descendsOn(func::FuncOp function) {
  SmallVector<func::CallOp> calls;
  function.walk([&](func::CallOp call) { calls.push_back(call); });
  auto gets = [&](func::CallOp call, unsigned k) {
    if (call.getCallee() != function.getName())
      return false;
    auto [origin, depth] = originOf(call.getOperand(k));
    return depth > 0 && origin == function.getArgument(k);
  };
  for (unsigned k = 0; k < function.getNumArguments() && !calls.empty() && !makesNodes(function); ++k)
    if (isa<dl::DataType>(function.getArgument(k).getType()) &&
        llvm::all_of(calls, [&](func::CallOp call) { return gets(call, k); }))
      return k;
  return -1;
}

/// All calls of an export hand on one of its arguments, or a part of it, to functions that descend on it:
/// which.
int64_t depthArgument(func::FuncOp function, const llvm::StringMap<int64_t> &descends) {
  int64_t found = -1;
  WalkResult walked = function.walk([&](func::CallOp call) {
    int64_t k = descends.lookup(call.getCallee()) - 1;
    BlockArgument origin = k < 0 ? BlockArgument() : originOf(call.getOperand(k)).first;
    if (!origin || origin.getOwner() != &function.getBody().front() ||
        (found >= 0 && origin.getArgNumber() != found))
      return WalkResult::interrupt();
    found = origin.getArgNumber();
    return WalkResult::advance();
  });
  return walked.wasInterrupted() || makesNodes(function) ? -1 : found;
}

struct Find : impl::FindDescentBase<Find> {
  void runOnOperation() override {
    auto functions = getOperation().getOps<func::FuncOp>();
    llvm::StringMap<int64_t> descends; // one more than the argument
    for (func::FuncOp function : functions)
      if (!function.isExternal() && !function->hasAttr("dl.export"))
        descends[function.getName()] = descendsOn(function) + 1;
    for (func::FuncOp function : functions)
      if (function->hasAttr("dl.export"))
        if (int64_t k = depthArgument(function, descends); k >= 0)
          function->setAttr("dl.depth_argument", IntegerAttr::get(IntegerType::get(&getContext(), 64), k));
  }
};

} // namespace
} // namespace dual::lowering
