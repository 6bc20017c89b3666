// The last step inside MLIR: one conversion to the LLVM dialect.
#include "lowering/Passes.h"
#include "lowering/linalg/Rt.h"
#include "lowering/llvm/Runtime.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_LOWERTOLLVM
#include "lowering/Passes.h.inc"

namespace {

LowerToLLVMOptions optionsFor(MLIRContext *context) {
  LowerToLLVMOptions options(context);
  options.allocLowering = LowerToLLVMOptions::AllocLowering::AlignedAlloc;
  options.useGenericFunctions = true;
  options.overrideIndexBitwidth(64);
  return options;
}

LogicalResult toBlocks(ModuleOp module) {
  RewritePatternSet patterns(module.getContext());
  populateSCFToControlFlowConversionPatterns(patterns);
  ConversionTarget target(*module.getContext());
  target.addIllegalDialect<scf::SCFDialect>();
  target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
  return applyPartialConversion(module, target, std::move(patterns));
}

LogicalResult toLLVM(ModuleOp module, LLVMTypeConverter &types) {
  RewritePatternSet patterns(module.getContext());
  arith::populateCeilFloorDivExpandOpsPatterns(patterns);
  arith::populateArithToLLVMConversionPatterns(types, patterns);
  cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
  index::populateIndexToLLVMConversionPatterns(types, patterns);
  populateFinalizeMemRefToLLVMConversionPatterns(types, patterns);
  populateFuncToLLVMConversionPatterns(types, patterns);
  populateMathToLLVMConversionPatterns(types, patterns);
  populateVectorToLLVMConversionPatterns(types, patterns);
  ub::populateUBToLLVMConversionPatterns(types, patterns);
  addRuntimeCallPatterns(types, patterns);
  LLVMConversionTarget target(*module.getContext());
  target.addLegalOp<ModuleOp>();
  return applyFullConversion(module, target, std::move(patterns));
}

/// The descriptors of kernels' parameters were cast before their users were converted.
void removeCasts(ModuleOp module) {
  SmallVector<UnrealizedConversionCastOp> casts;
  module.walk([&](UnrealizedConversionCastOp op) { casts.push_back(op); });
  reconcileUnrealizedCasts(casts);
}

/// Upstream names the functions that give memory; ours have names of their own.
void renameMemory(ModuleOp module) {
  static constexpr std::pair<StringLiteral, StringLiteral> names[] = {
      {"_mlir_memref_to_llvm_aligned_alloc", "dual_rt_alloc"}, {"_mlir_memref_to_llvm_free", "dual_rt_free"}};
  for (auto [from, to] : names)
    if (auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(from)) {
      auto renamed = StringAttr::get(module.getContext(), to);
      (void)SymbolTable::replaceAllSymbolUses(function, renamed, module);
      function.setSymNameAttr(renamed);
    }
}

struct Lower : impl::LowerToLLVMBase<Lower> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    LLVMTypeConverter types(&getContext(), optionsFor(&getContext()));
    guardSizes(module);
    if (failed(toBlocks(module)))
      return signalPassFailure();
    lowerLibraryChecks(module);
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
      lowerPolls(function);
      if (function->hasAttr("dl.kernel")) {
        lowerChecks(function);
        lowerKernelSignature(function, types);
      }
    }
    if (failed(toLLVM(module, types)))
      return signalPassFailure();
    removeCasts(module);
    renameMemory(module);
  }
};

} // namespace
} // namespace dual::lowering
