// From the dl dialect to LLVM: the one entry to all stages.
#ifndef DUAL_LOWERING_PIPELINE_COMPILE_H
#define DUAL_LOWERING_PIPELINE_COMPILE_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dual::lowering {

struct CompileOptions {
  /// "native", "x86-64", "x86-64-v3", "x86-64-v4", or any name that LLVM knows.
  std::string cpu = "native";
  /// Called with the text of the module after a stage: "dl", "linalg", "bufferized", "llvm".
  std::function<void(llvm::StringRef stage, mlir::ModuleOp module)> afterStage;
};

/// Functions with `dl.root` or `dl.export` stay, all else is inlined or dropped. Exports become
/// `kernel_<name>`.
mlir::LogicalResult lowerToLLVM(mlir::ModuleOp module, const CompileOptions &options);

/// What code is made for; no fused operation that the source does not name. Null if there is no such CPU.
std::unique_ptr<llvm::TargetMachine> makeTarget(const CompileOptions &options);

/// The lowered module as LLVM IR, optimised, every function carrying its CPU's features.
std::unique_ptr<llvm::Module> translate(mlir::ModuleOp module, llvm::LLVMContext &context,
                                        llvm::TargetMachine &target);

/// Masked stores of one lane become stores of one element: what LLVM makes of them itself is too wide.
void storeOneLane(llvm::Module &module);

/// Object code, or assembly text.
std::string emitCode(llvm::Module &module, llvm::TargetMachine &target, bool assembly = false);

/// How much of the stack each function's frame takes, in bytes.
llvm::StringMap<uint64_t> frameSizes(const llvm::Module &module, llvm::TargetMachine &target);

/// What a kernel of a lowered module needs.
struct KernelMemory {
  std::string name;   // without `kernel_`
  unsigned loopNests; // separate passes over memory
  std::string arena;  // bytes, a formula in the dims; "0" without scratch
};
std::vector<KernelMemory> reportMemory(mlir::ModuleOp module);

} // namespace dual::lowering

#endif
