// `dlc summary` and `dlc plot`.
#include "tools/dlc/Inspect.h"

#include "frontend/check/outline_function.h"
#include "frontend/check/wording.h"
#include "tools/dlc/Report.h"
#include "tools/dlc/Verbs.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::tool {

namespace {

struct Subject {
  const Decl *decl = nullptr;
  const check::ModuleScope *scope = nullptr;
};

std::vector<std::string> graphsOf(const check::ModuleScope &scope) {
  std::vector<std::string> names;
  for (const DeclPtr &decl : scope.syntax->decls)
    if (decl->is<GraphDecl>())
      names.push_back(decl->name.text);
  return names;
}

// By its name as the file would write it: its own, or one that it uses.
Subject find(const check::ModuleScope &scope, const std::string &name) {
  size_t dot = name.rfind('.');
  if (dot != std::string::npos) {
    auto module = scope.modules.find(name.substr(0, dot));
    return module == scope.modules.end() ? Subject() : find(*module->second, name.substr(dot + 1));
  }
  if (auto own = scope.decls.find(name); own != scope.decls.end())
    return {own->second, &scope};
  auto used = scope.imported.find(name);
  return used == scope.imported.end() ? Subject() : Subject{used->second.first, used->second.second};
}

bool isShown(const Decl &decl) { return decl.is<GraphDecl>() || decl.is<FnDecl>(); }

// What is asked for; without a name the file's only graph. Null after the error has been shown.
Subject subjectOf(const check::ModuleScope &scope, const InspectRequest &request) {
  std::vector<std::string> graphs = graphsOf(scope), names;
  if (!request.subject.empty()) {
    Subject found = find(scope, request.subject);
    if (found.decl && isShown(*found.decl))
      return found;
    for (auto &[name, decl] : scope.decls)
      if (isShown(*decl))
        names.push_back(name);
    auto near = check::suggestion(request.subject, names);
    showError(fmt::format("there is no graph or function `{}` {}{}", request.subject, request.where,
                          near ? fmt::format("; did you mean `{}`?", *near) : ""));
  } else if (graphs.size() == 1) {
    return find(scope, graphs.front());
  } else if (graphs.empty()) {
    showError(fmt::format("there is no graph {}; say which function", request.where));
  } else {
    showError(
        fmt::format("there are several graphs {}; say which: {}", request.where, llvm::join(graphs, ", ")));
  }
  return {};
}

// Levels of children to show. Nothing after the error has been shown.
std::optional<int> depthOf(InspectRequest &request, const Decl &decl, int otherwise) {
  auto *graph = decl.as<GraphDecl>();
  bool hasDepth =
      graph && llvm::any_of(graph->params, [](auto &param) { return param.name.text == "depth"; });
  if (!hasDepth)
    if (auto given = request.arguments.extract("depth"))
      request.depth = given.mapped();
  int depth = otherwise;
  if (!request.depth || (!llvm::StringRef(*request.depth).getAsInteger(10, depth) && depth >= 0))
    return depth;
  showError(fmt::format("`--depth` is `{}`; expected how many levels to show", *request.depth));
  return std::nullopt;
}

std::optional<check::Outline> functionOutline(Session &session, check::Checker &checker, const FnDecl &decl,
                                              const InspectRequest &request, int depth) {
  if (!request.arguments.empty()) {
    showError(fmt::format("`{}` is a function; only a graph takes `--{}`", request.subject,
                          request.arguments.begin()->first));
    return std::nullopt;
  }
  check::FunctionOutliner outliner(checker, depth);
  if (outliner.find(decl))
    return session.simplify(outliner.module()) ? std::optional(outliner.outline()) : std::nullopt;
  session.report();
  return std::nullopt;
}

constexpr int all = std::numeric_limits<int>::max();

} // namespace

std::optional<check::Outline> outlineOf(Session &session, check::Checker &checker,
                                        const check::ModuleScope &scope, InspectRequest request) {
  Subject subject =
      request.instance ? Subject{request.instance->decl, request.instance->scope} : subjectOf(scope, request);
  if (!subject.decl)
    return std::nullopt;
  auto *graph = subject.decl->as<GraphDecl>();
  auto depth = depthOf(request, *subject.decl, graph && !request.isPlot ? 0 : all);
  if (!depth)
    return std::nullopt;
  if (!graph)
    return functionOutline(session, checker, *subject.decl->as<FnDecl>(), request, *depth);
  check::Outliner outliner(checker, *depth);
  auto outline = request.instance ? outliner.outline(*request.instance)
                                  : outliner.outline(*graph, *subject.scope, request.arguments);
  if (!outline)
    session.report();
  return outline;
}

static std::optional<check::Outline> fileOutline(Session &session, const Options &options, bool isPlot) {
  if (!session.checkFile(Roots::all))
    return std::nullopt;
  InspectRequest request{
      options.subject, fmt::format("in `{}`", options.file), options.arguments, options.depth, isPlot, {}};
  return outlineOf(session, session.useChecker(), session.fileScope(), request);
}

int summaryVerb(const Options &options) {
  Session session(options);
  auto outline = fileOutline(session, options, false);
  if (outline)
    fmt::print("{}", summaryText(*outline, session.dims()));
  return outline ? 0 : 1;
}

int plotVerb(const Options &options) {
  if (options.output.empty()) {
    showError("`dlc plot` needs `-o FILE`");
    return 2;
  }
  Session session(options);
  auto outline = fileOutline(session, options, true);
  return outline && writePlot(*outline, options.output) ? 0 : 1;
}

} // namespace dual::tool
