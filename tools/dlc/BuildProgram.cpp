// `main`, or a file's statements, as an executable.
#include "lowering/pipeline/Compile.h"
#include "tools/dlc/Build.h"
#include "tools/dlc/Compile.h"
#include "tools/dlc/Link.h"

#include "llvm/IR/Constants.h"

#include <fmt/format.h>

namespace dual::tool {

// A line for each parameter of `main`: what the program shows for --help, and the names that it takes.
static std::string usageText(Session &session) {
  std::string usage;
  if (const FnDecl *main = session.mainFunction())
    for (const Param &param : main->params) {
      usage += fmt::format("  --{} {}", param.name.text, session.sources.text(param.type->range));
      usage += param.defaultValue
                   ? fmt::format("  (default: {})\n", session.sources.text(param.defaultValue->range))
                   : "\n";
    }
  return usage;
}

static void addUsage(llvm::Module &module, const std::string &usage) {
  auto *text = llvm::ConstantDataArray::getString(module.getContext(), usage);
  new llvm::GlobalVariable(module, text->getType(), true, llvm::GlobalValue::ExternalLinkage, text,
                           "dual_usage");
}

int buildProgram(Session &session, const Options &options, const std::string &path) {
  if (!session.isProgram())
    return fail(fmt::format("`{}` has no `main` and no statements to run", options.file));
  if (!session.differentiate())
    return 1;
  Compiled compiled;
  int failure = compile(session, options, compiled);
  if (!compiled.code)
    return failure;
  if (options.report == "versions")
    return reportVersions(session.module());
  addUsage(*compiled.code, usageText(session));
  auto linked = linkProgram(lowering::emitCode(*compiled.code, *compiled.target), path);
  return linked ? 0 : fail(linked.message());
}

} // namespace dual::tool
