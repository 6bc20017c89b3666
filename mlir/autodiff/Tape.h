// What the reverse half of a function reads of the inside of the forward half's branches and loops.
#ifndef DUAL_MLIR_AUTODIFF_TAPE_H
#define DUAL_MLIR_AUTODIFF_TAPE_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace dual::autodiff {

bool isUsedOutside(mlir::Value value, mlir::Operation *op);

/// Made again where they are read rather than kept: no work to speak of, and often large.
bool isCheap(mlir::Operation *op);

/// Values of the branches become further results of the `if`.
void saveValuesOf(mlir::scf::IfOp branch);

/// Values of the turns become tapes: tensors that the loop fills turn by turn and that `reverse` reads.
void saveValuesOf(mlir::Operation *loop, mlir::scf::ForOp reverse);

} // namespace dual::autodiff

#endif
