// A question that a compiled function asks before all else.
#ifndef DUAL_LOWERING_ENTRYBLOCK_H
#define DUAL_LOWERING_ENTRYBLOCK_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dual::lowering {

/// A new block before those of the function. It takes over the slots of the frame: elsewhere they would be
/// made anew each time. Gives the block that was the first.
inline mlir::Block *splitEntry(mlir::LLVM::LLVMFuncOp function) {
  mlir::Block *entry = &function.getBody().front(), *body = entry->splitBlock(entry->begin());
  for (auto slot : llvm::make_early_inc_range(body->getOps<mlir::LLVM::AllocaOp>())) {
    slot.getArraySize().getDefiningOp()->moveBefore(entry, entry->end());
    slot->moveBefore(entry, entry->end());
  }
  return body;
}

/// Where the stack pointer is below `limit`, which it seldom is, `deep` is done instead of the body; it
/// writes a block to its end and is given the stack pointer.
inline void askForStack(mlir::LLVM::LLVMFuncOp function, mlir::ImplicitLocOpBuilder &b,
                        llvm::function_ref<mlir::Value()> limit, llvm::function_ref<void(mlir::Value)> deep) {
  using namespace mlir::LLVM;
  mlir::Block *body = splitEntry(function), *entry = &function.getBody().front();
  b.setInsertionPointToEnd(entry);
  mlir::Value lowest = limit();
  mlir::Value here = StackSaveOp::create(b, lowest.getType());
  mlir::Value isBelow = ICmpOp::create(b, ICmpPredicate::ult, here, lowest);
  mlir::Block *instead = b.createBlock(body);
  deep(here);
  b.setInsertionPointToEnd(entry);
  CondBrOp::create(b, isBelow, instead, mlir::ValueRange(), body, mlir::ValueRange(),
                   std::pair<uint32_t, uint32_t>{1, 1000});
}

} // namespace dual::lowering

#endif
