// What recursive functions are given, they only read; what is the same in every call, they know.
#include "lowering/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_PASSREADONLY
#include "lowering/Passes.h.inc"

namespace {

/// As it was before its sizes were forgotten.
Value withoutCasts(Value tensor) {
  while (auto cast = tensor.getDefiningOp<tensor::CastOp>())
    tensor = cast.getSource();
  return tensor;
}

class Recursive {
public:
  Recursive(func::FuncOp function, ArrayRef<func::CallOp> calls)
      : function(function), calls(calls), b(OpBuilder::atBlockBegin(&function.getBody().front())) {
    for (BlockArgument argument : function.getArguments())
      known.push_back(knownOf(argument));
  }

  /// Inside, the arguments are tensors that nothing may write: who wants to, writes a copy.
  void change() {
    for (auto [argument, type] : llvm::zip(function.getArguments(), known))
      if (auto tensor = dyn_cast_or_null<RankedTensorType>(type))
        takeBuffer(argument, tensor);
      else if (TypedAttr number = numberOf(argument))
        argument.replaceAllUsesWith(arith::ConstantOp::create(b, argument.getLoc(), number));
    function.setType(b.getFunctionType(TypeRange(function.getArguments()), function.getResultTypes()));
    for (func::CallOp call : calls)
      giveBuffers(call);
  }

private:
  /// What all calls from outside hand in for the argument, if those inside only hand it on; else a null
  /// value.
  SmallVector<Value> handedIn(BlockArgument argument) {
    SmallVector<Value> values;
    for (func::CallOp call : calls) {
      Value value = withoutCasts(call.getOperand(argument.getArgNumber()));
      if (value != argument)
        values.push_back(call->getParentOp() && function->isProperAncestor(call) ? Value() : value);
    }
    return values;
  }

  /// The tensor's type with all sizes that every call agrees on.
  Type knownOf(BlockArgument argument) {
    if (!isa<RankedTensorType>(argument.getType()))
      return {};
    SmallVector<Value> values = handedIn(argument);
    bool agree = !values.empty() && !llvm::is_contained(values, Value()) &&
                 llvm::all_of(values, [&](Value value) { return value.getType() == values[0].getType(); });
    return agree ? values[0].getType() : argument.getType();
  }

  TypedAttr numberOf(BlockArgument argument) {
    TypedAttr common;
    for (Value value : handedIn(argument)) {
      TypedAttr number;
      if (!value || !matchPattern(value, m_Constant(&number)) || (common && common != number))
        return {};
      common = number;
    }
    return common;
  }

  static MemRefType bufferOf(RankedTensorType tensor) {
    return MemRefType::get(tensor.getShape(), tensor.getElementType());
  }

  void takeBuffer(BlockArgument argument, RankedTensorType tensor) {
    Type open = argument.getType();
    argument.setType(bufferOf(tensor));
    Value inside =
        bufferization::ToTensorOp::create(b, argument.getLoc(), tensor, argument, /*restrict=*/true);
    Operation *first = inside.getDefiningOp();
    if (open != tensor)
      inside = tensor::CastOp::create(b, argument.getLoc(), open, inside);
    argument.replaceAllUsesExcept(inside, first);
  }

  /// Right before the call, so that nothing is written between.
  void giveBuffers(func::CallOp call) {
    OpBuilder at(call);
    for (auto [operand, type] : llvm::zip(call->getOpOperands(), known))
      if (auto tensor = dyn_cast_or_null<RankedTensorType>(type)) {
        Value value = operand.get().getType() == tensor ? operand.get() : withoutCasts(operand.get());
        operand.set(
            bufferization::ToBufferOp::create(at, call.getLoc(), bufferOf(tensor), value, /*read_only=*/true)
                .getResult());
      }
  }

  func::FuncOp function;
  ArrayRef<func::CallOp> calls;
  OpBuilder b;
  SmallVector<Type> known;
};

struct Pass : impl::PassReadOnlyBase<Pass> {
  void runOnOperation() override {
    llvm::MapVector<func::FuncOp, SmallVector<func::CallOp>> calls;
    getOperation()->walk([&](func::CallOp call) {
      auto callee = getOperation().lookupSymbol<func::FuncOp>(call.getCallee());
      if (callee && callee->hasAttr("dl.recursive") && !callee.isExternal())
        calls[callee].push_back(call);
    });
    for (auto &[function, ofIt] : calls)
      Recursive(function, ofIt).change();
  }
};

} // namespace
} // namespace dual::lowering
