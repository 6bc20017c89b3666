#include "tools/dlc/Link.h"

#include "lowering/library/object.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

#include <fmt/format.h>

namespace dual::tool {

static int fail(const std::string &path, const std::string &why) {
  fmt::print(stderr, "error: cannot link `{}`: {}\n", path, why);
  return 1;
}

// Runs the C compiler; what it writes goes to a temporary file that is renamed when it is whole.
static int link(const std::string &path, std::vector<llvm::StringRef> arguments) {
  auto compiler = llvm::sys::findProgramByName("cc");
  if (!compiler)
    return fail(path, "there is no C compiler `cc` on the path");
  llvm::SmallString<128> made;
  if (auto problem = llvm::sys::fs::createUniqueFile(path + ".%%%%%%", made))
    return fail(path, problem.message());
  llvm::FileRemover unlessKept(made);
  arguments.insert(arguments.begin(), *compiler);
  arguments.insert(arguments.end(), {"-o", made});
  if (llvm::sys::ExecuteAndWait(*compiler, arguments) != 0)
    return fail(path, "the linker failed");
  if (auto problem = llvm::sys::fs::rename(made, path))
    return fail(path, problem.message());
  unlessKept.releaseFile();
  return 0;
}

int linkShared(const std::string &object, const std::string &path) {
  llvm::SmallString<128> part;
  if (auto problem = llvm::sys::fs::createTemporaryFile("dual", "o", part))
    return fail(path, problem.message());
  llvm::FileRemover remover(part);
  if (auto problem = library::writeWhole(part.str().str(), object))
    return fail(path, llvm::toString(std::move(problem)));
  return link(path, {"-shared", part, "-lm"});
}

} // namespace dual::tool
