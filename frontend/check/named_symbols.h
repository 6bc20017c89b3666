// Symbols that a call names besides its parameters: `f(x, N: 3, T: f64)`. They are bound before its
// arguments.
#pragma once

#include "frontend/check/checker.h"

namespace dual::check {

class NamedSymbols {
public:
  // `callee` and `params` as messages have them; `given`: the arguments whose names are no parameter's.
  NamedSymbols(Checker &check, std::string callee, llvm::ArrayRef<Param> params,
               llvm::ArrayRef<const Argument *> given, const ModuleScope &in)
      : check(check), callee(std::move(callee)), params(params), given(given), in(in) {}

  // Those in the signature of a function.
  bool bind(const FnDecl &decl, BoundCall &bound);
  // The parameters of a struct or an enum.
  bool bind(const Decl &decl, llvm::ArrayRef<Ident> typeParams, TypeEnv &types);

private:
  void collect(const TypeExpr &type);
  bool bindAll(TypeEnv &types);

  Checker &check;
  std::string callee;
  llvm::ArrayRef<Param> params;
  llvm::ArrayRef<const Argument *> given;
  const ModuleScope &in;
  std::set<std::string> sizes, types;
};

} // namespace dual::check
