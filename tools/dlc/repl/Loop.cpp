// `dlc repl`: lines become inputs, inputs run.
#include "frontend/parse/parse.h"
#include "tools/dlc/Verbs.h"
#include "tools/dlc/Version.h"
#include "tools/dlc/repl/Lines.h"
#include "tools/dlc/repl/Repl.h"

#include "llvm/ADT/StringExtras.h"

#include <csignal>
#include <fmt/format.h>
#include <iostream>
#include <unistd.h>

namespace dual::tool {

namespace {

class Pipe : public Lines {
public:
  std::optional<Line> next(bool) override {
    Line line;
    return std::getline(std::cin, line.text) ? std::optional(line) : std::nullopt;
  }
  bool isTerminal() const override { return false; }
};

} // namespace

std::unique_ptr<Lines> pipedLines() { return std::make_unique<Pipe>(); }

// An attribute or a `///` stands above what it belongs to.
static bool belongsToNext(llvm::StringRef input) {
  llvm::StringRef last = input.rtrim("\n").rsplit('\n').second;
  if (input.rtrim("\n").find('\n') == llvm::StringRef::npos)
    last = input.rtrim("\n");
  return last.ltrim().starts_with("///") || last.ltrim().starts_with("@");
}

static bool isComplete(const std::string &input) {
  return completeness(input) == Completeness::complete && !belongsToNext(input);
}

// Runs inputs until the lines end. False if one failed.
static bool loop(Repl &repl, Lines &lines) {
  const char *name = lines.isTerminal() ? "<repl>" : "<stdin>";
  bool good = true;
  std::string input;
  uint32_t count = 0, first = 1;
  while (!repl.wantsEnd()) {
    auto line = lines.next(!input.empty());
    if (!line)
      break;
    ++count;
    if (line->abandoned) {
      input.clear();
      continue;
    }
    llvm::StringRef text = llvm::StringRef(line->text).trim();
    if (input.empty() && text.empty())
      continue;
    if (input.empty() && text.starts_with(":")) {
      good &= repl.command(text.str());
      std::fflush(stdout);
      continue;
    }
    if (input.empty())
      first = count;
    input += line->text + "\n";
    if (!isComplete(input))
      continue;
    good &= repl.run(name, std::exchange(input, ""), first);
    if (interrupted && !lines.isTerminal())
      return false;
  }
  if (!input.empty())
    good &= repl.run(name, input, first);
  return good;
}

int replVerb(const Options &options) {
  Repl repl(options);
  bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  auto lines = terminal ? terminalLines([&](const std::string &line, size_t &begin) {
    return repl.completions(line, begin);
  })
                        : pipedLines();
  bool good = options.file.empty() || repl.command(":load " + options.file);
  // A prompt outlives a signal that comes a moment after the statement's end.
  if (terminal) {
    std::signal(SIGINT, SIG_IGN);
    fmt::print("{}; `:help` lists the commands, Ctrl-D leaves\n", compilerVersion);
  }
  good &= loop(repl, *lines);
  if (terminal)
    return 0;
  return interrupted ? 130 : good ? 0 : 1;
}

} // namespace dual::tool
