// What a program asks for that the lowering cannot do yet: said to the user, with the place in the source.
#ifndef DUAL_LOWERING_NOTBUILT_H
#define DUAL_LOWERING_NOTBUILT_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"

namespace dual::lowering {

/// By this ending whoever shows diagnostics tells them from mistakes of the compiler.
inline constexpr llvm::StringLiteral notBuiltEnding = "not built yet";

inline mlir::LogicalResult notBuilt(mlir::Operation *op, const llvm::Twine &what) {
  mlir::Location place = op->getLoc();
  op->getLoc()->walk([&](mlir::Location part) {
    if (!mlir::isa<mlir::FileLineColLoc>(part))
      return mlir::WalkResult::advance();
    place = part;
    return mlir::WalkResult::interrupt();
  });
  return mlir::emitError(place) << what << " is " << notBuiltEnding;
}

} // namespace dual::lowering

#endif
