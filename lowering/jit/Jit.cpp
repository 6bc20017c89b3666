#include "lowering/jit/Jit.h"

#include "lowering/pipeline/Compile.h"
#include "runtime/program/program.h"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"

using namespace llvm;

namespace dual::lowering {

/// The runtime by address, so that no tool needs to export symbols; the C library from the process.
static Error addRuntime(orc::LLJIT &jit) {
  orc::SymbolMap symbols;
  size_t count = 0;
  const program::EntryPoint *points = program::entryPoints(count);
  for (const program::EntryPoint &point : ArrayRef(points, count))
    symbols[jit.mangleAndIntern(point.name)] = {orc::ExecutorAddr::fromPtr(point.address),
                                                JITSymbolFlags::Exported};
  orc::JITDylib &library = jit.getMainJITDylib();
  if (Error problem = library.define(orc::absoluteSymbols(std::move(symbols))))
    return problem;
  auto process =
      orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(jit.getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  library.addGenerator(std::move(*process));
  return Error::success();
}

Error runMain(Module &module, TargetMachine &target, OnFailure onFailure) {
  program::setFailureHandler(onFailure);
  auto jit = orc::LLJITBuilder().create();
  if (!jit)
    return jit.takeError();
  if (Error problem = addRuntime(**jit))
    return problem;
  auto object = MemoryBuffer::getMemBufferCopy(emitCode(module, target), "dual");
  if (Error problem = (*jit)->addObjectFile(std::move(object)))
    return problem;
  auto address = (*jit)->lookup("dual_main");
  if (!address)
    return address.takeError();
  address->toPtr<void (*)()>()();
  return Error::success();
}

} // namespace dual::lowering
