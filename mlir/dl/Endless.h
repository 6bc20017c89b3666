// Loops that may go on for ever, which must not disappear even if nobody reads what they compute.
#ifndef DUAL_MLIR_DL_ENDLESS_H
#define DUAL_MLIR_DL_ENDLESS_H

#include "mlir/IR/DialectRegistry.h"

namespace dual::dl {

/// On an `scf.while` that is known to end: unused, it may be removed.
inline constexpr llvm::StringLiteral endsAttr = "dl.ends";

/// Makes every other `scf.while` an effect. MLIR takes a loop without effects in its body for dead if its
/// results are not used, and a program that should hang would end.
void registerEndlessLoops(mlir::DialectRegistry &registry);

} // namespace dual::dl

#endif
