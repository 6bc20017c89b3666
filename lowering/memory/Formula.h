// Sizes of buffers as formulas in the dims of a kernel.
#ifndef DUAL_LOWERING_MEMORY_FORMULA_H
#define DUAL_LOWERING_MEMORY_FORMULA_H

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dual::lowering {

class Formulas {
public:
  /// `exact`: what is only known to be at most something has no formula.
  explicit Formulas(mlir::func::FuncOp kernel, bool exact = false);

  unsigned count() const { return dims.size(); }
  /// Bytes, rounded up to 64; null if a size is no formula of the dims.
  mlir::AffineExpr bytesOf(mlir::memref::AllocOp op);
  /// Of an axis of a buffer; null as above.
  mlir::AffineExpr sizeOf(mlir::Value buffer, int64_t axis);
  /// Of an integer, or what it is at most; null as above.
  mlir::AffineExpr valueOf(mlir::Value number);
  /// The dims as index values.
  llvm::SmallVector<mlir::Value> symbolsAt(mlir::ImplicitLocOpBuilder &b);

private:
  mlir::AffineExpr valueOf(mlir::affine::AffineApplyOp apply);
  /// What grows less than its operand must not take more for it.
  mlir::AffineExpr exactly(mlir::Value number);
  /// Of two that it may be; null if that is open.
  mlir::AffineExpr larger(mlir::AffineExpr x, mlir::AffineExpr y);

  llvm::SmallVector<mlir::Value> dims; // i64 parameters
  mlir::MLIRContext *context;
  bool exact;
};

/// Whether `large` is at least `small` for all dims that are not negative, as far as coefficients tell.
bool isAtLeast(mlir::AffineExpr large, mlir::AffineExpr small);

} // namespace dual::lowering

#endif
