// `dlc doc`: pages about the declarations of modules, from their `///` comments.
#include "frontend/parse/parse.h"
#include "stdlib/stdlib.h"
#include "tools/dlc/DocPage.h"
#include "tools/dlc/Outputs.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Session.h"
#include "tools/dlc/Verbs.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fmt/format.h>

namespace dual::tool {

const char *docHelp() {
  return R"(dlc doc [FILE ...] --out FOLDER: API pages in HTML

  dlc doc --out FOLDER             the modules of the standard library
  dlc doc FILE ... --out FOLDER    the files, each a module
  dlc doc FILE ... --check         write nothing, but list the public declarations that have no `///`; exit code 1 if there are any

FOLDER gets `index.html` and a page for each module. Public is what does not begin with `_`, except `main` and tests.
)";
}

namespace {

class Documenter {
public:
  explicit Documenter(const Options &options) : options(options) {}

  int run() {
    if (!readAll())
      return 1;
    if (options.checkOnly)
      return check() ? 0 : 1;
    if (options.output.empty()) {
      showError("`dlc doc` needs `--out FOLDER`, or `--check`");
      return 2;
    }
    return write() ? 0 : 1;
  }

private:
  bool readAll() {
    bool ok = true;
    for (const std::string &path : options.files) {
      auto file = loadSource(sources, path);
      ok &= file && read(llvm::sys::path::stem(path).str(), *file);
    }
    if (options.files.empty())
      for (const std::string &name : standardModuleNames())
        ok &= read(name, sources.add("<stdlib>/" + name + ".dl", *standardModule(name)));
    return ok;
  }

  bool read(const std::string &name, FileId file) {
    Diagnostics diags(sources);
    auto syntax = parse(sources, file, diags);
    showDiagnostics(diags, sources);
    if (!syntax)
      return false;
    modules.push_back({name, std::move(syntax)});
    return true;
  }

  bool check() const {
    bool ok = true;
    for (const DocModule &module : modules)
      for (const DeclPtr &decl : module.syntax->decls) {
        if (!isDocumented(*decl) || !decl->doc.empty())
          continue;
        fmt::print("{}: `{}` has no `///`\n", sources.describe(decl->name.range), decl->name.text);
        ok = false;
      }
    return ok;
  }

  bool makeFolder() const {
    auto problem = llvm::sys::fs::create_directories(options.output);
    if (!problem && !llvm::sys::fs::is_directory(options.output))
      problem = std::make_error_code(std::errc::not_a_directory);
    if (problem)
      showError(fmt::format("cannot write `{}`: {}", options.output, problem.message()));
    return !problem;
  }

  bool write() const {
    if (!makeFolder())
      return false;
    DocLinks links = linksOf(modules);
    bool ok = true;
    for (const DocModule &module : modules)
      ok &= writePage(module.name, docPage(module, links, sources));
    return ok && writePage("index", docIndex(modules, sources));
  }

  bool writePage(const std::string &name, const std::string &text) const {
    auto written = writeBytes(options.output + "/" + name + ".html", text);
    if (!written)
      showError(written.message());
    return bool(written);
  }

  const Options &options;
  SourceManager sources;
  std::vector<DocModule> modules;
};

} // namespace

int docVerb(const Options &options) { return Documenter(options).run(); }

} // namespace dual::tool
