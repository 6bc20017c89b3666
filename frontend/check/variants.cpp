#include "frontend/check/variants.h"

#include <tuple>

namespace dual::check {

std::optional<size_t> variantIndex(const EnumDecl &decl, const std::string &name) {
  for (size_t k = 0; k < decl.variants.size(); ++k)
    if (decl.variants[k].name.text == name)
      return k;
  return std::nullopt;
}

std::vector<std::string> variantsOf(const EnumDecl &decl) {
  std::vector<std::string> names;
  for (const Variant &variant : decl.variants)
    names.push_back(variant.name.text);
  return names;
}

// The REPL can have several of one name: the last one counts.
static bool isLater(const EnumDecl &decl, const EnumDecl &other) {
  return std::tie(decl.range.file, decl.range.begin) > std::tie(other.range.file, other.range.begin);
}

std::optional<VariantRef> ownVariant(const std::string &name, const ModuleScope &scope) {
  std::optional<VariantRef> found;
  for (auto &[declName, decl] : scope.decls)
    if (auto *choice = decl->as<EnumDecl>())
      if (auto index = variantIndex(*choice, name); index && (!found || isLater(*choice, *found->decl)))
        found = VariantRef{choice, &scope, *index};
  return found;
}

std::optional<VariantRef> findVariant(const std::string &name, const ModuleScope &scope) {
  if (auto own = ownVariant(name, scope))
    return own;
  for (auto &[declName, imported] : scope.imported)
    if (auto *choice = imported.first->as<EnumDecl>())
      if (auto index = variantIndex(*choice, name))
        return VariantRef{choice, imported.second, *index};
  return std::nullopt;
}

std::vector<std::string> variantNames(const ModuleScope &scope) {
  std::vector<std::string> names;
  auto add = [&](const Decl &decl) {
    if (auto *choice = decl.as<EnumDecl>())
      for (const std::string &name : variantsOf(*choice))
        names.push_back(name);
  };
  for (auto &[name, decl] : scope.decls)
    add(*decl);
  for (auto &[name, imported] : scope.imported)
    add(*imported.first);
  return names;
}

} // namespace dual::check
