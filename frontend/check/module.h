// Modules: their declarations by name, and where `use` finds them.
#pragma once

#include "frontend/diagnostics/diagnostics.h"
#include "frontend/syntax/ast.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace dual::check {

struct ModuleScope {
  std::string name;
  std::unique_ptr<Module> syntax;
  std::map<std::string, const Decl *> decls;
  std::map<std::string, const ModuleScope *> modules; // `use m`
  // `use m: A`, and the prelude: the declaration and where it stands
  std::map<std::string, std::pair<const Decl *, const ModuleScope *>> imported;
  std::map<std::string, std::string> builtins; // `use data: npz`: "data.npz", which no file declares
};

// `_name` is seen only in the module that declares it.
bool isPrivate(const std::string &name);
void reportPrivate(Diagnostics &diags, const Ident &name, const Decl &decl, const std::string &module);

using ParseFunction = std::function<std::unique_ptr<Module>(FileId)>;

class Modules {
public:
  Modules(SourceManager &sources, Diagnostics &diags, ParseFunction parse);

  // Takes a parsed file as a module; its `use`s are loaded. Errors go to the diagnostics.
  ModuleScope *add(std::string name, std::unique_ptr<Module> syntax, const std::string &directory);
  // Enters one declaration, or what one `use` names, into a scope.
  void declare(ModuleScope &scope, const Decl &decl);
  void resolveUse(ModuleScope &scope, const Use &use, const std::string &directory);
  std::vector<std::string> searchPath;

private:
  void checkUses(const ModuleScope &scope);
  ModuleScope *load(const Use &use, const std::string &directory, const std::string &user);
  ModuleScope *loadNew(const std::string &name, const Use &use, const std::string &directory);
  std::optional<FileId> find(const std::string &name, const Use &use, const std::string &directory);

  SourceManager &sources;
  Diagnostics &diags;
  ParseFunction parse;
  std::map<std::string, std::unique_ptr<ModuleScope>> loaded;
  std::set<std::string> loading;
  std::vector<std::unique_ptr<ModuleScope>> roots;
};

} // namespace dual::check
