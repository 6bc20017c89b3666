// The exported functions as a library with its C header.
#include "lowering/library/header.h"
#include "lowering/library/kernels.h"
#include "lowering/library/library.h"
#include "lowering/library/names.h"
#include "lowering/library/object.h"
#include "lowering/pipeline/Compile.h"
#include "tools/dlc/Build.h"
#include "tools/dlc/Compile.h"
#include "tools/dlc/Interface.h"
#include "tools/dlc/Internal.h"
#include "tools/dlc/Link.h"
#include "tools/dlc/Outputs.h"
#include "tools/dlc/Version.h"

#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

namespace dual::tool {

namespace {

int exitCode(const host::Status &written) { return written ? 0 : fail(written.message()); }

class LibraryBuild {
public:
  LibraryBuild(Session &session, WeightFiles &weights, const Options &options, const LibraryOutputs &outputs,
               const BuildTest &test)
      : session(session), weights(weights), options(options), outputs(outputs), test(test) {}

  int run() {
    if (int failure = describe())
      return failure;
    if (!session.differentiate())
      return 1;
    int failure = compile(session, options, compiled);
    if (!compiled.code)
      return failure;
    library::describeKernels(session.module(), interface,
                             [&] { return lowering::frameSizes(*compiled.code, *compiled.target); });
    if (options.report == "memory")
      return printMemory();
    if (options.report == "versions")
      return reportVersions(session.module());
    finishInterface();
    if (test.count) {
      fmt::print("{}\n", library::countChecks(interface));
      return 0;
    }
    if (int problem = outputs.library.empty() ? 0 : writeLibrary())
      return problem;
    return outputs.header.empty() ? 0 : writeHeader();
  }

private:
  int describe() {
    if (session.exports().empty())
      return fail(
          fmt::format("`{}` exports nothing: a library consists of functions marked `export`", options.file));
    DescribedLibrary described =
        describeLibrary({session.exports(), session.dims(), session.sources, session.file()}, outputs.prefix);
    interface = std::move(described.interface);
    if (clash(described.places))
      return 1;
    auto problems = weights.attach(interface);
    for (const std::string &problem : problems)
      fail(problem);
    return problems.empty() ? 0 : 1;
  }

  bool clash(llvm::ArrayRef<SourceRange> places) {
    for (const library::Problem &problem : library::problems(interface)) {
      auto error = session.diags.error(DiagCode::name_clash_in_c, places[problem.place - 1], problem.text);
      if (problem.other)
        error.note(places[problem.other - 1], "the other is declared here");
    }
    return session.report();
  }

  // What each function needs beside its arguments and results, as its header says it.
  int printMemory() {
    for (const library::Function &f : interface.functions) {
      mlir::Operation *kernel = session.module().lookupSymbol("kernel_" + f.name);
      auto kernels = kernel ? kernel->getAttrOfType<mlir::IntegerAttr>("dl.loop_nests") : mlir::IntegerAttr();
      int64_t count = kernels ? kernels.getInt() : 0;
      fmt::print("{}: {} {}, {}\n", f.name, count, count == 1 ? "kernel" : "kernels", scratchOf(f));
    }
    return 0;
  }

  static std::string scratchOf(const library::Function &f) {
    if (f.arena)
      return fmt::format("{}scratch {} bytes", f.heap ? "at most " : "",
                         library::text(library::arenaBytes(f)));
    return f.heap ? fmt::format("scratch as the values need, for what {} does", f.heapFor) : "no scratch";
  }

  std::vector<std::string> features() {
    std::vector<std::string> names;
    for (auto &feature : compiled.target->getMCSubtargetInfo()->getEnabledProcessorFeatures())
      names.push_back(feature.Key);
    return names;
  }

  void finishInterface() {
    interface.generator = compilerVersion;
    interface.build = fmt::format("{}, {}, {} for {}, strict", interface.source, interface.generator,
                                  compiled.target->getTargetTriple().getArchName().str(),
                                  compiled.target->getTargetCPU().str());
  }

  int writeLibrary() {
    llvm::StringRef ending = llvm::sys::path::extension(outputs.library);
    library::LibraryOptions how;
    how.features = test.need.empty() ? features() : test.need;
    how.shared = ending == ".so";
    how.droppable = test.droppable;
    std::unique_ptr<llvm::MemoryBuffer> core;
    if (!test.core.empty()) {
      core = std::move(*llvm::MemoryBuffer::getFile(test.core));
      how.core = std::string_view(core->getBufferStart(), core->getBufferSize());
    }
    if (auto problem = library::makeLibrary(*compiled.code, interface, weights.bytes(), how))
      return internalError(llvm::toString(std::move(problem)));
    auto machine = library::targetMachine(*compiled.code);
    if (!machine)
      return internalError(llvm::toString(machine.takeError()));
    auto object = library::objectBytes(*compiled.code, **machine);
    if (!object)
      return internalError(llvm::toString(object.takeError()));
    return writeObject(*object, ending);
  }

  int writeObject(const std::string &object, llvm::StringRef ending) {
    if (ending == ".so")
      return exitCode(linkShared(object, outputs.library));
    std::string bytes = object;
    if (ending == ".a") {
      auto archive = library::archiveBytes(object, outputs.prefix + ".o");
      if (!archive)
        return internalError(llvm::toString(archive.takeError()));
      bytes = std::move(*archive);
    }
    return exitCode(writeBytes(outputs.library, bytes));
  }

  int writeHeader() { return exitCode(writeBytes(outputs.header, library::headerText(interface))); }

  Session &session;
  WeightFiles &weights;
  const Options &options;
  const LibraryOutputs &outputs;
  const BuildTest &test;
  library::Interface interface;
  Compiled compiled;
};

} // namespace

int buildLibrary(Session &session, WeightFiles &weights, const Options &options,
                 const LibraryOutputs &outputs, const BuildTest &test) {
  return LibraryBuild(session, weights, options, outputs, test).run();
}

} // namespace dual::tool
