// The dl dialect's C++ face: types, enums and operations.
#ifndef DUAL_MLIR_DL_DL_H
#define DUAL_MLIR_DL_DL_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "mlir/dl/DlDialect.h.inc"
#include "mlir/dl/DlEnums.h.inc"

#define GET_TYPEDEF_CLASSES
#include "mlir/dl/DlTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "mlir/dl/DlAttrs.h.inc"
#define GET_OP_CLASSES
#include "mlir/dl/DlOps.h.inc"

namespace dual::dl {

/// The element type of a tensor, or the scalar type itself.
mlir::Type elementType(mlir::Type type);

/// The shape of a tensor; empty for a scalar.
llvm::ArrayRef<int64_t> shapeOf(mlir::Type type);

/// A tensor of `shape`, or the plain scalar type when the shape is empty.
mlir::Type numericType(llvm::ArrayRef<int64_t> shape, mlir::Type element);

/// Where a size comes from: a size operand, or an axis of another tensor. Empty: from the value itself.
struct SizeSource {
  mlir::Value size;
  mlir::Value tensor;
  int64_t axis = 0;
};

/// The size of an axis one operation further back.
SizeSource sizeSource(mlir::Value tensor, int64_t axis);

} // namespace dual::dl

#endif
