// Where in the source an operation comes from.
#ifndef DUAL_LOWERING_SOURCEPLACE_H
#define DUAL_LOWERING_SOURCEPLACE_H

#include "mlir/IR/Location.h"

namespace dual::lowering {

/// Of places in one another, as inlining makes them, the innermost; none where the compiler made it by
/// itself.
inline mlir::FileLineColLoc sourcePlace(mlir::Location where) {
  mlir::FileLineColLoc place;
  where->walk([&](mlir::Location part) {
    place = mlir::dyn_cast<mlir::FileLineColLoc>(part);
    return place ? mlir::WalkResult::interrupt() : mlir::WalkResult::advance();
  });
  return place;
}

} // namespace dual::lowering

#endif
