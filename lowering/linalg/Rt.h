// The rt dialect: calls of the runtime on tensors and memrefs.
#ifndef DUAL_LOWERING_LINALG_RT_H
#define DUAL_LOWERING_LINALG_RT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "lowering/linalg/RtDialect.h.inc"
#define GET_OP_CLASSES
#include "lowering/linalg/RtOps.h.inc"

namespace dual::rt {

/// Teaches bufferization that `rt.call` reads its inputs and overwrites its inits.
void registerBufferization(mlir::DialectRegistry &registry);

/// What `from` and `to` of `rt.poll` are parts of (POLL_WHOLE in runtime/core/poll.h).
inline constexpr int64_t wholeWork = 65536;

/// The number of dl's element type in runtime/host/dtypes.def.
int64_t dtypeNumber(mlir::Type element);
/// That of the bytes of a text.
int64_t bytesNumber(mlir::Builder &b);

} // namespace dual::rt

#endif
