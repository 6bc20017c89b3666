#include "tools/dlc/Link.h"

#include "tools/dlc/Outputs.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace dual::tool {

host::Status linkShared(const std::string &object, const std::string &path) {
  return writeThrough({"cc", "there is no C compiler `cc` on the path to link with", {"-shared", "-lm"}},
                      object, "o", path);
}

// The runtime lies beside the folder of dlc itself, in lib/dual.
static std::string runtimeFolder() {
  static int here;
  std::string self = llvm::sys::fs::getMainExecutable(nullptr, &here);
  llvm::SmallString<256> folder(llvm::sys::path::parent_path(llvm::sys::path::parent_path(self)));
  llvm::sys::path::append(folder, "lib", "dual");
  return folder.str().str();
}

host::Status linkProgram(const std::string &object, const std::string &path) {
  std::vector<std::string> arguments = {"-L" + runtimeFolder(),
                                        "-lDualRuntimeMain",
                                        "-lDualRuntimeProgram",
                                        "-lDualRuntimeHost",
                                        "-lz",
                                        "-lpthread",
                                        "-lm"};
  const char *compiler = "c++";
#ifdef DUAL_SANITIZED_WITH // so is the runtime
  compiler = DUAL_SANITIZED_WITH;
  arguments.push_back("-fsanitize=address,undefined");
#endif
  return writeThrough({compiler, "there is no C++ compiler `c++` on the path to link with", arguments},
                      object, "o", path);
}

} // namespace dual::tool
