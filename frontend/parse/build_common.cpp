#include "frontend/parse/tree_builder.h"

#include <cctype>
#include <fmt/format.h>

namespace dual {

// A longer chain of operators makes a tree that is as deep, and every phase walks trees by recursion.
static constexpr size_t maxChain = 1000;

std::vector<Ident> TreeBuilder::idents(const Cst &parent) const {
  std::vector<Ident> names;
  for (const Cst *name : parent.all(rule::name))
    names.push_back(ident(*name));
  return names;
}

Path TreeBuilder::path(const Cst &cst) const { return {idents(cst), cst.range}; }

std::string TreeBuilder::doc(const Cst &cst) const {
  auto found = docs.find(cst.range.begin);
  for (size_t i = 0; found == docs.end() && i < cst.children.size(); ++i)
    found = docs.find(cst.children[i].range.begin);
  return found == docs.end() ? std::string() : found->second;
}

// `_Name` is a private name: the letter after the underscores counts.
static char firstLetter(const std::string &name) {
  size_t at = name.find_first_not_of('_');
  return at == std::string::npos ? '\0' : name[at];
}

void TreeBuilder::needUpper(const Ident &name, const char *what) {
  char first = firstLetter(name.text);
  if (std::islower(static_cast<unsigned char>(first)))
    diags.error(DiagCode::wrong_case, name.range,
                fmt::format("{} starts with an upper-case letter, found `{}`", what, name.text));
}

void TreeBuilder::needLower(const Ident &name, const char *what) {
  char first = firstLetter(name.text);
  if (std::isupper(static_cast<unsigned char>(first)))
    diags.error(DiagCode::wrong_case, name.range,
                fmt::format("{} starts with a lower-case letter, found `{}`", what, name.text));
}

bool TreeBuilder::checkChain(const Cst &cst, size_t links) {
  if (links <= maxChain)
    return true;
  diags
      .error(DiagCode::nesting_too_deep, cst.range,
             fmt::format("a chain of more than {} operators", maxChain))
      .help("give parts of it names with `let`");
  return false;
}

std::unique_ptr<Module> TreeBuilder::module(const Cst &source) {
  auto module = std::make_unique<Module>();
  module->file = file;
  for (const Cst *item : source.all(rule::item)) {
    const Cst &child = item->children[0];
    if (child.isRule(rule::useDecl))
      use(child, *module);
    else if (child.isRule(rule::decl))
      module->decls.push_back(decl(child));
    else
      module->stmts.push_back(stmt(child));
  }
  return module;
}

} // namespace dual
