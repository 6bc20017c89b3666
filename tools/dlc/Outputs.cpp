#include "tools/dlc/Outputs.h"

#include "runtime/host/files/io.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Program.h"

namespace dual::tool {

host::Status writeBytes(const std::string &path, llvm::StringRef bytes) {
  return host::writeFile(path, [&](host::FileWriter &file) { file.write(bytes.data(), bytes.size()); });
}

static host::Status make(const Maker &maker, llvm::StringRef program, llvm::StringRef input,
                         const std::string &path) {
  llvm::SmallString<128> made;
  if (auto problem = llvm::sys::fs::createUniqueFile(path + ".%%%%%%", made))
    return host::writeError(path, problem.message());
  llvm::FileRemover unlessKept(made);
  std::vector<llvm::StringRef> arguments = {program, input};
  arguments.insert(arguments.end(), maker.arguments.begin(), maker.arguments.end());
  arguments.insert(arguments.end(), {"-o", made});
  if (llvm::sys::ExecuteAndWait(program, arguments) != 0)
    return host::writeError(path, std::string("`") + maker.program + "` failed");
  if (auto problem = llvm::sys::fs::rename(made, path))
    return host::writeError(path, problem.message());
  unlessKept.releaseFile();
  return host::Done{};
}

host::Status writeThrough(const Maker &maker, llvm::StringRef input, const char *ending,
                          const std::string &path) {
  auto program = llvm::sys::findProgramByName(maker.program);
  if (!program)
    return host::writeError(path, maker.missing);
  llvm::SmallString<128> source;
  if (auto problem = llvm::sys::fs::createTemporaryFile("dual", ending, source))
    return host::writeError(path, problem.message());
  llvm::FileRemover remover(source);
  if (auto written = writeBytes(source.str().str(), input); !written)
    return written;
  return make(maker, *program, source, path);
}

} // namespace dual::tool
