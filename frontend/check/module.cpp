#include "frontend/check/module.h"

#include "frontend/check/variants.h"
#include "frontend/check/wording.h"
#include "stdlib/stdlib.h"

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

void Modules::declare(ModuleScope &scope, const Decl &decl) {
  if (decl.is<TestDecl>())
    return;
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
  return result;
}

static std::string dotted(const Path &path) {
  std::string text;
  for (const Ident &part : path.parts)
    text += (text.empty() ? "" : ".") + part.text;
  return text;
}

void Modules::resolveUse(ModuleScope &scope, const Use &use, const std::string &directory) {
  ModuleScope *module = load(use, directory, scope.name);
  if (!module)
    return;
  if (module->name == "prelude") {
    for (auto &[name, decl] : module->decls)
      scope.imported.emplace(name, std::make_pair(decl, module));
    return;
  }
  if (use.names.empty())
    scope.modules[use.path.last().text] = module;
  for (const Ident &name : use.names) {
    auto found = module->decls.find(name.text);
    if (found != module->decls.end()) {
      scope.imported[name.text] = {found->second, module};
      continue;
    }
    std::vector<std::string> names;
    for (auto &[candidate, decl] : module->decls)
      names.push_back(candidate);
    auto error = diags.error(DiagCode::unknown_name, name.range,
                             fmt::format("module `{}` has no `{}`", module->name, name.text));
    if (auto near = suggestion(name.text, names))
      error.help(fmt::format("did you mean `{}`?", *near));
  }
}

std::optional<FileId> Modules::find(const std::string &name, const std::string &directory) {
  std::string relative = name;
  for (char &c : relative)
    c = c == '.' ? '/' : c;
  std::vector<std::string> folders = {directory};
  folders.insert(folders.end(), searchPath.begin(), searchPath.end());
  std::string why;
  for (const std::string &folder : folders)
    if (auto file = sources.load((folder.empty() ? "" : folder + "/") + relative + ".dl", why))
      return file;
  if (auto text = standardModule(name))
    return sources.add("<stdlib>/" + relative + ".dl", *text);
  return std::nullopt;
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

ModuleScope *Modules::loadNew(const std::string &name, const Use &use, const std::string &directory) {
  auto file = find(name, directory);
  if (!file) {
    auto error =
        diags.error(DiagCode::unknown_module, use.path.range, fmt::format("there is no module `{}`", name));
    if (auto near = suggestion(name, standardModuleNames()))
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
