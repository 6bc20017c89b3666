// What a program asks for that the lowering cannot do yet: said to the user, with the place in the source.
#ifndef DUAL_LOWERING_NOTBUILT_H
#define DUAL_LOWERING_NOTBUILT_H

#include "lowering/SourcePlace.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"

namespace dual::lowering {

/// By this ending whoever shows diagnostics tells them from mistakes of the compiler.
inline constexpr llvm::StringLiteral notBuiltEnding = "not built yet";

inline mlir::LogicalResult notBuilt(mlir::Operation *op, const llvm::Twine &what) {
  mlir::FileLineColLoc place = sourcePlace(op->getLoc());
  return mlir::emitError(place ? mlir::Location(place) : op->getLoc()) << what << " is " << notBuiltEnding;
}

} // namespace dual::lowering

#endif
