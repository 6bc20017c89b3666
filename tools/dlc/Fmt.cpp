// `dlc fmt`: files are laid out in place, standard input to standard output.
#include "frontend/format/format.h"
#include "runtime/host/files/io.h"
#include "tools/dlc/Internal.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Session.h"
#include "tools/dlc/Verbs.h"

#include "llvm/Support/FileSystem.h"

#include <fmt/format.h>

namespace dual::tool {

namespace {

enum class Outcome { same, changed, failed, wrong };

// The file's permissions stay, and a link goes on pointing at it.
host::Status replaceFile(const std::string &path, const std::string &text) {
  llvm::SmallString<256> real(path);
  llvm::sys::fs::file_status status;
  llvm::sys::fs::real_path(path, real);
  bool known = !llvm::sys::fs::status(real, status);
  auto written = host::writeFile(real.str().str(), [&](host::FileWriter &file) { file.write(text); });
  if (written && known)
    llvm::sys::fs::setPermissions(real, status.permissions());
  return written;
}

class Formatter {
public:
  explicit Formatter(const Options &options) : options(options) {}

  Outcome run(const std::string &path) {
    auto file = loadSource(sources, path);
    if (!file)
      return Outcome::failed;
    Diagnostics diags(sources);
    auto formatted = format::format(sources, *file, diags);
    showDiagnostics(diags, sources);
    if (!formatted)
      return Outcome::failed;
    if (!formatted->isFaithful)
      return Outcome::wrong;
    return deliver(path, formatted->text, formatted->text != sources.file(*file).text());
  }

private:
  Outcome deliver(const std::string &path, const std::string &text, bool changed) {
    if (options.checkOnly) {
      if (changed)
        fmt::print("{}\n", path);
    } else if (path == "-") {
      fmt::print("{}", text);
    } else if (changed) {
      if (auto written = replaceFile(path, text); !written)
        return failed(written.message());
    }
    return changed ? Outcome::changed : Outcome::same;
  }

  Outcome failed(const std::string &problem) {
    showError(problem);
    return Outcome::failed;
  }

  const Options &options;
  SourceManager sources;
};

} // namespace

int fmtVerb(const Options &options) {
  int code = 0;
  for (const std::string &path : options.files) {
    Outcome outcome = Formatter(options).run(path);
    if (outcome == Outcome::wrong)
      return internalError(fmt::format("the layout of `{}` would not have kept its meaning", path));
    if (outcome == Outcome::failed || (options.checkOnly && outcome == Outcome::changed))
      code = 1;
  }
  return code;
}

} // namespace dual::tool
