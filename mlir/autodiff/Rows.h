// Tensors whose rows are values: one for each turn of a loop.
#ifndef DUAL_MLIR_AUTODIFF_ROWS_H
#define DUAL_MLIR_AUTODIFF_ROWS_H

#include "mlir/autodiff/Emit.h"

namespace dual::autodiff {

/// The type of as many values of `type` as there are turns.
mlir::Type rowsType(mlir::Type type);

/// Zeros of a type of rows; `sizes` are those of a row's dynamic dims.
mlir::Value zeroRows(mlir::Type type, mlir::Value count, llvm::ArrayRef<mlir::Value> sizes, Emit &emit);

/// `rows` with room for as many as are needed: at least twice as many when they run out.
mlir::Value grown(mlir::Value rows, mlir::Value needed, Emit &emit);

/// How many elements a value of this type has.
mlir::Value product(mlir::Type type, llvm::ArrayRef<mlir::Value> sizes, Emit &emit);

/// `rows` with `value` as row `turn`.
mlir::Value withRow(mlir::Value rows, mlir::Value value, llvm::ArrayRef<mlir::Value> sizes, mlir::Value turn,
                    Emit &emit);

/// Row `turn` as a value of `type`.
mlir::Value rowOf(mlir::Value rows, mlir::Type type, llvm::ArrayRef<mlir::Value> sizes, mlir::Value turn,
                  Emit &emit);

} // namespace dual::autodiff

#endif
