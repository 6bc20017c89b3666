// From checked dl functions to machine code.
#pragma once

#include "tools/dlc/Session.h"

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <functional>

namespace dual::tool {

struct Compiled {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::TargetMachine> target;
  std::unique_ptr<llvm::Module> code;
};

// The optimised code of the session's roots, or nothing and the exit code: 0 if the stage of --emit has been
// shown, else the error has been.
int compile(Session &session, const Options &options, Compiled &compiled);

} // namespace dual::tool
