// Recursive functions ask at their entry for room on the stack.
//
//   f(args):       if the stack pointer is below the limit, return f.far(args); then the body
//   f.far(args):   writes the arguments into its frame and calls dual_rt_in_new_chunk(f.near, the frame)
//   f.near(frame): result = f(arguments), both in the frame
#include "lowering/EntryBlock.h"
#include "lowering/Passes.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_GROWSTACK
#include "lowering/Passes.h.inc"

namespace {

class Growing {
public:
  explicit Growing(LLVM::LLVMFuncOp function)
      : function(function), type(function.getFunctionType()), b(function.getLoc(), function.getContext()),
        pointer(LLVM::LLVMPointerType::get(b.getContext())) {
    SmallVector<Type> fields(type.getParams());
    if (hasResult())
      fields.push_back(type.getReturnType());
    frame = LLVM::LLVMStructType::getLiteral(b.getContext(), fields);
  }

  void run() {
    LLVM::LLVMFuncOp near = addNear(), far = addFar(near);
    askAtEntry(far);
  }

private:
  bool hasResult() { return !isa<LLVM::LLVMVoidType>(type.getReturnType()); }

  LLVM::LLVMFuncOp addFunction(StringRef suffix, LLVM::LLVMFunctionType ofType) {
    b.setInsertionPoint(function);
    auto made =
        LLVM::LLVMFuncOp::create(b, (function.getName() + suffix).str(), ofType, LLVM::Linkage::Internal);
    made.setNoInline(true);
    b.setInsertionPointToStart(made.addEntryBlock(b));
    return made;
  }

  Value field(Value memory, unsigned index) {
    return LLVM::GEPOp::create(b, pointer, frame, memory, ArrayRef<LLVM::GEPArg>{0, int32_t(index)});
  }

  LLVM::LLVMFuncOp addNear() {
    auto near = addFunction(".near", LLVM::LLVMFunctionType::get(voidType(), pointer));
    Value memory = near.getArgument(0);
    SmallVector<Value> arguments;
    for (auto [i, param] : llvm::enumerate(type.getParams()))
      arguments.push_back(LLVM::LoadOp::create(b, param, field(memory, i)));
    auto call = LLVM::CallOp::create(b, function, arguments);
    if (hasResult())
      LLVM::StoreOp::create(b, call.getResult(), field(memory, arguments.size()));
    LLVM::ReturnOp::create(b, ValueRange());
    return near;
  }

  LLVM::LLVMFuncOp addFar(LLVM::LLVMFuncOp near) {
    LLVM::LLVMFuncOp inNewChunk = declareRuntime();
    auto far = addFunction(".far", type);
    Value one = LLVM::ConstantOp::create(b, b.getI64IntegerAttr(1));
    Value memory = LLVM::AllocaOp::create(b, pointer, frame, one);
    for (auto [i, argument] : llvm::enumerate(far.getArguments()))
      LLVM::StoreOp::create(b, argument, field(memory, i));
    LLVM::CallOp::create(b, inNewChunk, ValueRange{LLVM::AddressOfOp::create(b, near), memory});
    if (hasResult())
      LLVM::ReturnOp::create(
          b, LLVM::LoadOp::create(b, type.getReturnType(), field(memory, far.getNumArguments())).getResult());
    else
      LLVM::ReturnOp::create(b, ValueRange());
    return far;
  }

  void askAtEntry(LLVM::LLVMFuncOp far) {
    auto limit = [&] {
      return LLVM::LoadOp::create(b, pointer, LLVM::AddressOfOp::create(b, declareLimit())).getResult();
    };
    askForStack(function, b, limit, [&](Value) {
      auto call = LLVM::CallOp::create(b, far, function.getArguments());
      LLVM::ReturnOp::create(b, call.getResults());
    });
  }

  LLVM::LLVMFuncOp declareRuntime() {
    constexpr StringLiteral name = "dual_rt_in_new_chunk";
    auto module = function->getParentOfType<ModuleOp>();
    if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
      return known;
    b.setInsertionPointToStart(module.getBody());
    return LLVM::LLVMFuncOp::create(b, name, LLVM::LLVMFunctionType::get(voidType(), {pointer, pointer}));
  }

  LLVM::GlobalOp declareLimit() {
    constexpr StringLiteral name = "dual_rt_stack_limit";
    auto module = function->getParentOfType<ModuleOp>();
    if (auto known = module.lookupSymbol<LLVM::GlobalOp>(name))
      return known;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    return LLVM::GlobalOp::create(b, pointer, /*isConstant=*/false, LLVM::Linkage::External, name,
                                  Attribute());
  }

  Type voidType() { return LLVM::LLVMVoidType::get(b.getContext()); }

  LLVM::LLVMFuncOp function;
  LLVM::LLVMFunctionType type;
  ImplicitLocOpBuilder b;
  Type pointer;
  LLVM::LLVMStructType frame;
};

struct Grow : impl::GrowStackBase<Grow> {
  void runOnOperation() override {
    SmallVector<LLVM::LLVMFuncOp> functions;
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      if (function->hasAttr("dl.recursive") && !function.isExternal())
        functions.push_back(function);
    for (LLVM::LLVMFuncOp function : functions)
      Growing(function).run();
  }
};

} // namespace
} // namespace dual::lowering
