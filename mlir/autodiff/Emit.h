// A builder for derivative code: dl operations on whole values, sizes included.
#ifndef DUAL_MLIR_AUTODIFF_EMIT_H
#define DUAL_MLIR_AUTODIFF_EMIT_H

#include "mlir/dl/Dl.h"

namespace dual::autodiff {

bool isFloat(mlir::Type type);
/// Whether values of this type carry a derivative: a node of recursive data may hold floats.
bool mayVary(mlir::Type type);

class Emit : public mlir::ImplicitLocOpBuilder {
public:
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;
  using Value = mlir::Value;

  Value unary(dl::UnaryKind kind, Value x);
  Value binary(dl::BinaryKind kind, Value lhs, Value rhs);
  Value add(Value lhs, Value rhs) { return binary(dl::BinaryKind::Add, lhs, rhs); }
  Value sub(Value lhs, Value rhs) { return binary(dl::BinaryKind::Sub, lhs, rhs); }
  Value mul(Value lhs, Value rhs) { return binary(dl::BinaryKind::Mul, lhs, rhs); }
  Value div(Value lhs, Value rhs) { return binary(dl::BinaryKind::Div, lhs, rhs); }
  /// Of two derivatives: those of recursive data are nodes themselves, or none.
  Value sum(Value lhs, Value rhs);
  Value neg(Value x) { return unary(dl::UnaryKind::Neg, x); }
  /// A bool of the operands' shape.
  Value compare(dl::CompareKind kind, Value lhs, Value rhs);
  Value select(Value condition, Value onTrue, Value onFalse);

  /// The number as a scalar of this element type.
  Value scalar(mlir::Type element, double number);
  Value index(int64_t number) { return scalar(getI64Type(), static_cast<double>(number)); }
  /// The number at every element, in the type and shape of `like`.
  Value splatLike(Value like, double number);
  /// No derivative: zeros, or no node.
  Value zerosLike(Value like);
  /// A zero of this type, with size 0 along its dynamic dims: for where a value must be but is never read.
  Value placeholder(mlir::Type type);

  Value dim(Value x, int64_t axis);
  llvm::SmallVector<Value> dims(Value x);
  /// The sizes of the dynamic dims of `x`, as the shape operations take them.
  llvm::SmallVector<Value> dynamicDims(Value x);

  /// `x` repeated to the type of `like`; axis k of `x` becomes axis `axes[k]`.
  Value broadcastLike(Value x, Value like, llvm::ArrayRef<int64_t> axes);
  /// The elements of `x` in the type of `like`, which has as many.
  Value reshapeLike(Value x, Value like);
  Value transpose(Value x, llvm::ArrayRef<int64_t> permutation);
  /// Without axes: `x` itself.
  Value reduce(dl::ReduceKind kind, Value x, llvm::ArrayRef<int64_t> axes);
  Value cast(Value x, mlir::Type element);
};

/// 0, 1, ... rank - 1 without `axes`.
llvm::SmallVector<int64_t> otherAxes(int64_t rank, llvm::ArrayRef<int64_t> axes);

} // namespace dual::autodiff

#endif
