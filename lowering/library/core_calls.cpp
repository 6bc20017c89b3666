#include "lowering/library/core_calls.h"

#include <cassert>

namespace dual::library {

llvm::Function *coreFunction(llvm::Module &module, llvm::StringRef name) {
  llvm::Function *f = module.getFunction(name);
  assert(f != nullptr && "runtime/core has no such function");
  return f;
}

llvm::GlobalVariable *constantData(llvm::Module &module, llvm::Constant *value, uint64_t align) {
  auto *global =
      new llvm::GlobalVariable(module, value->getType(), true, llvm::GlobalValue::PrivateLinkage, value);
  global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  global->setAlignment(llvm::Align(align));
  return global;
}

void markPlain(llvm::Function &f) {
  f.addFnAttr("target-cpu", "x86-64");
  f.addFnAttr(llvm::Attribute::NoUnwind);
}

} // namespace dual::library
