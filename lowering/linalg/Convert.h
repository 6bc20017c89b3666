// What the conversion patterns from dl share.
#ifndef DUAL_LOWERING_LINALG_CONVERT_H
#define DUAL_LOWERING_LINALG_CONVERT_H

#include "lowering/linalg/Rt.h"
#include "lowering/linalg/Scalar.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"

namespace dual::lowering {

using Builder = mlir::ImplicitLocOpBuilder;
using Sizes = llvm::SmallVector<mlir::OpFoldResult>;
using EmitElement = llvm::function_ref<mlir::Value(Builder &, mlir::ValueRange)>;

/// bool in memory is a byte, ui8 loses its sign, a text is a tensor of its bytes; all else stays.
class DlTypeConverter : public mlir::TypeConverter {
public:
  DlTypeConverter();
};

/// The sizes of a tensor, taken from where it was made so that asking does not keep it alive.
Sizes sizesOf(Builder &b, mlir::Value tensor);

/// The sizes of a result type whose dynamic dims are given, in order, as i64.
Sizes sizesOf(Builder &b, mlir::Type type, mlir::ValueRange dynamic);

/// i64 to index and back; constants stay constants.
mlir::OpFoldResult toIndex(Builder &b, mlir::Value size);
mlir::Value toI64(Builder &b, mlir::OpFoldResult size);
mlir::Value asIndexValue(Builder &b, mlir::OpFoldResult size);

/// Element type in memory.
mlir::Type storageType(mlir::Type element);
/// A value as it lies in memory, and as bodies compute with it: they differ for bool.
mlir::Value toStorage(Builder &b, mlir::Value x);
mlir::Value fromStorage(Builder &b, mlir::Value x, mlir::Type element);

/// A linalg.generic over a new tensor; `maps` ends with the result's. `types` are dl's types of the inputs.
mlir::Value generic(Builder &b, mlir::ValueRange inputs, mlir::TypeRange types,
                    llvm::ArrayRef<mlir::AffineMap> maps, const Sizes &sizes, mlir::Type resultElement,
                    EmitElement emit);

/// The same for operands and result of one shape.
mlir::Value elementwise(Builder &b, mlir::ValueRange inputs, mlir::TypeRange types, mlir::Type resultElement,
                        EmitElement emit);

/// Whether the operation's function is an export, or called by one: marked so before the lowering begins.
bool isInLibrary(mlir::Operation *op);

/// Before the conversion: the texts in the checks of a library's function become parts of their messages.
void settleExportMessages(mlir::func::FuncOp function);
/// After that: texts made of texts become their bytes, so that a library can make them.
void joinTexts(mlir::func::FuncOp function);

/// Loops over `sizes`, outermost first, that carry one value.
mlir::Value loopNest(Builder &b, const Sizes &sizes, mlir::Value carried,
                     llvm::function_ref<mlir::Value(Builder &, mlir::ValueRange, mlir::Value)> body);

/// Calls the runtime's `name`, declaring it in the module where needed.
mlir::ValueRange callRuntime(Builder &b, llvm::StringRef name, mlir::TypeRange results,
                             mlir::ValueRange operands);
/// Calls it on tensors: reads `inputs`, gives the overwritten `inits`.
mlir::ValueRange callOnTensors(Builder &b, llvm::StringRef name, mlir::ValueRange inputs,
                               mlir::ValueRange inits, llvm::ArrayRef<int64_t> dtypes);
/// Calls a function that writes one number of type i64 about the tensors.
mlir::Value askAboutTensors(Builder &b, llvm::StringRef name, mlir::ValueRange inputs, int64_t dtype);
/// A pointer to a text that only the runtime reads.
mlir::Value textLiteral(Builder &b, llvm::StringRef text);
mlir::Type pointerType(mlir::MLIRContext *context);

/// A list of values that a runtime function takes.
mlir::Value newList(Builder &b);
void appendText(Builder &b, mlir::Value list, llvm::StringRef text);
/// `type` is dl's type of `value`.
void appendValue(Builder &b, mlir::Value list, mlir::Value value, mlir::Type type);

/// "file:line:column" of a location, as far as known.
std::string placeOf(mlir::Location loc);

/// Ends the program unless `condition` holds; inside an export it stays a `dl.check`.
void emitCheck(Builder &b, mlir::Value condition, llvm::StringRef message, llvm::StringRef code,
               mlir::ValueRange values, mlir::TypeRange types);

/// Replaces `op`; what is known more statically than its type says is cast to it.
void replaceWith(mlir::ConversionPatternRewriter &r, Builder &b, const mlir::TypeConverter &types,
                 mlir::Operation *op, mlir::ValueRange values);

template <class Op> class DlPattern : public mlir::OpConversionPattern<Op> {
public:
  using mlir::OpConversionPattern<Op>::OpConversionPattern;
  using Adaptor = typename Op::Adaptor;

  mlir::LogicalResult matchAndRewrite(Op op, Adaptor adaptor,
                                      mlir::ConversionPatternRewriter &rewriter) const final {
    Builder b(op.getLoc(), rewriter);
    return lower(op, adaptor, b, rewriter);
  }
  void replaceWith(mlir::ConversionPatternRewriter &r, Builder &b, Op op, mlir::ValueRange values) const {
    lowering::replaceWith(r, b, *this->getTypeConverter(), op, values);
  }
  virtual mlir::LogicalResult lower(Op op, Adaptor adaptor, Builder &b,
                                    mlir::ConversionPatternRewriter &r) const = 0;
};

void addElementwisePatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);
void addShapePatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);
void addIndexingPatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);
void addReductionPatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);
void addRandomPatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);
void addCheckPatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);
void addDataPatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);
void addEffectPatterns(mlir::RewritePatternSet &patterns, const mlir::TypeConverter &types);

} // namespace dual::lowering

#endif
