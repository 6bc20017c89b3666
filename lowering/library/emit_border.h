// A function's border in LLVM IR: straight-line compares, all failing paths in one cold call with a constant
// table.
#pragma once

#include "lowering/library/border.h"
#include "lowering/library/emit_expression.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/IR/Module.h"

namespace dual::library {

// What all borders of a library share.
struct Emission {
  llvm::Module &module;
  const Interface &interface;
  uint64_t cpu = 0; // bits of the CPU features that the kernels need
  uint32_t abi = 0;
  bool shared = false;
  int number = 0; // of the next check
  llvm::GlobalVariable *dropped =
      nullptr; // test only: an i32, the number of the check that counts for nothing
};

class BorderEmitter {
public:
  BorderEmitter(Emission &emission, const Border &border);

  // The function up to the point where every check has passed; afterwards the builder stands there.
  llvm::IRBuilder<> &open();
  // Returns: with success, or with what a kernel with checks inside says has failed. `outcome` is that
  // kernel's {number from 1 or 0, three numbers of the message}, the number alone if it only polls, or null.
  // Before that: `give` writes what the kernel does not write itself.
  using Give = llvm::function_ref<void()>;
  void finish(llvm::Value *outcome, Give give = {});
  // The same for a function with a heap: `arena` is its dual_arena, whose outcome says what happened.
  void finishHeap(llvm::Value *arena, Give give);
  // Adds the failing paths. The caller has emitted the rest, up to its return.
  llvm::Function *close();

  llvm::Value *argument(size_t k) { return function->getArg(static_cast<unsigned>(k)); }
  llvm::Value *call() { return function->getArg(static_cast<unsigned>(border.arguments.size())); }
  llvm::Value *pointer(size_t region);
  // The pointer at this byte of a struct, and the place itself.
  llvm::Value *fieldOf(size_t argument, size_t offset);
  llvm::Value *memberOf(size_t argument, size_t offset);
  llvm::Value *callField(size_t offset, llvm::Type *type);
  ExpressionEmitter &expressions() { return arithmetic; }
  // The offset of a string in the names.
  int32_t name(const std::string &text);
  llvm::Constant *namesGlobal();

private:
  struct Failing {
    llvm::BasicBlock *from;
    int row;
    llvm::Value *got, *want;
  };

  void clearError();
  void add(const Check &c, int row);
  void branch(llvm::Value *bad, llvm::BasicBlock *to);
  void returnIf(llvm::Value *bad, int status);
  void failIf(llvm::Value *bad, int row, llvm::Value *got, llvm::Value *want);
  void checkAbi();
  void checkDevice(int row);
  void checkPointer(const Check &c, int row);
  void checkSpace(const Check &c, int row);
  void checkUtf8(const Check &c);
  void checkTag(const Check &c, int row);
  // Leaves with what a function of the core has found, unless that is 0.
  void returnRefused(llvm::Value *status);
  llvm::Value *refusal();
  void returnFailure(llvm::Value *outcome);
  llvm::Value *failedInside(llvm::Value *number, llvm::Value *values);
  llvm::Value *touching(const Check &c);
  llvm::Value *startOf(size_t region);
  llvm::Value *bytesOf(size_t region);
  llvm::Value *hasBytes(size_t region);
  llvm::Constant *table();
  llvm::GlobalVariable *checksPlace = nullptr;

  Emission &emission;
  const Border &border;
  llvm::IRBuilder<> builder;
  ExpressionEmitter arithmetic;
  llvm::Function *function;
  llvm::GlobalVariable *namesPlace = nullptr;
  std::string names;
  std::map<std::string, int32_t> offsets;
  std::map<size_t, llvm::Value *> pointers, sizes;
  std::vector<Failing> failing;
  llvm::Value *isDropped(int number);
  int adding = -1, poll = -1; // the numbers of the check at hand and of the poll's
};

// How a dtype travels by value.
llvm::Type *valueType(llvm::LLVMContext &context, Dtype dtype);

// P_f_arena: the bytes, or the largest size_t for dims that the function refuses.
llvm::Function *emitArenaFunction(Emission &emission, const Border &border, const Function &f);

// True if this check's expressions do not hold for the dims. Used where dims alone are looked at.
llvm::Value *dimsFail(llvm::IRBuilder<> &builder, ExpressionEmitter &arithmetic, const Check &c);

void markExported(llvm::GlobalValue &value, bool shared);

} // namespace dual::library
