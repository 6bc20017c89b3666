#include "tools/dlc/repl/Repl.h"

#include "frontend/parse/parse.h"
#include "tools/dlc/Report.h"

#include <chrono>
#include <csignal>
#include <fmt/format.h>

namespace dual::tool {

std::atomic<bool> interrupted{false};

namespace {

// While an input runs, Ctrl-C ends the input only.
struct StopsOnInterrupt {
  StopsOnInterrupt() { interrupted = false; }
  ~StopsOnInterrupt() { std::signal(SIGINT, before); }
  void (*before)(int) = std::signal(SIGINT, [](int) { interrupted = true; });
};

} // namespace

Repl::Repl(const Options &options) : options(options) { start(); }

// A session without declarations or variables.
void Repl::start() {
  values.clear();
  statements.clear();
  interpreter.reset();
  checker.reset();
  session = std::make_unique<Session>(options);
  checker = std::make_unique<check::ReplChecker>(session->module(), session->sources, session->diags,
                                                 session->useModules(),
                                                 [this] { return session->differentiate(); });
  interpreter::Options run;
  run.interrupt = &interrupted;
  interpreter = std::make_unique<interpreter::Interpreter>(session->module(), run);
}

// Shows what was reported; what comes next starts without it.
bool Repl::failed() {
  std::fflush(stdout);
  session->report();
  session->diags.clear();
  return false;
}

std::unique_ptr<Module> Repl::parsed(const std::string &name, std::string text, uint32_t firstLine) {
  FileId file = session->sources.add(name, std::move(text), firstLine);
  auto tree = parse(session->sources, file, session->diags);
  if (!tree)
    failed();
  return tree;
}

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool Repl::run(const std::string &name, std::string text, uint32_t firstLine, const std::string &folder) {
  StopsOnInterrupt scope;
  secondsChecking = secondsRunning = 0;
  double begin = now();
  auto tree = parsed(name, std::move(text), firstLine);
  if (!tree)
    return false;
  const Module &input = checker->own(std::move(tree));
  bool good = declare(input, folder);
  secondsChecking = now() - begin;
  for (const StmtPtr &stmt : input.stmts)
    good = good && runStatement(*stmt);
  return good;
}

bool Repl::declare(const Module &input, const std::string &folder) {
  std::vector<std::string> broken;
  if (!checker->declare(input, folder, broken))
    return failed();
  for (const std::string &name : broken)
    showNote(fmt::format("`{}` no longer checks", name));
  return true;
}

bool Repl::runStatement(const Stmt &stmt) {
  double begin = now();
  auto step = checker->write(stmt);
  secondsChecking += now() - begin;
  if (!step)
    return failed();
  begin = now();
  bool good = runStep(*step);
  secondsRunning += now() - begin;
  if (good)
    statements += std::string(session->sources.text(stmt.range)) + "\n";
  return good;
}

bool Repl::runStep(check::Step &step) {
  std::string name = step.function.getSymName().str();
  llvm::SmallVector<interpreter::Value> arguments, results;
  for (size_t slot : step.arguments)
    arguments.push_back(values[slot]);
  auto problem = interpreter->call(name, arguments, results);
  interpreter->forget(name);
  std::fflush(stdout);
  if (problem) {
    checker->drop(step);
    if (problem->code == "CANCELLED")
      showInterrupted();
    else
      showFailure(problem->message, problem->where);
    return false;
  }
  for (auto [slot, value] : llvm::zip(step.results, results))
    values[slot] = std::move(value);
  checker->keep(step);
  auto live = checker->liveSlots();
  llvm::SmallVector<size_t> dead;
  for (auto &entry : values)
    if (!live.contains(entry.first))
      dead.push_back(entry.first);
  for (size_t slot : dead)
    values.erase(slot);
  return true;
}

} // namespace dual::tool
