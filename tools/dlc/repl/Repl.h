// A session of the REPL: what was declared and defined, and the values of the variables.
#pragma once

#include "frontend/check/outline.h"
#include "frontend/check/repl.h"
#include "mlir/interpreter/Interpreter.h"
#include "tools/dlc/Session.h"

#include <atomic>

namespace dual::tool {

// Set by Ctrl-C while a statement runs.
extern std::atomic<bool> interrupted;

class Repl {
public:
  explicit Repl(const Options &options);

  // Runs an input: its declarations, then its statements one by one, up to the first that fails. False if one
  // did.
  bool run(const std::string &name, std::string text, uint32_t firstLine = 1, const std::string &folder = "");
  // `:word rest`. False if it failed or there is no such command.
  bool command(const std::string &line);
  // Every way to go on with the word that ends the line, and where that word begins.
  std::vector<std::string> completions(const std::string &line, size_t &wordBegin);

  bool wantsEnd() const { return ended; }

private:
  struct Command {
    const char *name, *argument, *does;
    bool (Repl::*run)(const std::string &);
  };
  static const std::vector<Command> &commands();

  // commands (Commands.cpp)
  bool help(const std::string &);
  bool type(const std::string &text);
  bool ir(const std::string &text);
  bool time(const std::string &text);
  bool load(const std::string &path);
  bool save(const std::string &path);
  bool clear(const std::string &);
  bool quit(const std::string &);
  bool summary(const std::string &name);
  bool plot(const std::string &text);
  std::optional<check::Outline> outline(const std::string &name, bool isPlot);
  const Expr *onlyExpression(const std::string &text);

  void start();
  std::unique_ptr<Module> parsed(const std::string &name, std::string text, uint32_t firstLine);
  bool declare(const Module &input, const std::string &folder);
  bool runStatement(const Stmt &stmt);
  bool runStep(check::Step &step);
  bool failed();

  Options options;
  std::unique_ptr<Session> session;
  std::unique_ptr<check::ReplChecker> checker;
  std::unique_ptr<interpreter::Interpreter> interpreter;
  llvm::DenseMap<size_t, interpreter::Value> values; // by slot
  std::string statements;                            // those that ran, for `:save`
  double secondsChecking = 0, secondsRunning = 0;    // of the last input
  bool ended = false;
};

} // namespace dual::tool
