// `@specialize(B: [1, 8])`: sizes for which a function gets a version of its own.
#pragma once

#include "frontend/check/checker.h"

namespace dual::check {

struct Specialization {
  using Sizes = std::vector<std::pair<std::string, unsigned>>; // by name, which leading arguments they are

  Checker &check;

  // Reports what of the attributes is wrong.
  void checkDeclaration(const FnDecl &decl, const ModuleScope &in);
  // Tells the lowering, by an attribute of the function.
  void mark(const FnDecl &decl, mlir::func::FuncOp body, const Sizes &sizes);
  // As above; the arguments' types say which of their axes are the sizes.
  void mark(const FnDecl &decl, mlir::func::FuncOp body, const Instance &instance, const TypeEnv &types);

private:
  void checkArgument(const Argument &arg, const FnDecl &decl, const std::set<std::string> &symbols);
  void checkValues(const Argument &arg);
};

} // namespace dual::check
