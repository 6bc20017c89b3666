// The depth of recursion as an argument of functions, and the check against its limit.
#include "lowering/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/dl/Dl.h"
#include "mlir/dl/Recursion.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_COUNTDEPTH
#include "lowering/Passes.h.inc"

namespace {

class Counting {
public:
  explicit Counting(ModuleOp module) : module(module), calls(module) {}

  void run() {
    collect();
    for (auto [call, isRecursive] : countingCalls)
      if (isRecursive)
        mark(call);
    for (func::FuncOp function : counting)
      addDepth(function);
    for (auto [call, isRecursive] : countingCalls)
      passDepth(call, isRecursive);
  }

private:
  /// The calls that lead to a recursive one, and whether they are recursive themselves. All is decided before
  /// a function changes.
  void collect() {
    SmallVector<func::CallOp> all;
    module.walk([&](func::CallOp call) { all.push_back(call); });
    llvm::SetVector<StringAttr> recursive;
    llvm::DenseSet<Operation *> isRecursive;
    for (func::CallOp call : all)
      if (calls.isRecursive(call)) {
        isRecursive.insert(call);
        recursive.insert(call.getCalleeAttr().getAttr());
      }
    for (func::CallOp call : all) {
      auto callee = module.lookupSymbol<func::FuncOp>(call.getCalleeAttr().getAttr());
      bool leads = llvm::any_of(
          recursive, [&](StringAttr name) { return calls.reaches(callee.getSymNameAttr(), name); });
      if (!leads || callee.isPublic())
        continue;
      counting.insert(callee);
      countingCalls.push_back({call, isRecursive.contains(call)});
    }
  }

  void mark(func::CallOp call) {
    module.lookupSymbol<func::FuncOp>(call.getCalleeAttr().getAttr())
        ->setAttr("dl.recursive", UnitAttr::get(module.getContext()));
  }

  void addDepth(func::FuncOp function) {
    Builder b(function.getContext());
    (void)function.insertArgument(function.getNumArguments(), b.getI64Type(), {}, function.getLoc());
  }

  void passDepth(func::CallOp call, bool isRecursive) {
    ImplicitLocOpBuilder b(call.getLoc(), call);
    auto number = [&](int64_t value) -> Value {
      return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
    };
    auto caller = call->getParentOfType<func::FuncOp>();
    Value depth = counting.contains(caller) ? caller.getArguments().back() : number(0);
    if (isRecursive) {
      Value limit = number(dl::deepestRecursion);
      Value fits = dl::CompareOp::create(b, b.getI1Type(), dl::CompareKind::Lt, depth, limit);
      dl::CheckOp::create(b, fits, dl::tooDeepText(dl::deepestRecursion), dl::tooDeepCode, ValueRange());
      depth = dl::BinaryOp::create(b, dl::BinaryKind::Add, depth, number(1));
    }
    call->insertOperands(call->getNumOperands(), depth);
  }

  ModuleOp module;
  dl::CallGraph calls;
  llvm::SetVector<func::FuncOp> counting;
  SmallVector<std::pair<func::CallOp, bool>> countingCalls;
};

struct Count : impl::CountDepthBase<Count> {
  void runOnOperation() override { Counting(getOperation()).run(); }
};

} // namespace
} // namespace dual::lowering
