// What the folds share.
#ifndef DUAL_MLIR_DL_FOLDTOOLS_H
#define DUAL_MLIR_DL_FOLDTOOLS_H

#include "mlir/dl/Constants.h"
#include "mlir/dl/Dl.h"

#include <optional>

namespace dual::dl {

/// Whether a constant of this type may be made by folding: static and small.
bool isFoldableResult(mlir::Type type);

/// The tensors of the constants, if all operands are small ones.
std::optional<llvm::SmallVector<host::Tensor>> constantTensors(llvm::ArrayRef<mlir::Attribute> operands);

/// A scalar, or a tensor with one number everywhere; false for null.
bool isUniformConstant(mlir::Attribute constant);

/// Whether the operands may change places without a change of bits.
bool isCommutative(BinaryKind kind);

} // namespace dual::dl

#endif
