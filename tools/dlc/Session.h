// One run of the front end: a file, its modules, and the dl functions they became.
#pragma once

#include "frontend/check/checker.h"
#include "frontend/check/exports.h"
#include "tools/dlc/Options.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace dual::tool {

// What is written beside the functions themselves: `main`, to be run now with the given arguments; `main` and
// the exports, to be built; these and the tests; or only the tests.
enum class Roots { program, built, all, tests };

// Reads a file, or standard input for `-`. Nothing after the error has been shown.
std::optional<FileId> loadSource(SourceManager &sources, const std::string &path);

std::string folderOf(const std::string &path);

class Session {
public:
  explicit Session(const Options &options);

  // The file's syntax tree, or null after the errors have been shown.
  std::unique_ptr<Module> parseFile();
  // Checks the file and writes its roots. False after the errors have been shown; for Roots::program it is
  // one if there is neither a `main` nor a statement.
  bool checkFile(Roots roots, const check::WeightShapes &weights = {});
  // After checkFile(Roots::built).
  const std::vector<check::Export> &exports() const { return exported; }
  // After checkFile(Roots::tests).
  const std::vector<check::TestRoot> &tests() const { return testRoots; }
  bool isProgram() const { return program; }
  // Null if there is none.
  const FnDecl *mainFunction() const;
  const check::DimTable &dims() const { return checker->dimTable(); }
  FileId file() const { return source; }
  // Replaces every derivative by the function that computes it.
  bool differentiate();
  // Without calls and what else can be found out before it runs. False after the errors have been shown.
  bool simplify(mlir::ModuleOp module);

  // Shows what has been reported, on standard error. True if there was an error.
  bool report();

  // From here on what passes complain of is no fault of the program: it is kept for an internal error's
  // report, unless it is something that is not built yet.
  void startLowering() { lowers = true; }
  std::string internalDetails;
  bool refused = false; // the program asks for what is not built yet, and this has been said

  mlir::ModuleOp module() { return *owned; }
  check::Modules &useModules() { return *modules; }
  // After checkFile.
  check::Checker &useChecker() { return *checker; }
  const check::ModuleScope &fileScope() const { return *scope; }
  SourceManager sources;
  Diagnostics diags{sources};

private:
  bool lowers = false;
  const Options &options;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> owned;
  std::unique_ptr<check::Modules> modules;
  std::unique_ptr<check::Checker> checker;
  std::vector<check::Export> exported;
  std::vector<check::TestRoot> testRoots;
  bool program = false;
  check::ModuleScope *scope = nullptr;
  FileId source = FileId::none;
};

} // namespace dual::tool
