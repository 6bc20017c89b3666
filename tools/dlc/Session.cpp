#include "tools/dlc/Session.h"

#include "frontend/parse/parse.h"
#include "lowering/Passes.h"
#include "mlir/autodiff/Passes.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"

#include <cstdio>
#include <fmt/format.h>
#include <iostream>
#include <iterator>
#include <unistd.h>

namespace dual::tool {

// What a pass says to the user: a message with the place in the source that the operation came from.
static void showPassError(mlir::Diagnostic &diagnostic) {
  std::string place;
  if (auto at = mlir::dyn_cast<mlir::FileLineColLoc>(diagnostic.getLocation()))
    place = fmt::format("  --> {}:{}:{}\n", at.getFilename().str(), at.getLine(), at.getColumn());
  fmt::print(stderr, "error: {}\n{}", diagnostic.str(), place);
}

int showFailure(const std::string &message, mlir::Location where) {
  std::fflush(stdout);
  fmt::print(stderr, "error: {}\n", message);
  if (auto at = mlir::dyn_cast<mlir::FileLineColLoc>(where))
    fmt::print(stderr, "  --> {}:{}:{}\n", at.getFilename().str(), at.getLine(), at.getColumn());
  return 1;
}

static mlir::DialectRegistry dialects() {
  mlir::DialectRegistry registry;
  lowering::registerLoweringDialects(registry);
  return registry;
}

Session::Session(const Options &options)
    : options(options), context(dialects(), mlir::MLIRContext::Threading::DISABLED) {
  owned = mlir::ModuleOp::create(mlir::UnknownLoc::get(&context));
  context.getDiagEngine().registerHandler([this](mlir::Diagnostic &diagnostic) {
    if (lowers)
      internalDetails += diagnostic.str() + "\n";
    else
      showPassError(diagnostic);
  });
  modules = std::make_unique<check::Modules>(sources, diags,
                                             [this](FileId file) { return parse(sources, file, diags); });
  modules->searchPath = options.searchPath;
}

bool Session::report() {
  RenderOptions render;
  render.colors = isatty(STDERR_FILENO);
  std::cerr << diags.render(render);
  return diags.hasErrors();
}

std::unique_ptr<Module> Session::parseFile() {
  std::optional<FileId> file;
  std::string why;
  if (options.file == "-")
    file = sources.add("<stdin>", std::string(std::istreambuf_iterator<char>(std::cin), {}));
  else
    file = sources.load(options.file, why);
  if (!file) {
    fmt::print(stderr, "error: cannot read `{}`: {}\n", options.file, why);
    return nullptr;
  }
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
    program = checker->writeProgram(*scope, roots == Roots::program ? &options.arguments : nullptr);
    if (roots == Roots::all)
      exported = checker->writeExports(*scope, weights);
    checker->checkUnused(*scope);
  }
  if (report())
    return false;
  if (roots == Roots::all || program)
    return true;
  fmt::print(stderr, "error: `{}` has no `main` and no statements to run\n", options.file);
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

} // namespace dual::tool
