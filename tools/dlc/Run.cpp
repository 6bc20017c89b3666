// `dlc run`: compiled in memory, or interpreted with --eager.
#include "mlir/interpreter/Interpreter.h"
#include "tools/dlc/Session.h"
#include "tools/dlc/Verbs.h"
#ifdef DUAL_HAS_LOWERING
#include "lowering/jit/Jit.h"
#include "lowering/pipeline/Compile.h"
#endif

#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

#include <atomic>
#include <csignal>
#include <fmt/format.h>
#include <iostream>

namespace dual::tool {

static std::atomic<bool> interrupted{false};

static void onInterrupt(int) { interrupted = true; }

static int failed(const std::string &message, mlir::Location where) {
  std::cout.flush();
  fmt::print(stderr, "error: {}\n", message);
  if (auto at = mlir::dyn_cast<mlir::FileLineColLoc>(where))
    fmt::print(stderr, "  --> {}:{}:{}\n", at.getFilename().str(), at.getLine(), at.getColumn());
  return 1;
}

static int runEager(Session &session) {
  std::signal(SIGINT, onInterrupt);
  interpreter::Options options;
  options.interrupt = &interrupted;
  interpreter::Interpreter interpreter(session.module(), options);
  llvm::SmallVector<interpreter::Value> results;
  auto problem = interpreter.call("main", {}, results);
  std::cout.flush();
  if (interrupted)
    return 130;
  return problem ? failed(problem->message, problem->where) : 0;
}

#ifdef DUAL_HAS_LOWERING
static int internalError(const std::string &what, const std::string &details = "") {
  fmt::print(stderr,
             "internal error: {}\nThis is a mistake of dlc, not of your program; `dlc run --eager` does without the part that failed.\n"
             "Please report it with the program that shows it and these details:\n{}",
             what, details);
  return 70;
}

static int runCompiled(Session &session, const Options &options) {
  lowering::CompileOptions compile;
  compile.cpu = options.cpu;
  bool shown = false;
  if (!options.emit.empty())
    compile.afterStage = [&](llvm::StringRef stage, mlir::ModuleOp module) {
      if (stage == options.emit) {
        module.print(llvm::outs());
        shown = true;
      }
    };
  auto target = lowering::makeTarget(compile);
  if (!target) {
    fmt::print(stderr, "error: there is no CPU `{}`\n", options.cpu);
    return 2;
  }
  session.startLowering();
  if (mlir::failed(lowering::lowerToLLVM(session.module(), compile)))
    return internalError("the program could not be lowered", session.internalDetails);
  if (shown)
    return 0;
  llvm::LLVMContext context;
  auto code = lowering::translate(session.module(), context, *target);
  if (!code)
    return internalError("the program could not be translated", session.internalDetails);
  if (options.emit == "asm") {
    llvm::outs() << lowering::emitCode(*code, *target, true);
    return 0;
  }
  if (auto problem = lowering::runMain(*code, *target))
    return internalError(llvm::toString(std::move(problem)));
  return 0;
}
#endif

int runVerb(const Options &options) {
  Session session(options);
  bool inspects = options.emit == "ast" || options.emit == "dl" || options.emit == "grad";
  if (inspects || options.file.empty())
    return checkVerb(options);
  if (!session.checkFile(/*needsMain=*/true) || !session.differentiate())
    return 1;
  if (options.eager)
    return runEager(session);
#ifdef DUAL_HAS_LOWERING
  return runCompiled(session, options);
#else
  fmt::print(stderr, "error: compiling is not built yet; run with --eager\n");
  return 1;
#endif
}

} // namespace dual::tool
