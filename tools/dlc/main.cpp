// dlc: one binary, a verb for each thing it does.
#include "runtime/host/output.h"
#include "tools/dlc/Internal.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Verbs.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace dual::tool;

static int wrongUse(const std::string &problem) {
  showError(problem, "Try `dlc --help`.");
  return 2;
}

static int dispatch(int argc, char **argv) {
  Options options = parseOptions(argc, argv);
  if (options.json)
    reportAsJson();
  if (!options.problem.empty())
    return wrongUse(options.problem);
  if (options.help || options.verb.empty()) {
    fmt::print("{}", usage());
    return options.help ? 0 : 2;
  }
  if (options.verb == "--version") {
    fmt::print("dlc 0.1.0\n");
    return 0;
  }
  for (const char *later : {"test"})
    if (options.verb == later) {
      showError(fmt::format("`dlc {}` is not built yet", later));
      return 2;
    }
  if (options.verb == "repl")
    return replVerb(options);
  if (options.file.empty())
    return wrongUse("`dlc " + options.verb + "` needs " + (options.verb == "explain" ? "a code" : "a file"));
  if (options.verb == "run")
    return runVerb(options);
  if (options.verb == "build")
    return buildVerb(options);
  if (options.verb == "check")
    return checkVerb(options);
  if (options.verb == "summary")
    return summaryVerb(options);
  if (options.verb == "plot")
    return plotVerb(options);
  if (options.verb == "fmt")
    return fmtVerb(options);
  if (options.verb == "explain")
    return explainVerb(options);
  return wrongUse("there is no command `" + options.verb + "`");
}

/// Nothing has succeeded whose output did not arrive.
static int finished(int code) {
  llvm::raw_fd_ostream &out = llvm::outs();
  out.flush();
  std::string problem = out.has_error() ? "cannot write to standard output: " + out.error().message() : "";
  out.clear_error();
  if (dual::host::Status written = dual::host::flushOutput(); !written)
    problem = written.message();
  if (code != 0 || problem.empty())
    return code;
  showError(problem);
  return 1;
}

int main(int argc, char **argv) {
  reportCrashes(argc, argv);
  return finished(dispatch(argc, argv));
}
