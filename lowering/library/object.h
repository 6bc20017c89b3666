// The last step: an object file and an archive, the same bytes for the same input.
#pragma once

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>

namespace dual::library {

// For the module's triple: position-independent, one section a function and constant. `cpu` and `features`
// are those of functions that do not carry their own.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>> targetMachine(const llvm::Module &module);

llvm::Expected<std::string> objectBytes(llvm::Module &module, llvm::TargetMachine &machine);
llvm::Expected<std::string> archiveBytes(const std::string &object, const std::string &memberName);

} // namespace dual::library
