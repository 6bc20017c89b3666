#include "frontend/check/module.h"

#include "frontend/check/builtins.h"
#include "frontend/check/declared.h"
#include "frontend/check/habits.h"
#include "frontend/check/variants.h"
#include "frontend/check/wording.h"
#include "stdlib/stdlib.h"

#include "llvm/ADT/StringRef.h"

#include <filesystem>
#include <fmt/format.h>

namespace dual::check {

Modules::Modules(SourceManager &sources, Diagnostics &diags, ParseFunction parse)
    : sources(sources), diags(diags), parse(std::move(parse)) {}

// Where a module declares the name, as one of its own or as a variant's.
static const Ident *nameIn(const ModuleScope &scope, const std::string &name) {
  if (auto found = scope.decls.find(name); found != scope.decls.end())
    return &found->second->name;
  auto variant = ownVariant(name, scope);
  return variant ? &variant->variant().name : nullptr;
}

static void checkParameters(const std::vector<Param> &params, Diagnostics &diags) {
  std::map<std::string, const Ident *> seen;
  for (const Param &param : params)
    if (auto [first, isNew] = seen.emplace(param.name.text, &param.name); !isNew)
      diags
          .error(DiagCode::name_taken, param.name.range,
                 fmt::format("there are two parameters `{}`", param.name.text))
          .note(first->second->range, "the first one is here");
}

// A field has neither the name of another one nor that of a method.
static void checkMembers(const StructDecl &decl, Diagnostics &diags) {
  std::map<std::string, const Ident *> seen;
  auto enter = [&](const Ident &name, const char *what) {
    auto [first, isNew] = seen.emplace(name.text, &name);
    if (!isNew)
      diags
          .error(DiagCode::name_taken, name.range,
                 fmt::format("{} `{}` has the name of another part of `{}`", what, name.text, decl.name.text))
          .note(first->second->range, "the first one is here");
  };
  for (const Field &field : decl.fields)
    enter(field.name, "field");
  for (auto &method : decl.methods)
    enter(method->name, "method");
}

void Modules::declare(ModuleScope &scope, const Decl &decl) {
  if (decl.is<TestDecl>())
    return;
  checkDeclaration(decl, diags);
  auto enter = [&](const Ident &name, const Ident *first) {
    if (first)
      diags.error(DiagCode::name_taken, name.range, fmt::format("`{}` is declared twice", name.text))
          .note(first->range, "the first declaration is here");
  };
  enter(decl.name, nameIn(scope, decl.name.text));
  auto *choice = decl.as<EnumDecl>();
  for (size_t k = 0; choice && k < choice->variants.size(); ++k) {
    const Ident &name = choice->variants[k].name;
    const Ident &first = choice->variants[*variantIndex(*choice, name.text)].name;
    enter(name, &first != &name               ? &first
                : name.text == decl.name.text ? &decl.name
                                              : nameIn(scope, name.text));
  }
  if (auto *structure = decl.as<StructDecl>())
    checkMembers(*structure, diags);
  if (auto *fn = decl.as<FnDecl>())
    checkParameters(fn->params, diags);
  if (auto *graph = decl.as<GraphDecl>())
    checkParameters(graph->params, diags);
  scope.decls.emplace(decl.name.text, &decl);
}

ModuleScope *Modules::add(std::string name, std::unique_ptr<Module> syntax, const std::string &directory) {
  auto scope = std::make_unique<ModuleScope>();
  scope->name = std::move(name);
  scope->syntax = std::move(syntax);
  for (const DeclPtr &decl : scope->syntax->decls)
    declare(*scope, *decl);
  ModuleScope *result = scope.get();
  roots.push_back(std::move(scope));
  if (result->name != "prelude")
    resolveUse(*result, Use{{{{"prelude", {}}}, {}}, {}, {}}, directory);
  for (const Use &use : result->syntax->uses)
    resolveUse(*result, use, directory);
  checkUses(*result);
  return result;
}

bool isPrivate(const std::string &name) { return name.front() == '_'; }

void reportPrivate(Diagnostics &diags, const Ident &name, const Decl &decl, const std::string &module) {
  diags
      .error(DiagCode::private_name, name.range,
             fmt::format("`{}` is private to module `{}`", name.text, module))
      .note(decl.name.range, "it is declared here");
}

static std::string dotted(const Path &path) {
  std::string text;
  for (const Ident &part : path.parts)
    text += (text.empty() ? "" : ".") + part.text;
  return text;
}

// A name that a `use` brings is neither declared here nor brought by another.
void Modules::checkUses(const ModuleScope &scope) {
  std::map<std::string, SourceRange> seen;
  for (const Use &use : scope.syntax->uses)
    for (const Ident &name : use.names) {
      auto [first, isNew] = seen.emplace(name.text, name.range);
      auto own = scope.decls.find(name.text);
      if (own == scope.decls.end() && isNew)
        continue;
      bool isOwn = own != scope.decls.end();
      diags.error(DiagCode::name_taken, name.range, fmt::format("`{}` is declared twice", name.text))
          .note(isOwn ? own->second->name.range : first->second, "the first declaration is here")
          .help(fmt::format("`use {0}` alone makes it `{0}.{1}`", dotted(use.path), name.text));
    }
}

void Modules::resolveUse(ModuleScope &scope, const Use &use, const std::string &directory) {
  ModuleScope *module = load(use, directory, scope.name);
  if (!module)
    return;
  if (module->name == "prelude") {
    for (auto &[name, decl] : module->decls)
      if (!isPrivate(name))
        scope.imported.emplace(name, std::make_pair(decl, module));
    return;
  }
  if (use.names.empty())
    scope.modules[use.path.last().text] = module;
  for (const Ident &name : use.names) {
    auto found = module->decls.find(name.text);
    if (found != module->decls.end() && isPrivate(name.text)) {
      reportPrivate(diags, name, *found->second, module->name);
      continue;
    }
    if (found != module->decls.end()) {
      scope.imported[name.text] = {found->second, module};
      continue;
    }
    if (std::string whole = module->name + "." + name.text; isBuiltin(whole)) {
      scope.builtins[name.text] = whole;
      continue;
    }
    std::vector<std::string> names = builtinsOf(module->name);
    for (auto &[candidate, decl] : module->decls)
      if (!isPrivate(candidate))
        names.push_back(candidate);
    auto error = diags.error(DiagCode::unknown_name, name.range,
                             fmt::format("module `{}` has no `{}`", module->name, name.text));
    if (auto variant = ownVariant(name.text, *module))
      error.help(
          fmt::format("it is a variant: `use {}: {}` brings it", module->name, variant->decl->name.text));
    else if (auto near = suggestion(name.text, names))
      error.help(fmt::format("did you mean `{}`?", *near));
  }
}

static std::string pathOf(std::string name) {
  std::replace(name.begin(), name.end(), '.', '/');
  return name;
}

std::optional<FileId> Modules::find(const std::string &name, const Use &use, const std::string &directory) {
  std::string relative = pathOf(name);
  std::vector<std::string> folders = {directory};
  folders.insert(folders.end(), searchPath.begin(), searchPath.end());
  std::string why;
  std::vector<FileId> found;
  auto text = standardModule(name);
  // The library uses itself, whatever files lie beside the program.
  bool ofLibrary =
      !use.range.valid() || llvm::StringRef(sources.file(use.range.file).name()).starts_with("<stdlib>/");
  std::set<std::filesystem::path> seen;
  for (const std::string &folder : folders) {
    std::error_code none;
    if (ofLibrary ||
        !seen.insert(std::filesystem::weakly_canonical(folder.empty() ? "." : folder, none)).second)
      continue;
    if (auto file = sources.load((folder.empty() ? "" : folder + "/") + relative + ".dl", why))
      found.push_back(*file);
  }
  if (text)
    found.push_back(sources.add("<stdlib>/" + relative + ".dl", *text));
  if (found.size() > 1)
    diags.error(DiagCode::ambiguous_module, use.path.range,
                fmt::format("module `{}` is found twice: `{}` and `{}`", name, sources.file(found[0]).name(),
                            sources.file(found[1]).name()));
  return found.empty() ? std::nullopt : std::optional(found.back());
}

ModuleScope *Modules::load(const Use &use, const std::string &directory, const std::string &user) {
  std::string name = dotted(use.path);
  if (auto found = loaded.find(name); found != loaded.end())
    return found->second.get();
  if (!loading.insert(name).second) {
    bool direct = user == name;
    diags.error(DiagCode::module_cycle, use.range,
                fmt::format("module `{}` uses itself{}", name, direct ? "" : ", by way of others"));
    return nullptr;
  }
  ModuleScope *module = loadNew(name, use, directory);
  loading.erase(name);
  return module;
}

// Modules are named from the program's folder, also by those in folders below: `zoo.shapes`, where a file of
// `zoo` says `shapes`. Empty if that is not what was meant.
static std::string neighbour(const std::string &name, const std::string &user, const std::string &directory) {
  namespace fs = std::filesystem;
  std::error_code none;
  fs::path file = fs::path(user).parent_path() / (pathOf(name) + ".dl");
  fs::path from = fs::relative(file, directory.empty() ? "." : directory, none);
  if (none || from.empty() || *from.begin() == ".." || !fs::exists(file, none))
    return "";
  std::string dotted = from.replace_extension().generic_string();
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  return dotted;
}

ModuleScope *Modules::loadNew(const std::string &name, const Use &use, const std::string &directory) {
  auto file = find(name, use, directory);
  if (!file) {
    auto error =
        diags.error(DiagCode::unknown_module, use.path.range, fmt::format("there is no module `{}`", name));
    std::string beside = neighbour(name, sources.file(use.range.file).name(), directory);
    if (!beside.empty())
      error.help(fmt::format("modules are named from the folder of the program: write `use {}`", beside));
    else if (std::string habit = moduleHabit(name); !habit.empty())
      error.help(habit);
    else if (auto near = suggestion(name, standardModuleNames()))
      error.help(fmt::format("did you mean `{}`?", *near));
    return nullptr;
  }
  auto syntax = parse(*file);
  if (!syntax)
    return nullptr;
  add(name, std::move(syntax), directory);
  loaded[name] = std::move(roots.back());
  roots.pop_back();
  return loaded[name].get();
}

} // namespace dual::check
