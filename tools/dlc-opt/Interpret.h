// `dlc-opt --interpret=f`: what a function without arguments gives, for tests.
#ifndef DUAL_TOOLS_DLCOPT_INTERPRET_H
#define DUAL_TOOLS_DLCOPT_INTERPRET_H

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Support/LogicalResult.h"

namespace dual {

/// Reads `file`, runs the passes named on the command line, calls `function` and prints each result on a
/// line.
mlir::LogicalResult interpretFile(llvm::StringRef file, llvm::StringRef function,
                                  mlir::DialectRegistry &registry);

} // namespace dual

#endif
