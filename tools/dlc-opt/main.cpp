// Runs the project's passes one by one on textual IR: the tool under test/.
#include "tools/dlc-opt/Interpret.h"
#include "tools/dlc-opt/Library.h"
#include "tools/dlc-opt/Passes.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/CommandLine.h"

static llvm::cl::opt<std::string>
    interpret("interpret", llvm::cl::value_desc("function"),
              llvm::cl::desc("call a function without arguments, print its results"));

int main(int argc, char **argv) {
  if (argc > 2 && llvm::StringRef(argv[1]) == "library")
    return dual::makeTestLibrary(argc, argv);
  mlir::DialectRegistry registry;
  dual::registerDualPasses();
  dual::registerDualDialects(registry);
  auto [input, output] =
      mlir::registerAndParseCLIOptions(argc, argv, "passes of the Dual compiler, one by one\n", registry);
  if (!interpret.empty())
    return mlir::asMainReturnCode(dual::interpretFile(input, interpret, registry));
  return mlir::asMainReturnCode(mlir::MlirOptMain(argc, argv, input, output, registry));
}
