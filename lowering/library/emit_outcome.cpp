// What a border does when its kernel has come back.
#include "lowering/library/emit_border.h"

#include "lowering/library/core_calls.h"
#include "runtime/core/arena.h"
#include "runtime/core/core.h"

namespace dual::library {

using Kind = Check::Kind;
using llvm::Value;

static uint32_t firstRow(const Border &border, Kind kind) {
  size_t row = 0;
  while (row < border.checks.size() && border.checks[row].kind != kind)
    ++row;
  return static_cast<uint32_t>(row);
}

Value *BorderEmitter::failedInside(Value *number, Value *values) {
  Value *row = builder.CreateAdd(number, builder.getInt32(firstRow(border, Kind::Inside) - 1));
  return builder.CreateCall(coreFunction(emission.module, "dual_fail_inside"),
                            {call(), checksPlace, namesPlace, row, values});
}

// The error is filled in, but for the function.
Value *BorderEmitter::refusal() {
  Value *status = builder.CreateCall(coreFunction(emission.module, "dual_refused"), {call(), namesPlace});
  return emission.dropped && poll >= 0 ? builder.CreateSelect(isDropped(poll), builder.getInt32(0), status)
                                       : status;
}

void BorderEmitter::returnFailure(Value *outcome) {
  if (outcome->getType()->isIntegerTy()) { // nothing but a poll can stop it
    builder.CreateRet(refusal());
    return;
  }
  Value *number = builder.CreateExtractValue(outcome, 0);
  auto *stopped = llvm::BasicBlock::Create(builder.getContext(), "", function);
  branch(builder.CreateICmpSLT(number, builder.getInt32(0)), stopped);
  Value *values = builder.CreateAlloca(llvm::ArrayType::get(builder.getInt64Ty(), 3));
  for (unsigned k = 0; k < 3; ++k)
    builder.CreateStore(builder.CreateExtractValue(outcome, k + 1),
                        builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), values, k));
  builder.CreateRet(failedInside(number, values));
  builder.SetInsertPoint(stopped);
  builder.CreateRet(refusal());
}

void BorderEmitter::finish(Value *outcome, Give give) {
  if (outcome != nullptr) {
    Value *number = outcome->getType()->isIntegerTy() ? outcome : builder.CreateExtractValue(outcome, 0);
    auto *failed = llvm::BasicBlock::Create(builder.getContext(), "", function);
    branch(builder.CreateIsNotNull(number), failed);
    llvm::IRBuilder<>::InsertPointGuard guard(builder);
    builder.SetInsertPoint(failed);
    returnFailure(outcome);
  }
  if (give)
    give();
  builder.CreateRet(builder.getInt32(0));
}

void BorderEmitter::finishHeap(Value *arena, Give give) {
  auto at = [&](size_t offset) {
    return builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), arena, offset);
  };
  constexpr size_t outcome = offsetof(dual_arena, outcome);
  Value *number = builder.CreateLoad(builder.getInt32Ty(), at(outcome)),
        *values = at(outcome + offsetof(dual_outcome, values));
  auto block = [&] { return llvm::BasicBlock::Create(builder.getContext(), "", function); };
  llvm::BasicBlock *good = block(), *grows = block(), *refused = block(), *inside = block();
  llvm::SwitchInst *choice = builder.CreateSwitch(number, inside);
  choice->addCase(builder.getInt32(0), good);
  choice->addCase(builder.getInt32(static_cast<uint32_t>(OUTCOME_ARENA)), grows);
  choice->addCase(builder.getInt32(static_cast<uint32_t>(OUTCOME_REFUSED)), refused);
  builder.SetInsertPoint(inside);
  builder.CreateRet(failedInside(number, values));
  builder.SetInsertPoint(refused);
  builder.CreateRet(refusal());
  builder.SetInsertPoint(grows);
  Value *got = builder.CreateLoad(builder.getInt64Ty(), values);
  Value *want = builder.CreateLoad(builder.getInt64Ty(),
                                   builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), values, 1));
  builder.CreateRet(builder.CreateCall(
      coreFunction(emission.module, "dual_fail"),
      {call(), checksPlace, namesPlace, builder.getInt32(firstRow(border, Kind::ArenaGrows)), got, want}));
  builder.SetInsertPoint(good);
  give();
  builder.CreateRet(builder.getInt32(0));
}

} // namespace dual::library
