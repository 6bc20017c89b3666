// What happens to a function before it is differentiated.
#ifndef DUAL_MLIR_AUTODIFF_PREPARE_H
#define DUAL_MLIR_AUTODIFF_PREPARE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace dual::autodiff {

/// The function that a call or a derivative names; null for other operations and unknown names.
mlir::func::FuncOp calleeOf(mlir::Operation *op);

/// Whether the function can come to call itself, derivatives of functions included.
bool isRecursive(mlir::func::FuncOp function);

/// Whether calling the function prints, reads or writes anything, or asks the clock.
bool hasEffects(mlir::func::FuncOp function);

/// Whether the call is differentiated as a whole: it is recursive, or a checkpoint, or its function has a
/// rule.
bool staysCall(mlir::func::CallOp call);

/// A private function of this name that does nothing but call `function`.
mlir::func::FuncOp callingFunction(mlir::func::FuncOp function, llvm::StringRef name);

/// A private function of this name with the body of `function`, behind it in the module.
mlir::func::FuncOp copyFunction(mlir::func::FuncOp function, llvm::StringRef name);

/// Puts the callee's operations, with their own locations, in the place of the call.
/// The new calls and derivatives among them are appended to `made`.
void inlineCall(mlir::func::CallOp call, llvm::SmallVectorImpl<mlir::Operation *> &made);

/// The fixed list of simplifications: see Passes.td.
void simplify(mlir::func::FuncOp function);

/// Removes operations without effects that nothing reads.
void removeDeadCode(mlir::func::FuncOp function);

} // namespace dual::autodiff

#endif
