#include "tools/dlc/Link.h"

#include "lowering/library/object.h"
#include "tools/dlc/Report.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <fmt/format.h>

namespace dual::tool {

static int fail(const std::string &path, const std::string &why) {
  showError(fmt::format("cannot link `{}`: {}", path, why));
  return 1;
}

// Runs the compiler; what it writes goes to a temporary file that is renamed when it is whole.
static int link(const char *name, const std::string &path, std::vector<llvm::StringRef> arguments) {
  auto compiler = llvm::sys::findProgramByName(name);
  if (!compiler)
    return fail(path, fmt::format("there is no compiler `{}` on the path to link with", name));
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

// Calls `use` with the name of a temporary file that holds the object.
static int withObject(const std::string &object, const std::string &path, llvm::function_ref<int(llvm::StringRef)> use) {
  llvm::SmallString<128> part;
  if (auto problem = llvm::sys::fs::createTemporaryFile("dual", "o", part))
    return fail(path, problem.message());
  llvm::FileRemover remover(part);
  if (auto problem = library::writeWhole(part.str().str(), object))
    return fail(path, llvm::toString(std::move(problem)));
  return use(part);
}

int linkShared(const std::string &object, const std::string &path) {
  return withObject(object, path, [&](llvm::StringRef part) { return link("cc", path, {"-shared", part, "-lm"}); });
}

// The runtime lies beside the folder of dlc itself, in lib/dual.
static std::string runtimeFolder() {
  static int here;
  llvm::SmallString<256> folder(llvm::sys::path::parent_path(llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(nullptr, &here))));
  llvm::sys::path::append(folder, "lib", "dual");
  return folder.str().str();
}

int linkProgram(const std::string &object, const std::string &path) {
  std::string runtime = "-L" + runtimeFolder();
  return withObject(object, path, [&](llvm::StringRef part) {
    return link("c++", path, {part, runtime, "-lDualRuntimeMain", "-lDualRuntimeProgram", "-lDualRuntimeHost", "-lz", "-lpthread", "-lm"});
  });
}

} // namespace dual::tool
