// One element of each elementwise operation of dl, as `arith` ops: used for scalars and for bodies of
// linalg.generic.
#ifndef DUAL_LOWERING_LINALG_SCALAR_H
#define DUAL_LOWERING_LINALG_SCALAR_H

#include "mlir/dl/Dl.h"

namespace dual::lowering {

/// `type` is dl's element type: it says what the signless value cannot, that ui8 has no sign.
/// Values are signless; f16 and bf16 are computed in f32 and rounded (statement 34).
mlir::Value emitUnary(mlir::ImplicitLocOpBuilder &b, dl::UnaryKind kind, mlir::Type type, mlir::Value x);
mlir::Value emitBinary(mlir::ImplicitLocOpBuilder &b, dl::BinaryKind kind, mlir::Type type, mlir::Value x,
                       mlir::Value y);
mlir::Value emitCompare(mlir::ImplicitLocOpBuilder &b, dl::CompareKind kind, mlir::Type type, mlir::Value x,
                        mlir::Value y);
mlir::Value emitFma(mlir::ImplicitLocOpBuilder &b, mlir::Type type, mlir::Value x, mlir::Value y,
                    mlir::Value z);
mlir::Value emitIPow(mlir::ImplicitLocOpBuilder &b, mlir::Type type, mlir::Value base, mlir::Value exponent);
mlir::Value emitCast(mlir::ImplicitLocOpBuilder &b, mlir::Type from, mlir::Type to, mlir::Value x);

/// f16 and bf16 to f32 and back; other floats pass unchanged.
mlir::Value widen(mlir::ImplicitLocOpBuilder &b, mlir::Value x);
mlir::Value narrow(mlir::ImplicitLocOpBuilder &b, mlir::Value x, mlir::Type to);

/// The type that a reduction of `element` accumulates in.
mlir::Type accumulatorType(mlir::Type element);

mlir::Value constantOf(mlir::ImplicitLocOpBuilder &b, mlir::Type type, double value);

} // namespace dual::lowering

#endif
