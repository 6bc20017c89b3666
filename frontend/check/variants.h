// Variants of enums by their names, which stand among the other names of a module.
#pragma once

#include "frontend/check/module.h"

namespace dual::check {

struct VariantRef {
  const EnumDecl *decl = nullptr;
  const ModuleScope *scope = nullptr; // where decl stands
  size_t index = 0;

  const Variant &variant() const { return decl->variants[index]; }
};

std::optional<size_t> variantIndex(const EnumDecl &decl, const std::string &name);
std::vector<std::string> variantsOf(const EnumDecl &decl);

// A variant of an enum that this module declares.
std::optional<VariantRef> ownVariant(const std::string &name, const ModuleScope &scope);
// The same, or one of an enum that it imports: an enum brings its variants.
std::optional<VariantRef> findVariant(const std::string &name, const ModuleScope &scope);
// Those that `findVariant` finds.
std::vector<std::string> variantNames(const ModuleScope &scope);

} // namespace dual::check
