#include "tools/dlc/Session.h"

#include "frontend/check/exporter.h"
#include "frontend/parse/parse.h"
#include "lowering/NotBuilt.h"
#include "lowering/Passes.h"
#include "mlir/autodiff/Passes.h"
#include "tools/dlc/Report.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

#include <fmt/format.h>
#include <iostream>
#include <iterator>

namespace dual::tool {

static mlir::DialectRegistry dialects() {
  mlir::DialectRegistry registry;
  lowering::registerLoweringDialects(registry);
  return registry;
}

Session::Session(const Options &options)
    : options(options), context(dialects(), mlir::MLIRContext::Threading::DISABLED) {
  owned = mlir::ModuleOp::create(mlir::UnknownLoc::get(&context));
  context.getDiagEngine().registerHandler([this](mlir::Diagnostic &diagnostic) {
    refused |= llvm::StringRef(diagnostic.str()).ends_with(lowering::notBuiltEnding);
    if (lowers && !refused)
      internalDetails += diagnostic.str() + "\n";
    else
      showFailure(diagnostic.str(), diagnostic.getLocation());
  });
  modules = std::make_unique<check::Modules>(sources, diags,
                                             [this](FileId file) { return parse(sources, file, diags); });
  modules->searchPath = options.searchPath;
}

std::optional<FileId> loadSource(SourceManager &sources, const std::string &path) {
  if (path == "-")
    return sources.add("<stdin>", std::string(std::istreambuf_iterator<char>(std::cin), {}));
  std::string why;
  auto file = sources.load(path, why);
  if (!file)
    showError(fmt::format("cannot read `{}`: {}", path, why));
  return file;
}

bool Session::report() {
  showDiagnostics(diags, sources);
  return diags.hasErrors();
}

std::unique_ptr<Module> Session::parseFile() {
  auto file = loadSource(sources, options.file);
  if (!file)
    return nullptr;
  source = *file;
  auto tree = parse(sources, *file, diags);
  if (!tree)
    report();
  return tree;
}

std::string folderOf(const std::string &path) {
  size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool Session::checkFile(Roots roots, const check::WeightShapes &weights) {
  auto tree = parseFile();
  if (!tree)
    return false;
  scope = modules->add("", std::move(tree), folderOf(options.file));
  checker = std::make_unique<check::Checker>(*owned, sources, diags);
  if (!diags.hasErrors()) {
    checker->checkModule(*scope);
    if (roots != Roots::tests)
      program = checker->writeProgram(*scope, roots == Roots::program ? &options.arguments : nullptr);
    if (roots == Roots::built || roots == Roots::all)
      exported = check::Exporter(*checker).write(*scope, weights);
    if (roots == Roots::tests || roots == Roots::all)
      testRoots = checker->writeTests(*scope);
    checker->checkUnused(*scope);
  }
  if (report())
    return false;
  if (roots != Roots::program || program)
    return true;
  showError(fmt::format("`{}` has no `main` and no statements to run", options.file));
  return false;
}

const FnDecl *Session::mainFunction() const {
  auto found = scope->decls.find("main");
  return found == scope->decls.end() ? nullptr : found->second->as<FnDecl>();
}

bool Session::differentiate() {
  mlir::PassManager passes(&context);
  passes.enableVerifier(false);
  passes.addPass(autodiff::createDifferentiatePass());
  return mlir::succeeded(passes.run(*owned));
}

bool Session::simplify(mlir::ModuleOp module) {
  mlir::PassManager passes(&context);
  passes.enableVerifier(false);
  passes.addPass(autodiff::createDifferentiatePass());
  passes.addPass(mlir::createInlinerPass());
  passes.addPass(mlir::createCanonicalizerPass());
  passes.addPass(mlir::createCSEPass());
  return mlir::succeeded(passes.run(module));
}

} // namespace dual::tool
