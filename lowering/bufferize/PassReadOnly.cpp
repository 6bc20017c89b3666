// What recursive functions are given, they only read.
#include "lowering/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_PASSREADONLY
#include "lowering/Passes.h.inc"

namespace {

MemRefType bufferOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? MemRefType::get(tensor.getShape(), tensor.getElementType()) : MemRefType();
}

/// Inside, the arguments are tensors that nothing may write: who wants to, writes a copy.
void takeBuffers(func::FuncOp function) {
  OpBuilder b = OpBuilder::atBlockBegin(&function.getBody().front());
  for (BlockArgument argument : function.getArguments())
    if (MemRefType buffer = bufferOf(argument.getType())) {
      Type tensor = argument.getType();
      argument.setType(buffer);
      auto inside =
          bufferization::ToTensorOp::create(b, argument.getLoc(), tensor, argument, /*restrict=*/true);
      argument.replaceAllUsesExcept(inside, inside);
    }
  function.setType(b.getFunctionType(TypeRange(function.getArguments()), function.getResultTypes()));
}

/// Right before the call, so that nothing is written between.
void giveBuffers(func::CallOp call) {
  OpBuilder b(call);
  for (OpOperand &operand : call->getOpOperands())
    if (MemRefType buffer = bufferOf(operand.get().getType()))
      operand.set(
          bufferization::ToBufferOp::create(b, call.getLoc(), buffer, operand.get(), /*read_only=*/true)
              .getResult());
}

struct Pass : impl::PassReadOnlyBase<Pass> {
  void runOnOperation() override {
    SmallVector<func::CallOp> calls;
    getOperation()->walk([&](func::CallOp call) {
      auto callee = getOperation().lookupSymbol<func::FuncOp>(call.getCallee());
      if (callee && callee->hasAttr("dl.recursive"))
        calls.push_back(call);
    });
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr("dl.recursive") && !function.isExternal())
        takeBuffers(function);
    llvm::for_each(calls, giveBuffers);
  }
};

} // namespace
} // namespace dual::lowering
