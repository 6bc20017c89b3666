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
  const char *(*help)() = usage;
};

static constexpr Verb verbs[] = {
    {"run", "a file", runVerb},
    {"repl", nullptr, replVerb},
    {"build", "a file", buildVerb},
    {"check", "a file", checkVerb},
    {"fmt", "a file", fmtVerb},
    {"summary", "a file", summaryVerb},
    {"plot", "a file", plotVerb},
    {"explain", "a code", explainVerb},
    {"test", nullptr, testVerb, testHelp},
    {"doc", nullptr, docVerb, docHelp},
};

static const Verb *find(const std::string &name) {
  for (const Verb &verb : verbs)
    if (name == verb.name)
      return &verb;
  return nullptr;
}

static int dispatch(int argc, char **argv) {
  Options options = parseOptions(argc, argv);
  if (options.json)
    reportAsJson();
  crashForTest();
  if (!options.problem.empty())
    return wrongUse(options.problem);
  const Verb *verb = find(options.verb);
  if (options.help || options.verb.empty()) {
    fmt::print("{}", verb ? verb->help() : usage());
    return options.help ? 0 : 2;
  }
  if (options.verb == "--version") {
    fmt::print("{}\n", compilerVersion);
    return 0;
  }
  if (!verb)
    return wrongUse("there is no command `" + options.verb + "`");
  if (verb->needs && options.file.empty())
    return wrongUse(fmt::format("`dlc {}` needs {}", verb->name, verb->needs));
  return verb->run(options);
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
