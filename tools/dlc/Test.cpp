// `dlc test`: each `test` block is a program of its own and runs in a process of its own, so whatever ends
// one leaves the others alone.
#include "runtime/host/attempt.h"
#include "runtime/host/output.h"
#include "runtime/host/signals.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Run.h"
#include "tools/dlc/TestFiles.h"
#include "tools/dlc/Verbs.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace dual::tool {

const char *testHelp() {
  return R"(dlc test [FILE|FOLDER|NAME ...]: run `test` blocks

  dlc test                    those of all .dl files in this folder and below
  dlc test FILE FOLDER ...    those of the files, and of all .dl files in the folders and below
  dlc test FILE NAME ...      only those with one of the NAMEs in their titles; a NAME is a word that is no file

Each block runs in a process of its own. What a block prints is shown if it fails. Exit code: 0 if all passed, 1 if one
failed or a file has errors, or if nothing has such a title.

  --eager                     interpret operation by operation instead of compiling
  -I FOLDER                   where `use` looks for modules, after the file's own folder
  --diagnostics=json          errors and failures on standard error as JSON
)";
}

namespace {

struct Failed {
  std::string title;
  std::string text;
};

class TestRunner {
public:
  TestRunner(const Options &options, std::vector<std::string> names, bool severalFiles)
      : options(options), names(std::move(names)), severalFiles(severalFiles) {}

  void run(const std::string &path) {
    Options one = options;
    one.file = path;
    Session session(one);
    if (!session.checkFile(Roots::tests)) {
      ++wrongFiles;
      return;
    }
    std::vector<const check::TestRoot *> chosen;
    for (const check::TestRoot &test : session.tests())
      if (isChosen(test))
        chosen.push_back(&test);
    left += session.tests().size() - chosen.size();
    if (chosen.empty() && severalFiles)
      return;
    std::string where = severalFiles ? path + ": " : "";
    fmt::print("{}running {} {}\n", where, chosen.size(), chosen.size() == 1 ? "test" : "tests");
    for (const check::TestRoot *test : chosen)
      runOne(session, one, *test, where);
  }

  // The exit code.
  int finish() {
    if (!names.empty() && passed + failed.size() == 0 && wrongFiles == 0) {
      showError(
          fmt::format("there is no test with `{}` in its title, nor a file of that name", names.front()));
      return 1;
    }
    if (!failed.empty())
      fmt::print("\nfailures:\n");
    for (const Failed &each : failed)
      fmt::print("\n{}\n{}", each.title, each.text);
    bool ok = failed.empty() && wrongFiles == 0;
    fmt::print("\ntest result: {}. {} passed; {} failed{}{}\n", word(ok), passed, failed.size(),
               left ? fmt::format("; {} left out", left) : "",
               wrongFiles ? fmt::format("; {} with errors", counted(wrongFiles)) : "");
    return ok ? 0 : 1;
  }

private:
  static std::string counted(size_t files) { return fmt::format("{} file{}", files, files == 1 ? "" : "s"); }

  bool isChosen(const check::TestRoot &test) const {
    return names.empty() || llvm::any_of(names, [&](const std::string &name) {
             return test.title.find(name) != std::string::npos;
           });
  }

  std::string word(bool ok) const {
    if (!colors)
      return ok ? "ok" : "FAILED";
    return ok ? "\033[32mok\033[0m" : "\033[1;31mFAILED\033[0m";
  }

  void runOne(Session &session, const Options &one, const check::TestRoot &test, const std::string &where) {
    fmt::print("test {} ... ", test.title);
    std::fflush(stdout);
    auto ended = host::attempt(true);
    if (!ended)
      _exit(runHere(session, one, test));
    bool ok = ended->code == 0 && ended->problem.empty();
    fmt::print("{}\n", word(ok));
    std::fflush(stdout);
    if (ok)
      ++passed;
    else
      failed.push_back({where + test.title, reasonOf(session, *ended)});
  }

  std::string reasonOf(const Session &session, const host::Attempt &ended) const {
    std::string text = ended.output;
    if (!text.empty() && text.back() != '\n')
      text += '\n';
    if (!ended.problem.empty())
      text += fmt::format("error: its process ended: {}\n", ended.problem);
    if (!ended.failure)
      return text;
    if (options.json)
      showFailure(ended.failure->message, ended.failure->place);
    return text + failureText(session.sources, ended.failure->message, ended.failure->place, colors);
  }

  // In the process of the test. Its root becomes the only one.
  static int runHere(Session &session, const Options &one, const check::TestRoot &test) {
    host::handleSignals();
    for (const check::TestRoot &other : session.tests()) {
      auto root = session.module().lookupSymbol<mlir::func::FuncOp>(other.function);
      if (&other == &test)
        root.setSymName("main");
      else
        root.erase();
    }
    int code = runMain(session, one);
    return host::flushOutput() ? code : 1;
  }

  const Options &options;
  std::vector<std::string> names;
  bool severalFiles;
  bool colors = isatty(STDOUT_FILENO) != 0;
  size_t passed = 0, left = 0, wrongFiles = 0;
  std::vector<Failed> failed;
};

} // namespace

int testVerb(const Options &options) {
  TestFiles given = testFiles(options.files);
  if (given.files.empty()) {
    showError("there is no .dl file here");
    return 1;
  }
  TestRunner runner(options, given.names, given.files.size() > 1);
  for (const std::string &file : given.files)
    runner.run(file);
  return runner.finish();
}

} // namespace dual::tool
