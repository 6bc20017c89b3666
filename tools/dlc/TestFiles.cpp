#include "tools/dlc/TestFiles.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem.h"

#include <algorithm>

namespace dual::tool {

static bool isSource(llvm::StringRef path) { return path.ends_with(".dl"); }

static std::vector<std::string> sourcesBelow(const std::string &folder) {
  std::vector<std::string> found;
  std::error_code problem;
  llvm::sys::fs::recursive_directory_iterator at(folder, problem, /*follow_symlinks=*/false), end;
  for (; !problem && at != end; at.increment(problem))
    if (isSource(at->path()) && !llvm::sys::fs::is_directory(at->path()))
      found.push_back(at->path().substr(folder == "." ? 2 : 0));
  std::sort(found.begin(), found.end());
  return found;
}

TestFiles testFiles(const std::vector<std::string> &words) {
  TestFiles result;
  bool isNamed = false;
  for (const std::string &word : words) {
    if (llvm::sys::fs::is_directory(word)) {
      for (std::string &file : sourcesBelow(word))
        result.files.push_back(std::move(file));
    } else if (word == "-" || isSource(word) || llvm::sys::fs::exists(word)) {
      result.files.push_back(word);
    } else {
      result.names.push_back(word);
      continue;
    }
    isNamed = true;
  }
  if (!isNamed)
    result.files = sourcesBelow(".");
  return result;
}

} // namespace dual::tool
