// Derivatives as a transformation of the dl dialect.
#ifndef DUAL_MLIR_AUTODIFF_PASSES_H
#define DUAL_MLIR_AUTODIFF_PASSES_H

#include "mlir/Pass/Pass.h"

#include <memory>

namespace dual::autodiff {

/// The pass `dl-differentiate`; Passes.td describes it.
std::unique_ptr<mlir::Pass> createDifferentiatePass();

void registerAutodiffPasses();

} // namespace dual::autodiff

#endif
