// dlc: one binary, a verb for each thing it does.
#include "runtime/host/output.h"
#include "tools/dlc/Internal.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Verbs.h"
#include "tools/dlc/Version.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace dual::tool;

static int wrongUse(const std::string &problem) {
  showError(problem, "Try `dlc --help`.");
  return 2;
}

struct Verb {
  const char *name;
  const char *needs; // what must follow it; null: nothing
  int (*run)(const Options &options);
};

static constexpr Verb verbs[] = {
    {"run", "a file", runVerb},     {"repl", nullptr, replVerb},        {"build", "a file", buildVerb},
    {"check", "a file", checkVerb}, {"fmt", "a file", fmtVerb},         {"summary", "a file", summaryVerb},
    {"plot", "a file", plotVerb},   {"explain", "a code", explainVerb},
};

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
    fmt::print("{}\n", compilerVersion);
    return 0;
  }
  for (const Verb &verb : verbs)
    if (options.verb == verb.name)
      return verb.needs && options.file.empty()
                 ? wrongUse(fmt::format("`dlc {}` needs {}", verb.name, verb.needs))
                 : verb.run(options);
  if (options.verb == "test") {
    showError("`dlc test` is not built yet");
    return 2;
  }
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
