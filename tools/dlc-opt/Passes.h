// All passes of the project by name.
#ifndef DUAL_TOOLS_DLCOPT_PASSES_H
#define DUAL_TOOLS_DLCOPT_PASSES_H

#include "mlir/IR/DialectRegistry.h"

namespace dual {

void registerDualPasses();
void registerDualDialects(mlir::DialectRegistry &registry);

} // namespace dual

#endif
