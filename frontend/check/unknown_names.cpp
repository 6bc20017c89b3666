// Errors about names that are not there, and what their author may have meant.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/builtins.h"
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/habits.h"
#include "frontend/check/nodes.h"
#include "frontend/check/variants.h"
#include "frontend/check/wording.h"
#include "stdlib/stdlib.h"

#include <fmt/format.h>

namespace dual::check {

static bool binds(const Pattern &pattern, const std::string &name) {
  if (auto *plain = pattern.as<NamePattern>())
    return plain->name.text == name;
  if (auto *tuple = pattern.as<TuplePattern>())
    return llvm::any_of(tuple->elements, [&](const PatternPtr &part) { return binds(*part, name); });
  return false;
}

// Where the statements of a file define the name, which functions do not see.
static SourceRange statementOf(const ModuleScope &scope, const std::string &name) {
  for (const StmtPtr &stmt : scope.syntax->stmts)
    if (auto *let = stmt->as<LetStmt>(); let && binds(*let->pattern, name))
      return let->pattern->range;
  return {};
}

// Whether the name is read inside the graph that defines it, and so too early.
static bool isNodeAround(const ModuleScope &scope, const NameExpr &read) {
  for (auto &[name, decl] : scope.decls) {
    auto *graph = decl->as<GraphDecl>();
    if (!graph || read.range.begin < graph->range.begin || read.range.end > graph->range.end)
      continue;
    bool isInput = llvm::any_of(graph->body.stmts, [&](const GraphStmtPtr &stmt) {
      auto *input = stmt->as<InStmt>();
      return input && input->name.text == read.name;
    });
    return isInput || nodeNames(*graph).count(read.name);
  }
  return false;
}

std::vector<std::string> Checker::visibleNames() {
  std::vector<std::string> known; // of two that are as near, the first is meant
  for (Env *level = env.get(); level; level = level->parent.get())
    for (auto &[candidate, binding] : level->names)
      known.push_back(candidate);
  for (auto &[candidate, other] : scope->decls)
    known.push_back(candidate);
  for (const std::string &candidate : variantNames(*scope))
    known.push_back(candidate);
  for (auto &[candidate, other] : scope->imported)
    known.push_back(candidate);
  for (auto &[candidate, whole] : scope->builtins)
    known.push_back(candidate);
  for (auto &[candidate, other] : scope->modules)
    known.push_back(candidate);
  std::vector<std::string> library = builtinNames();
  known.insert(known.end(), library.begin(), library.end());
  return known;
}

Val Checker::unknownName(const NameExpr &given) {
  const std::string &name = given.name;
  auto report = diags.error(DiagCode::unknown_name, given.range, fmt::format("there is no `{}` here", name));
  Binding *self = env->find("self");
  SourceRange statement = frame.instance ? statementOf(*scope, name) : SourceRange();
  std::vector<std::string> modules = standardModuleNames();
  std::string home = libraryModuleOf(name), habit = nameHabit(name);
  if (isNodeAround(*scope, given))
    report.help(fmt::format(
        "`{}` exists when the graph runs: parameters are made before, and an `if` between nodes is "
        "decided before; an `if` inside of an expression may read it",
        name));
  else if (self && self->value.type->memberIndex(name) >= 0)
    report.help(fmt::format("a field is written with its value: `self.{}`", name));
  else if (statement.valid())
    report.note(statement, "functions do not see the variables of the file's statements")
        .help(fmt::format("hand it over as an argument, or declare `const {} = ...`", name));
  else if (!home.empty())
    report.help(fmt::format("it is in the standard library: `use {}: {}`", home, name));
  else if (name != "prelude" && llvm::is_contained(modules, name))
    report.help(fmt::format("it is a module of the standard library: `use {}`", name));
  else if (!habit.empty())
    report.help(habit);
  else if (auto near = suggestion(name, visibleNames()))
    report.help(fmt::format("did you mean `{}`?", *near));
  return make(errorType(), {});
}

bool Checker::isNameHere(const NameExpr &given) {
  const std::string &name = given.name;
  const TypeEnv &types = frame.types;
  bool isImplicit = frame.graphCall && (name == "train" || name == "seed");
  return isImplicit || env->find(name) || env->find(name + ".0") || types.dims.count(name) ||
         types.types.count(name) || types.packs.count(name) || findDecl(name, *scope).first ||
         findVariant(name, *scope) || scope->modules.count(name) || numberNamed(name) ||
         scope->builtins.count(name) || isBuiltin(name) || dtypeNamed(*builder.getContext(), name) ||
         isNodeAround(*scope, given);
}

void Checker::requireNames(const Expr &leftOut, const std::set<std::string> &bound) {
  if (auto *name = leftOut.as<NameExpr>(); name && !bound.count(name->name) && !isNameHere(*name))
    unknownName(*name);
  eachPart(leftOut, [&](const Expr &part) { requireNames(part, bound); });
}

void Checker::requireNames(const Expr &leftOut) { requireNames(leftOut, allBound(leftOut)); }

void Checker::requireNames(const Block &leftOut, std::set<std::string> bound) {
  bound.merge(allBound(leftOut));
  eachPart(leftOut, [&](const Expr &part) { requireNames(part, bound); });
}

Val Checker::unknownMember(const TypeRef &type, const Ident &name) {
  std::vector<std::string> names;
  bool isEnum = type->kind == Type::Kind::enumeration;
  bool isList = type->kind == Type::Kind::list;
  bool isPlain = type->isTensor() || isList || type->kind == Type::Kind::str;
  for (const Member &each : type->members)
    if (!isEnum && each.role != Role::capture)
      names.push_back(each.name);
  if (auto *structure = type->decl ? type->decl->as<StructDecl>() : nullptr)
    for (auto &method : structure->methods)
      names.push_back(method->name.text);
  if (type->isTensor())
    names.push_back("shape");
  if (isList)
    names = {"len", "push", "pop"};
  auto report = diags.error(DiagCode::unknown_member, name.range,
                            fmt::format("`{}` has no part `{}`", text(type), name.text));
  auto near = suggestion(name.text, names);
  std::string habit = isPlain ? memberHabit(name.text) : modelHabit(name.text);
  bool isFunction = isBuiltin(name.text) || findDecl(name.text, *scope).first;
  if (isEnum)
    report.help("`match` takes an enum apart");
  else if (!habit.empty())
    report.help(habit);
  else if (isFunction)
    report.help(fmt::format("`{0}` is a function: write `{0}(x)`", name.text));
  else if (near)
    report.help(fmt::format("did you mean `{}`?", *near));
  return make(errorType(), {});
}

} // namespace dual::check
