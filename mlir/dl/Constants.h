// Between the attributes of constants and the runtime's tensors: folding computes with the interpreter's
// functions.
#ifndef DUAL_MLIR_DL_CONSTANTS_H
#define DUAL_MLIR_DL_CONSTANTS_H

#include "runtime/host/tensor.h"

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"

namespace dual::dl {

/// The runtime's name for a scalar type of dl; `index`, which scf uses in places, counts as i64.
host::DType dtypeOf(mlir::Type element);

/// What a dl.constant or arith.constant stands for.
host::Tensor toTensor(mlir::TypedAttr constant);

/// The first element of a constant as a scalar: all of it if it is a splat.
host::Tensor firstElement(mlir::TypedAttr constant);

/// The attribute of `value`; a tensor whose elements have equal bits becomes a splat. Precondition: `type` is
/// the scalar or static tensor type of `value`.
mlir::TypedAttr toAttribute(const host::Tensor &value, mlir::Type type);

/// A constant of `type`, a scalar or static tensor type, whose every element is the first of `value`.
mlir::TypedAttr splatAttribute(const host::Tensor &value, mlir::Type type);

} // namespace dual::dl

#endif
