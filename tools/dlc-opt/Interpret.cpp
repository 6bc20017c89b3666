#include "tools/dlc-opt/Interpret.h"

#include "mlir/interpreter/Interpreter.h"
#include "runtime/host/print.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/SourceMgr.h"

#include <iostream>

using namespace mlir;

namespace dual {

static void printValue(const interpreter::Value &value) {
  if (const auto *tensor = std::get_if<host::Tensor>(&value))
    std::cout << host::toText(*tensor) << '\n';
  else
    std::cout << *std::get_if<std::string>(&value) << '\n';
}

/// The passes that stand on the command line.
static LogicalResult runPasses(ModuleOp module) {
  PassManager passes(module.getContext());
  if (failed(MlirOptMainConfig::createFromCLOptions().setupPassPipeline(passes)))
    return failure();
  return passes.run(module);
}

static LogicalResult callAndPrint(ModuleOp module, llvm::StringRef function) {
  interpreter::Interpreter interpreter(module);
  llvm::SmallVector<interpreter::Value> results;
  if (auto problem = interpreter.call(function, {}, results))
    return emitError(problem->where) << problem->code << ": " << problem->message;
  for (const interpreter::Value &result : results)
    printValue(result);
  return success();
}

LogicalResult interpretFile(llvm::StringRef file, llvm::StringRef function, DialectRegistry &registry) {
  MLIRContext context(registry);
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler diagnostics(sources, &context);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(file, sources, &context);
  if (!module || failed(runPasses(*module)))
    return failure();
  return callAndPrint(*module, function);
}

} // namespace dual
