// Questions to the caller: whether a kernel should go on.
#include "lowering/llvm/Runtime.h"

#include "lowering/linalg/Rt.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/FunctionCallUtils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dual::lowering {
namespace {

/// `poll` in a dual_call (runtime/core/core.h), after four members of eight bytes.
constexpr int64_t pollOffset = 32;
/// What a kernel gives if it was stopped (OUTCOME_REFUSED in runtime/core/arena.h).
constexpr int32_t refused = -2;

SmallVector<rt::PollOp> pollsOf(func::FuncOp function) {
  SmallVector<rt::PollOp> polls;
  function.walk([&](rt::PollOp op) { polls.push_back(op); });
  return polls;
}

LLVM::LLVMFuncOp declare(ModuleOp module, StringRef name, ArrayRef<Type> parameters, Type result) {
  if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return known;
  OpBuilder b = OpBuilder::atBlockBegin(module.getBody());
  return LLVM::LLVMFuncOp::create(b, module.getLoc(), name, LLVM::LLVMFunctionType::get(result, parameters));
}

/// As the runtime takes them.
SmallVector<Value> argumentsOf(ImplicitLocOpBuilder &b, rt::PollOp op) {
  Value from = arith::ConstantOp::create(b, op.getFromAttr()),
        to = arith::ConstantOp::create(b, op.getToAttr());
  return {op.getTotal(), from, to, op.getAt(), op.getOf()};
}

/// Where there is a heap the runtime leaves by itself.
void callRuntime(rt::PollOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  SmallVector<Type> types(5, b.getI64Type());
  auto function = declare(op->getParentOfType<ModuleOp>(), "dual_rt_poll", types,
                          LLVM::LLVMVoidType::get(b.getContext()));
  LLVM::CallOp::create(b, function, argumentsOf(b, op));
  op.erase();
}

/// A kernel with a plan: `exit` returns that it was stopped.
class Kernel {
public:
  explicit Kernel(func::FuncOp kernel)
      : kernel(kernel), b(kernel.getLoc(), kernel.getContext()),
        pointer(LLVM::LLVMPointerType::get(b.getContext())) {
    (void)kernel.insertArgument(kernel.getNumArguments(), pointer, DictionaryAttr(), kernel.getLoc());
    exit = b.createBlock(&kernel.getBody(), kernel.getBody().end());
    SmallVector<Value> values;
    for (Type type : kernel.getResultTypes())
      values.push_back(arith::ConstantOp::create(b, b.getIntegerAttr(type, values.empty() ? refused : 0)));
    func::ReturnOp::create(b, values);
  }

  void ask(rt::PollOp op) {
    Value call = kernel.getArguments().back();
    Block *block = op->getBlock(), *rest = block->splitBlock(op->getNextNode());
    Block *asks = b.createBlock(rest);
    b.setLoc(op.getLoc());
    SmallVector<Value> arguments = argumentsOf(b, op);
    arguments.insert(arguments.begin(), call);
    auto function = declare(kernel->getParentOfType<ModuleOp>(), "dual_poll",
                            llvm::to_vector(TypeRange(ValueRange(arguments))), b.getI32Type());
    Value stops = LLVM::CallOp::create(b, function, arguments).getResult();
    Value zero = arith::ConstantOp::create(b, b.getI32IntegerAttr(0));
    stops = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, stops, zero);
    cf::CondBranchOp::create(b, stops, exit, rest);
    b.setInsertionPoint(op);
    Value place = LLVM::GEPOp::create(b, pointer, b.getI8Type(), call, LLVM::GEPArg(int32_t(pollOffset)));
    Value poll = LLVM::LoadOp::create(b, pointer, place);
    Value wanted = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ne, poll, LLVM::ZeroOp::create(b, pointer));
    LLVM::CondBrOp::create(b, wanted, asks, ValueRange(), rest, ValueRange(),
                           std::pair<uint32_t, uint32_t>{1, 1000});
    op.erase();
  }

private:
  func::FuncOp kernel;
  ImplicitLocOpBuilder b;
  Type pointer;
  Block *exit;
};

} // namespace

void lowerPolls(func::FuncOp function) {
  bool hasPlan = function->hasAttr("dl.polls") && !function->hasAttr("dl.heap");
  if (!hasPlan) {
    llvm::for_each(pollsOf(function), callRuntime);
    return;
  }
  Kernel kernel(function);
  for (rt::PollOp op : pollsOf(function))
    kernel.ask(op);
}

} // namespace dual::lowering
