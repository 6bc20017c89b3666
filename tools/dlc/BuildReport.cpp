// What `--report` says of a program.
#include "tools/dlc/Build.h"
#include "tools/dlc/Internal.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::tool {

int reportVersions(mlir::ModuleOp module) {
  size_t count = 0;
  for (mlir::Operation &function : *module.getBody())
    if (auto versions = function.getAttrOfType<mlir::ArrayAttr>("dl.versions")) {
      llvm::StringRef name = mlir::SymbolTable::getSymbolName(&function).getValue();
      name.consume_front("kernel_");
      std::string titles = llvm::join(llvm::map_range(versions.getAsValueRange<mlir::StringAttr>(),
                                                      [](llvm::StringRef title) { return title.str(); }),
                                      "; ");
      fmt::print("{}: versions for {}; and one for all other sizes\n", name.str(), titles);
      ++count;
    }
  if (count == 0)
    fmt::print("no function has versions\n");
  return 0;
}

int reportNodes(Session &session) {
  mlir::PassManager passes(session.module().getContext());
  passes.addPass(mlir::createSymbolDCEPass()); // the checker writes more than what runs
  if (mlir::failed(passes.run(session.module())))
    return internalError("what runs could not be found out", session.internalDetails);
  for (const std::string &line : session.useChecker().nodeReport())
    fmt::print("{}\n", line);
  return 0;
}

} // namespace dual::tool
