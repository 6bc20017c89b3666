// Any bytes as a program: what the checker accepts must be a well-formed module of dl.
#include "frontend/check/checker.h"
#include "frontend/parse/parse.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/Verifier.h"
#include "mlir/dl/Dl.h"

#include <cstdio>
#include <cstdlib>

using namespace dual;

static mlir::MLIRContext &context() {
  static auto *shared = [] {
    auto *made = new mlir::MLIRContext(mlir::MLIRContext::Threading::DISABLED);
    made->loadDialect<dl::DLDialect, mlir::func::FuncDialect, mlir::scf::SCFDialect>();
    return made;
  }();
  return *shared;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SourceManager sources;
  Diagnostics diags(sources);
  check::Modules modules(sources, diags, [&](FileId file) { return parse(sources, file, diags); });
  FileId file = sources.add("fuzz.dl", std::string(reinterpret_cast<const char *>(data), size));
  auto tree = parse(sources, file, diags);
  if (!tree || diags.hasErrors())
    return -1; // not kept: fuzz-parse looks for these
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(mlir::UnknownLoc::get(&context()));
  check::ModuleScope *scope = modules.add("", std::move(tree), "/nowhere");
  check::Checker checker(*module, sources, diags);
  if (!diags.hasErrors()) {
    checker.checkModule(*scope);
    checker.writeProgram(*scope, nullptr);
    checker.writeExports(*scope, {});
  }
  (void)diags.render();
  if (!diags.hasErrors() && mlir::failed(mlir::verify(*module))) {
    std::fputs("accepted, and not well-formed\n", stderr);
    std::abort();
  }
  return 0;
}
