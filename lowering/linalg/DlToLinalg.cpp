// The pass that runs the conversion patterns.
#include "lowering/linalg/Convert.h"

#include "lowering/Passes.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_CONVERTDLTOLINALG
#include "lowering/Passes.h.inc"

namespace {

/// Canonicalization turns an `scf.if` that only chooses into a select, of tensors too, and one between 1 and
/// 0 into an extension, also where the type is unsigned, which `arith` has no name for.
template <typename Op> struct ConvertTypes : OpConversionPattern<Op> {
  using OpConversionPattern<Op>::OpConversionPattern;
  LogicalResult matchAndRewrite(Op op, typename Op::Adaptor adaptor,
                                ConversionPatternRewriter &r) const override {
    Type type = this->getTypeConverter()->convertType(op.getType());
    r.replaceOpWithNewOp<Op>(op, TypeRange(type), adaptor.getOperands(), op->getAttrs());
    return success();
  }
};

void addFunctionPatterns(RewritePatternSet &patterns, DlTypeConverter &types, ConversionTarget &target) {
  populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns, types);
  populateCallOpTypeConversionPattern(patterns, types);
  populateReturnOpTypeConversionPattern(patterns, types);
  scf::populateSCFStructuralTypeConversionsAndLegality(types, patterns, target);
  target.addDynamicallyLegalOp<func::FuncOp>(
      [&](func::FuncOp op) { return types.isSignatureLegal(op.getFunctionType()); });
  patterns.add<ConvertTypes<arith::SelectOp>, ConvertTypes<arith::ExtUIOp>>(types, patterns.getContext());
  target.addDynamicallyLegalOp<func::CallOp, func::ReturnOp, arith::SelectOp, arith::ExtUIOp>(
      [&](Operation *op) { return types.isLegal(op); });
}

struct Convert : impl::ConvertDlToLinalgBase<Convert> {
  void runOnOperation() override {
    DlTypeConverter types;
    RewritePatternSet patterns(&getContext());
    ConversionTarget target(getContext());
    target.addLegalDialect<arith::ArithDialect, math::MathDialect, linalg::LinalgDialect,
                           tensor::TensorDialect, LLVM::LLVMDialect, rt::RTDialect>();
    target.addIllegalDialect<dl::DLDialect>();
    target.addDynamicallyLegalOp<dl::CheckOp>([](dl::CheckOp op) { return isInLibrary(op); });
    addFunctionPatterns(patterns, types, target);
    addElementwisePatterns(patterns, types);
    addShapePatterns(patterns, types);
    addIndexingPatterns(patterns, types);
    addReductionPatterns(patterns, types);
    addRandomPatterns(patterns, types);
    addCheckPatterns(patterns, types);
    addDataPatterns(patterns, types);
    addEffectPatterns(patterns, types);
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isInLibrary(function)) {
        settleExportMessages(function);
        joinTexts(function);
      }
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace dual::lowering
