#include "tools/dlc/Compile.h"

#include "lowering/pipeline/Compile.h"
#include "tools/dlc/Internal.h"
#include "tools/dlc/Report.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

namespace dual::tool {

int compile(Session &session, const Options &options, Compiled &compiled) {
  lowering::CompileOptions stages;
  stages.cpu = options.cpu;
  bool shown = false;
  stages.afterStage = [&](llvm::StringRef stage, mlir::ModuleOp module) {
    if (stage != options.emit)
      return;
    module.print(llvm::outs());
    shown = true;
  };
  compiled.target = lowering::makeTarget(stages);
  if (!compiled.target) {
    showError(fmt::format("there is no CPU `{}`", options.cpu));
    return 2;
  }
  session.startLowering();
  if (mlir::failed(lowering::lowerToLLVM(session.module(), stages)))
    return session.refused ? 1 : internalError("the program could not be lowered", session.internalDetails);
  if (shown)
    return 0;
  compiled.code = lowering::translate(session.module(), compiled.context, *compiled.target);
  if (!compiled.code)
    return internalError("the program could not be translated", session.internalDetails);
  if (options.emit == "asm") {
    llvm::outs() << lowering::emitCode(*compiled.code, *compiled.target, true);
    compiled.code.reset();
  }
  return 0;
}

} // namespace dual::tool
