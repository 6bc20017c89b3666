// Masked stores of which one lane is known to be the only one. LLVM 22's x86 code generator makes a scalar
// store of such, but as wide as the lanes were before a truncation that it has joined with the store: of a
// bf16 or u8 it then writes what lies behind the element too.
#include "lowering/pipeline/Compile.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

namespace dual::lowering {

// The lane, if there is exactly one.
static std::optional<unsigned> onlyLane(llvm::Value *mask) {
  auto *constant = llvm::dyn_cast<llvm::Constant>(mask);
  auto *type = llvm::dyn_cast<llvm::FixedVectorType>(mask->getType());
  std::optional<unsigned> lane;
  for (unsigned k = 0; constant && type && k < type->getNumElements(); ++k) {
    auto *flag = llvm::dyn_cast_or_null<llvm::ConstantInt>(constant->getAggregateElement(k));
    if (!flag || (flag->isOne() && lane))
      return std::nullopt;
    if (flag->isOne())
      lane = k;
  }
  return lane;
}

// Of the intrinsic the value comes first, then the address; the mask is the last.
static void storeLane(llvm::IntrinsicInst &store, unsigned lane) {
  llvm::IRBuilder<> builder(&store);
  llvm::Value *value = builder.CreateExtractElement(store.getArgOperand(0), lane);
  llvm::Value *place = builder.CreateConstInBoundsGEP1_64(value->getType(), store.getArgOperand(1), lane);
  builder.CreateStore(value, place);
  store.eraseFromParent();
}

void storeOneLane(llvm::Module &module) {
  for (llvm::Function &function : module)
    for (llvm::Instruction &instruction : llvm::make_early_inc_range(llvm::instructions(function))) {
      auto *store = llvm::dyn_cast<llvm::IntrinsicInst>(&instruction);
      if (!store || store->getIntrinsicID() != llvm::Intrinsic::masked_store)
        continue;
      if (auto lane = onlyLane(store->getArgOperand(store->arg_size() - 1)))
        storeLane(*store, *lane);
    }
}

} // namespace dual::lowering
