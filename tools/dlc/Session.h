// One run of the front end: a file, its modules, and the dl functions they became.
#pragma once

#include "frontend/check/module.h"
#include "tools/dlc/Options.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace dual::tool {

class Session {
public:
  explicit Session(const Options &options);

  // The file's syntax tree, or null after the errors have been shown.
  std::unique_ptr<Module> parseFile();
  // Checks the file; `@main` is written if it is a program. False after the errors have been shown.
  bool checkFile(bool needsMain);
  // Replaces every derivative by the function that computes it.
  bool differentiate();

  // Shows what has been reported, on standard error. True if there was an error.
  bool report();

  // From here on what passes complain of is no fault of the program: it is kept for an internal error's report.
  void startLowering() { lowers = true; }
  std::string internalDetails;

  mlir::ModuleOp module() { return *owned; }
  SourceManager sources;
  Diagnostics diags{sources};

private:
  bool lowers = false;
  const Options &options;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> owned;
  std::unique_ptr<check::Modules> modules;
};

} // namespace dual::tool
