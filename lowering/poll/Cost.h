// How long code may run, in operations, as far as it can be told before it does.
#ifndef DUAL_LOWERING_POLL_COST_H
#define DUAL_LOWERING_POLL_COST_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace dual::lowering {

struct Cost {
  int64_t operations = 0;
  bool isOpen = false; // a loop inside has nobody knows how many turns: 64 are assumed
};

Cost costOf(mlir::Operation *op);
Cost costOf(mlir::Block &block);

} // namespace dual::lowering

#endif
