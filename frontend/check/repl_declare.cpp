// Declarations of the REPL: a later one replaces an earlier one, and what uses it is checked again.
#include "frontend/check/repl.h"

#include "frontend/check/repl_values.h"
#include "frontend/parse/parse.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::check {

static bool isType(const Decl &decl) { return !decl.is<FnDecl>() && !decl.is<ConstDecl>(); }

// The declarations that mention a changed name, directly or through others.
std::vector<const Decl *> ReplChecker::dependents(const std::set<std::string> &changed) const {
  std::set<std::string> reached = changed;
  std::map<std::string, const Decl *> found;
  for (size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (auto &entry : scope->decls) {
      const std::string &name = entry.first;
      std::set<std::string> words = wordsOf(sources.text(entry.second->range));
      bool uses =
          llvm::any_of(reached, [&](const std::string &each) { return each != name && words.count(each); });
      if (uses && !changed.count(name) && found.emplace(name, entry.second).second)
        reached.insert(name);
    }
  }
  std::vector<const Decl *> result;
  for (auto &[name, decl] : found)
    result.push_back(decl);
  return result;
}

// The same declarations from fresh syntax trees: whatever was made from the old ones keeps its meaning.
std::vector<const Decl *> ReplChecker::renewed(llvm::ArrayRef<const Decl *> decls) {
  std::map<FileId, const Module *> trees;
  std::vector<const Decl *> result;
  for (const Decl *old : decls) {
    const Module *&tree = trees[old->range.file];
    if (!tree)
      tree = &own(parse(sources, old->range.file, diags));
    for (const DeclPtr &decl : tree->decls)
      if (decl->range.begin == old->range.begin)
        result.push_back(decl.get());
  }
  return result;
}

bool ReplChecker::checkAll(llvm::ArrayRef<const Decl *> decls) {
  for (const Decl *decl : decls)
    checker.checkDecl(*decl, *scope);
  if (!diags.hasErrors())
    checker.checkUnused(decls, *scope);
  close();
  return !diags.hasErrors() && differentiate();
}

// Values of a type that was replaced keep it, under a name that tells the two apart.
void ReplChecker::renameOld(const std::map<std::string, const Decl *> &before) {
  std::map<const Decl *, std::string> names;
  for (auto &[name, decl] : before)
    if (auto now = scope->decls.find(name);
        isType(*decl) && (now == scope->decls.end() || now->second != decl))
      names[decl] = fmt::format("{}#{}", name, ++replaced[name]);
  for (auto &input : inputs)
    for (const DeclPtr &decl : input->decls)
      if (auto name = names.find(decl.get()); name != names.end())
        decl->name.text = name->second;
}

// Puts the uses and declarations of an input into the session's scope.
ReplChecker::Added ReplChecker::enter(const Module &input, const std::string &directory) {
  Added added;
  ModuleScope own;
  for (const DeclPtr &decl : input.decls)
    modules.declare(own, *decl);
  for (const Use &use : input.uses) {
    modules.resolveUse(*scope, use, directory);
    for (const Ident &name : use.names) {
      added.names.insert(name.text);
      scope->decls.erase(name.text);
    }
  }
  for (auto &[name, decl] : own.decls) {
    added.names.insert(name);
    added.decls.push_back(decl);
    scope->decls[name] = decl;
  }
  added.affected = renewed(dependents(added.names));
  for (const Decl *decl : added.affected)
    scope->decls[decl->name.text] = decl;
  return added;
}

// What a declaration misses may be meant to come next.
static void helpWithOrder(Diagnostics &diags) {
  if (diags.all().empty())
    return;
  const Diagnostic &last = diags.all().back();
  bool isMissing = last.code == DiagCode::unknown_name || last.code == DiagCode::unknown_type;
  if (isMissing && last.helps.empty())
    diags.last().help("declarations that use each other are one input, with `;` between them");
}

bool ReplChecker::declare(const Module &input, const std::string &directory,
                          std::vector<std::string> &broken) {
  if (input.uses.empty() && input.decls.empty())
    return true;
  Mark start = mark();
  auto before = std::make_tuple(scope->decls, scope->modules, scope->imported, scope->builtins);
  Added added = enter(input, directory);
  if (diags.hasErrors() || !checkAll(added.decls)) {
    helpWithOrder(diags);
    backTo(start);
    std::tie(scope->decls, scope->modules, scope->imported, scope->builtins) = before;
    return false;
  }
  for (const Decl *decl : added.affected) {
    Mark held = mark();
    if (checkAll(decl))
      continue;
    backTo(held);
    diags.clear();
    broken.push_back(decl->name.text);
  }
  renameOld(std::get<0>(before));
  for (const Decl *decl : added.decls)
    variables.erase(decl->name.text);
  for (const Use &use : input.uses)
    uses.emplace_back(sources.text(use.range));
  return true;
}

std::string ReplChecker::declarations() const {
  std::vector<const Decl *> decls;
  for (auto &[name, decl] : scope->decls)
    decls.push_back(decl);
  llvm::sort(decls, [](const Decl *a, const Decl *b) {
    return std::tie(a->range.file, a->range.begin) < std::tie(b->range.file, b->range.begin);
  });
  std::string text;
  std::set<std::string> written;
  for (const std::string &use : uses)
    if (written.insert(use).second)
      text += use + "\n";
  for (const Decl *decl : decls) {
    text += "\n";
    for (llvm::StringRef line : llvm::split(decl->doc, '\n'))
      if (!decl->doc.empty())
        text += ("/// " + line.ltrim() + "\n").str();
    text += std::string(sources.text(decl->range)) + "\n";
  }
  return text;
}

} // namespace dual::check
