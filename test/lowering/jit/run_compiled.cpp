// run-compiled FILE FUNCTION: prints the function's results. run-compiled --memory FILE: what its exports
// need. Ends with 1 if nodes of recursive data are left.
#include "lowering/Passes.h"
#include "lowering/jit/Jit.h"
#include "lowering/pipeline/Compile.h"
#include "runtime/host/node.h"

#include "mlir/Parser/Parser.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

static int printMemory(ModuleOp module) {
  if (failed(dual::lowering::lowerToLLVM(module, {})))
    return 1;
  for (const auto &kernel : dual::lowering::reportMemory(module))
    llvm::outs() << kernel.name << ": " << kernel.loopNests << " loop nests, arena " << kernel.arena << "\n";
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  DialectRegistry registry;
  dual::lowering::registerLoweringDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  bool memory = llvm::StringRef(argv[1]) == "--memory";
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(argv[memory ? 2 : 1], &context);
  if (!module)
    return 1;
  if (memory)
    return printMemory(*module);
  bool failed = mlir::failed(dual::lowering::runCompiled(*module, argv[2]));
  int64_t live = dual::host::liveNodes();
  if (live != 0)
    llvm::errs() << live << " nodes of recursive data are not freed\n";
  return failed || live != 0;
}
