// What emitted code and the C parts of the runtime meet in.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

namespace dual::library {

// A function of runtime/core, which has been linked into the module.
llvm::Function *coreFunction(llvm::Module &module, llvm::StringRef name);

// A constant of the module, local to it.
llvm::GlobalVariable *constantData(llvm::Module &module, llvm::Constant *value, uint64_t align);

// Runs on every CPU of the target: the check of the CPU is in such functions.
void markPlain(llvm::Function &f);

} // namespace dual::library
