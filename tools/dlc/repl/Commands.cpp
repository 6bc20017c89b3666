// The commands of the REPL: words after a colon.
#include "runtime/host/files/io.h"
#include "tools/dlc/Inspect.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/repl/Repl.h"

#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

namespace dual::tool {

const std::vector<Repl::Command> &Repl::commands() {
  static const std::vector<Command> list = {
      {"help", "", "this text", &Repl::help},
      {"type", "EXPR", "the type of an expression, without running it", &Repl::type},
      {"ir", "EXPR", "the dl operations of an expression, or of a function by its name", &Repl::ir},
      {"time", "STMT", "run a statement and say how long it took", &Repl::time},
      {"load", "FILE", "the declarations of a file, then its statements", &Repl::load},
      {"save", "FILE", "write the declarations and statements of this session to a file", &Repl::save},
      {"clear", "", "forget all declarations and variables", &Repl::clear},
      {"summary", "NAME", "what a graph, a variable with one, or a function consists of", &Repl::summary},
      {"plot", "NAME FILE", "the graph as a picture: .svg, .png or .dot", &Repl::plot},
      {"quit", "", "leave, as Ctrl-D does", &Repl::quit},
  };
  return list;
}

static bool wrong(const std::string &message) {
  showError(message);
  return false;
}

bool Repl::command(const std::string &line) {
  auto [name, rest] = llvm::StringRef(line).trim().drop_front().split(' ');
  for (const Command &command : commands())
    if (name == command.name) {
      rest = rest.trim();
      if (*command.argument && rest.empty())
        return wrong(fmt::format("`:{}` needs {}", command.name, command.argument));
      if (!*command.argument && !rest.empty())
        return wrong(fmt::format("`:{}` stands alone; found `{}`", command.name, rest.str()));
      return (this->*command.run)(rest.str());
    }
  return wrong(fmt::format("there is no command `:{}`; `:help` lists them", name.str()));
}

bool Repl::help(const std::string &) {
  fmt::print("A declaration or a statement runs when it is complete; an expression shows its value, which is "
             "`_` afterwards.\n"
             "Ctrl-C stops what runs, Ctrl-D leaves, Tab completes.\n\n");
  for (const Command &command : commands())
    fmt::print("  :{:<14}{}\n", fmt::format("{} {}", command.name, command.argument), command.does);
  return true;
}

// The argument of a command as an expression, or null after an error.
const Expr *Repl::onlyExpression(const std::string &text) {
  auto tree = parsed("<command>", text, 1);
  if (!tree)
    return nullptr;
  const Module &input = checker->own(std::move(tree));
  bool single = input.uses.empty() && input.decls.empty() && input.stmts.size() == 1;
  auto *statement = single ? input.stmts.front()->as<ExprStmt>() : nullptr;
  if (!statement)
    wrong(fmt::format("`{}` is not an expression", text));
  return statement ? statement->value.get() : nullptr;
}

bool Repl::type(const std::string &text) {
  const Expr *expr = onlyExpression(text);
  if (!expr)
    return false;
  auto found = checker->typeOf(*expr);
  if (!found)
    return failed();
  fmt::print("{}\n", *found);
  return true;
}

bool Repl::ir(const std::string &text) {
  const Expr *expr = onlyExpression(text);
  if (!expr)
    return false;
  auto found = checker->irOf(*expr);
  if (!found)
    return failed();
  fmt::print("{}", *found);
  return true;
}

bool Repl::time(const std::string &text) {
  bool good = run("<command>", text);
  fmt::print("checked in {:.3f} ms, ran in {:.3f} ms\n", secondsChecking * 1e3, secondsRunning * 1e3);
  return good;
}

bool Repl::load(const std::string &path) {
  std::string why;
  SourceManager files;
  auto file = files.load(path, why);
  if (!file)
    return wrong(fmt::format("cannot read `{}`: {}", path, why));
  return run(path, std::string(files.file(*file).text()), 1, folderOf(path));
}

bool Repl::save(const std::string &path) {
  std::string text = checker->declarations() + "\n" + statements;
  auto done = host::writeFile(path, [&](host::FileWriter &file) { file.write(text); });
  return done ? true : wrong(done.message());
}

bool Repl::clear(const std::string &) {
  start();
  return true;
}

bool Repl::quit(const std::string &) {
  ended = true;
  return true;
}

// Of a declaration, or of the graph that a variable holds.
std::optional<check::Outline> Repl::outline(const std::string &name, bool isPlot) {
  InspectRequest request{name, "here", {}, {}, isPlot, checker->graphIn(name)};
  auto found = outlineOf(*session, checker->useChecker(), checker->declared(), request);
  session->diags.clear();
  return found;
}

bool Repl::summary(const std::string &text) {
  auto found = outline(text, false);
  if (found)
    fmt::print("{}", summaryText(*found, checker->useChecker().dimTable()));
  return found.has_value();
}

bool Repl::plot(const std::string &text) {
  auto [name, path] = llvm::StringRef(text).split(' ');
  path = path.trim();
  if (path.empty())
    return wrong("`:plot` needs NAME FILE");
  auto found = outline(name.str(), true);
  return found && writePlot(*found, path.str());
}

} // namespace dual::tool
