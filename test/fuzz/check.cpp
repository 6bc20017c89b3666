// Any bytes as a program: what the checker accepts must be a well-formed module of dl, and stay one when its
// derivatives are written and it is brought into canonical form.
#include "frontend/check/exporter.h"
#include "frontend/parse/parse.h"
#include "mlir/autodiff/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "mlir/dl/Dl.h"

#include <cstdio>
#include <cstdlib>

using namespace dual;

static std::string complaints;

static std::unique_ptr<mlir::MLIRContext> makeContext() {
  auto made = std::make_unique<mlir::MLIRContext>(mlir::MLIRContext::Threading::DISABLED);
  made->loadDialect<dl::DLDialect, mlir::func::FuncDialect, mlir::scf::SCFDialect>();
  made->getDiagEngine().registerHandler(
      [](mlir::Diagnostic &diagnostic) { complaints += diagnostic.str() + "\n"; });
  return made;
}

// A context keeps every type and attribute that it has seen: a new one now and then.
static mlir::MLIRContext &context() {
  static std::unique_ptr<mlir::MLIRContext> shared;
  static unsigned runs = 0;
  if (runs++ % 1000 == 0)
    shared = makeContext();
  return *shared;
}

static void mustBeWellFormed(mlir::ModuleOp module, const char *when) {
  if (mlir::succeeded(mlir::verify(module)))
    return;
  std::fprintf(stderr, "not well-formed %s: %s", when, complaints.c_str());
  std::abort();
}

static bool run(mlir::ModuleOp module, std::unique_ptr<mlir::Pass> pass) {
  mlir::PassManager passes(module.getContext());
  passes.enableVerifier(false);
  passes.addPass(std::move(pass));
  return mlir::succeeded(passes.run(module));
}

// As `dlc run` goes on; the derivatives may be refused, with a message.
static void transform(mlir::ModuleOp module) {
  mustBeWellFormed(module, "as the checker wrote it");
  if (!run(module, autodiff::createDifferentiatePass())) {
    if (complaints.empty())
      std::abort();
    return;
  }
  mustBeWellFormed(module, "with its derivatives");
  // It gives bytes, which have no sign, an operation that is for signless numbers; the lowering knows of it.
  std::string wrong = "SelectToExtUI";
  run(module, mlir::createCanonicalizerPass(mlir::GreedyRewriteConfig(), wrong));
  mustBeWellFormed(module, "in canonical form");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  SourceManager sources;
  Diagnostics diags(sources);
  check::Modules modules(sources, diags, [&](FileId file) { return parse(sources, file, diags); });
  FileId file = sources.add("fuzz.dl", std::string(reinterpret_cast<const char *>(data), size));
  auto tree = parse(sources, file, diags);
  if (!tree || diags.hasErrors())
    return -1; // not kept: fuzz-parse looks for these
  complaints.clear();
  mlir::OwningOpRef<mlir::ModuleOp> module = mlir::ModuleOp::create(mlir::UnknownLoc::get(&context()));
  check::ModuleScope *scope = modules.add("", std::move(tree), "/nowhere");
  check::Checker checker(*module, sources, diags);
  if (!diags.hasErrors()) {
    checker.checkModule(*scope);
    checker.writeProgram(*scope, nullptr);
    check::Exporter(checker).write(*scope, {});
    checker.writeTests(*scope);
    checker.checkUnused(*scope);
  }
  (void)diags.render();
  if (!diags.hasErrors())
    transform(*module);
  return 0;
}
