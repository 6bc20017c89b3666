#include "lowering/llvm/Runtime.h"

#include "lowering/linalg/Rt.h"
#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Dialect/LLVMIR/FunctionCallUtils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace dual::lowering {
namespace {

struct LowerCall : ConvertOpToLLVMPattern<rt::CallOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult matchAndRewrite(rt::CallOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &r) const override {
    ImplicitLocOpBuilder b(op.getLoc(), r);
    SmallVector<Value> arguments;
    for (auto [i, value] : llvm::enumerate(adaptor.getOperands())) {
      if (auto type = dyn_cast<MemRefType>(op.getOperand(i).getType()))
        appendDescriptor(b, arguments, value, type.getRank(), op.getDtypes()[i]);
      else
        arguments.push_back(value);
    }
    auto function =
        declare(b, op->getParentOfType<ModuleOp>(), op.getCallee(), ValueRange(arguments).getTypes());
    LLVM::CallOp::create(b, function, arguments);
    r.eraseOp(op);
    return success();
  }

  static LLVM::LLVMFuncOp declare(ImplicitLocOpBuilder &b, ModuleOp module, StringRef name, TypeRange types) {
    if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
      return known;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), llvm::to_vector(types));
    return LLVM::LLVMFuncOp::create(b, name, type);
  }

  /// The descriptor lies in the frame; its slot is made at the entry, or loops would eat the stack.
  static void appendDescriptor(ImplicitLocOpBuilder &b, SmallVector<Value> &arguments, Value descriptor,
                               int64_t rank, int64_t dtype) {
    auto function = b.getInsertionBlock()->getParentOp()->getParentOfType<FunctionOpInterface>();
    if (!function)
      function = cast<FunctionOpInterface>(b.getInsertionBlock()->getParentOp());
    OpBuilder entry = OpBuilder::atBlockBegin(&function.getFunctionBody().front(), b.getListener());
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    Value one = LLVM::ConstantOp::create(entry, b.getLoc(), b.getI64IntegerAttr(1));
    Value slot = LLVM::AllocaOp::create(entry, b.getLoc(), pointer, descriptor.getType(), one);
    LLVM::StoreOp::create(b, descriptor, slot);
    arguments.push_back(slot);
    for (int64_t number : {rank, dtype})
      arguments.push_back(LLVM::ConstantOp::create(b, b.getI64IntegerAttr(number)));
  }
};

} // namespace

void addRuntimeCallPatterns(const LLVMTypeConverter &types, RewritePatternSet &patterns) {
  patterns.add<LowerCall>(types);
}

} // namespace dual::lowering
