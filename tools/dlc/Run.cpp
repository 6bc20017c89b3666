// `dlc run`: compiled in memory, or interpreted with --eager.
#include "tools/dlc/Run.h"
#include "lowering/jit/Jit.h"
#include "mlir/interpreter/Interpreter.h"
#include "runtime/host/arguments.h"
#include "runtime/host/signals.h"
#include "tools/dlc/Compile.h"
#include "tools/dlc/Internal.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Verbs.h"

#include <cstdlib>

namespace dual::tool {

static int runEager(Session &session) {
  interpreter::Interpreter interpreter(session.module());
  llvm::SmallVector<interpreter::Value> results;
  auto problem = interpreter.call("main", {}, results);
  return problem ? showFailure(problem->message, problem->where) : 0;
}

// A failure of the compiled program; `place` is FILE:LINE:COLUMN or nothing. What the program holds goes with
// the process.
[[noreturn]] static void endProgram(const char *message, const char *, const char *place) {
  showFailure(message, place);
  std::_Exit(1);
}

static int runCompiled(Session &session, const Options &options) {
  Compiled compiled;
  int failure = compile(session, options, compiled);
  if (!compiled.code)
    return failure;
  if (auto problem = lowering::runMain(*compiled.code, *compiled.target, endProgram))
    return internalError("the compiled program could not be started",
                         llvm::toString(std::move(problem)) + "\n");
  return 0;
}

int runMain(Session &session, const Options &options) {
  if (!session.differentiate())
    return 1;
  return options.eager ? runEager(session) : runCompiled(session, options);
}

int runVerb(const Options &options) {
  host::handleSignals();
  Session session(options);
  bool inspects = options.emit == "ast" || options.emit == "dl" || options.emit == "grad";
  if (inspects || options.file.empty())
    return checkVerb(options);
  if (!options.report.empty())
    return buildVerb(options);
  host::setArguments(options.arguments);
  return session.checkFile(Roots::program) ? runMain(session, options) : 1;
}

} // namespace dual::tool
