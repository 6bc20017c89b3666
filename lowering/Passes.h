// The passes of the lowering.
#ifndef DUAL_LOWERING_PASSES_H
#define DUAL_LOWERING_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace dual::lowering {

#define GEN_PASS_DECL
#include "lowering/Passes.h.inc"

/// For dlc-opt: all passes of this folder by name.
void registerLoweringPasses();

/// The dialects and interface models that the lowering needs in a context.
void registerLoweringDialects(mlir::DialectRegistry &registry);

} // namespace dual::lowering

#endif
