// `dlc build`: a library of the exported functions, or a program.
#include "tools/dlc/Build.h"
#include "lowering/library/names.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Verbs.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

namespace dual::tool {

int fail(const std::string &message) {
  showError(message);
  return 1;
}

// Of the two kinds of roots one is built; what only the other needs goes away.
static void keepRoots(mlir::ModuleOp module, llvm::StringRef kept) {
  for (auto function : llvm::make_early_inc_range(module.getOps<mlir::func::FuncOp>()))
    if ((function->hasAttr("dl.root") || function->hasAttr("dl.export")) && !function->hasAttr(kept))
      function.erase();
}

static bool isLibrary(llvm::StringRef path) {
  llvm::StringRef ending = llvm::sys::path::extension(path);
  return ending == ".a" || ending == ".o" || ending == ".so";
}

static std::string nameOf(const Options &options) {
  if (!options.prefix.empty())
    return options.prefix;
  return options.file == "-" ? "stdin" : llvm::sys::path::stem(options.file).str();
}

// What the C names begin with, and the names of the two files where none are given: the header says its own.
static std::string prefixOf(const Options &options) { return library::identifier(nameOf(options)); }

// What the options leave open is decided by what the file has.
int build(const Options &options, const BuildTest &test) {
  bool named = !options.output.empty() || !options.header.empty();
  if (!options.output.empty() && !isLibrary(options.output) && llvm::sys::path::has_extension(options.output))
    return fail(fmt::format(
        "`{}` is not the name of a library or program: a library ends in .a, .so or .o, a program in nothing",
        options.output));
  WeightFiles weights;
  Session session(options);
  if (!weights.read(options.weights) || !session.checkFile(Roots::built, weights.shapes()))
    return 1;
  std::string prefix = prefixOf(options);
  LibraryOutputs outputs = {prefix, options.output, options.header};
  if (options.report == "nodes")
    return reportNodes(session);
  bool library = options.report == "memory" || (named ? options.output.empty() || isLibrary(options.output)
                                                      : !session.exports().empty() || !session.isProgram());
  if (!named)
    outputs = {prefix, "lib" + prefix + ".a", prefix + ".h"};
  keepRoots(session.module(), library ? "dl.export" : "dl.root");
  return library ? buildLibrary(session, weights, options, outputs, test)
                 : buildProgram(session, options, named ? options.output : nameOf(options));
}

int buildVerb(const Options &options) {
  bool inspects = options.emit == "ast" || options.emit == "dl" || options.emit == "grad";
  return inspects ? checkVerb(options) : build(options, {});
}

} // namespace dual::tool
