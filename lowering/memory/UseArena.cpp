// Functions of a library with a heap: where their memory and their stack come from.
#include "lowering/EntryBlock.h"
#include "lowering/Passes.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_USEARENA
#include "lowering/Passes.h.inc"

namespace {

class Handing {
public:
  explicit Handing(ModuleOp module)
      : module(module), b(module.getLoc(), module.getContext()),
        pointer(LLVM::LLVMPointerType::get(b.getContext())) {
    for (auto function : module.getOps<LLVM::LLVMFuncOp>())
      if (isRuntime(function.getName()) || (!function.isExternal() && needsArena(function)))
        taking.push_back(function);
  }

  void run() {
    for (LLVM::LLVMFuncOp function : taking)
      if (function->hasAttr("dl.heap"))
        arenas[function] = function.getArguments().back();
      else
        addParameter(function);
    for (auto [function, arena] : arenas)
      handOn(function, arena);
    for (auto [function, arena] : arenas)
      askAtEntry(function, arena);
  }

private:
  static bool isRuntime(StringRef name) { return name.starts_with("dual_rt_"); }
  static bool needsArena(LLVM::LLVMFuncOp function) {
    return function->hasAttr("dl.heap") || !function->hasAttr("dl.kernel");
  }

  void addParameter(LLVM::LLVMFuncOp function) {
    LLVM::LLVMFunctionType type = function.getFunctionType();
    SmallVector<Type> parameters(type.getParams());
    parameters.push_back(pointer);
    function.setFunctionType(LLVM::LLVMFunctionType::get(type.getReturnType(), parameters));
    if (ArrayAttr attributes = function.getArgAttrsAttr()) {
      SmallVector<Attribute> all(attributes.getValue());
      all.push_back(b.getDictionaryAttr({}));
      function.setArgAttrsAttr(b.getArrayAttr(all));
    }
    if (!function.isExternal())
      arenas[function] = function.getBody().addArgument(pointer, function.getLoc());
    else
      rename(function);
  }

  void rename(LLVM::LLVMFuncOp runtime) {
    StringRef rest = runtime.getName().drop_front(StringRef("dual_rt_").size());
    auto name = b.getStringAttr("dual_arena_" + rest);
    (void)SymbolTable::replaceAllSymbolUses(runtime, name, module);
    runtime.setSymNameAttr(name);
  }

  void handOn(LLVM::LLVMFuncOp function, Value arena) {
    SmallVector<LLVM::CallOp> polls;
    function.walk([&](LLVM::CallOp call) {
      if (!call.getCallee() || call->getNumResults() > 1)
        return;
      auto callee = module.lookupSymbol<LLVM::LLVMFuncOp>(*call.getCallee());
      if (llvm::is_contained(taking, callee))
        call.getCalleeOperandsMutable().append(arena);
      if (*call.getCallee() == "dual_arena_poll")
        polls.push_back(call);
    });
    for (LLVM::CallOp poll : polls)
      askIfWanted(poll, arena);
  }

  /// Whether there is somebody to ask is read here: nearly always there is not.
  void askIfWanted(LLVM::CallOp poll, Value arena) {
    Block *before = poll->getBlock(), *asks = before->splitBlock(poll),
          *rest = asks->splitBlock(poll->getNextNode());
    b.setInsertionPointToEnd(asks);
    LLVM::BrOp::create(b, ValueRange(), rest);
    b.setInsertionPointToEnd(before);
    constexpr int32_t offset = 8; // the second member
    Value place = LLVM::GEPOp::create(b, pointer, b.getI8Type(), arena, LLVM::GEPArg(offset));
    Value function = LLVM::LoadOp::create(b, pointer, place);
    Value wanted =
        LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ne, function, LLVM::ZeroOp::create(b, pointer));
    LLVM::CondBrOp::create(b, wanted, asks, ValueRange(), rest, ValueRange(),
                           std::pair<uint32_t, uint32_t>{1, 1000});
  }

  /// Below the limit there is no room for what functions that do not ask may need.
  void askAtEntry(LLVM::LLVMFuncOp function, Value arena) {
    auto limit = [&] { return LLVM::LoadOp::create(b, pointer, arena).getResult(); }; // the first member
    askForStack(function, b, limit, [&](Value here) {
      LLVM::CallOp::create(b, stackFull(), ValueRange{here, arena});
      LLVM::UnreachableOp::create(b);
    });
    function->removeAttr("dl.recursive");
  }

  LLVM::LLVMFuncOp stackFull() {
    constexpr StringLiteral name = "dual_arena_stack_full";
    if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
      return known;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, pointer});
    return LLVM::LLVMFuncOp::create(b, name, type);
  }

  ModuleOp module;
  ImplicitLocOpBuilder b;
  Type pointer;
  SmallVector<LLVM::LLVMFuncOp> taking;
  llvm::MapVector<LLVM::LLVMFuncOp, Value> arenas;
};

struct Use : impl::UseArenaBase<Use> {
  void runOnOperation() override {
    auto functions = getOperation().getOps<LLVM::LLVMFuncOp>();
    if (llvm::any_of(functions, [](LLVM::LLVMFuncOp function) { return function->hasAttr("dl.heap"); }))
      Handing(getOperation()).run();
  }
};

} // namespace
} // namespace dual::lowering
