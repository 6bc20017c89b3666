// Type parameters that only the result of a function argument mentions: `B` of `fn each(xs: list[A], f: fn(A)
// -> B) -> list[B]` is what `f` gives for an `A`.
#pragma once

#include "frontend/check/checker.h"

namespace dual::check {

class GivenTypes {
public:
  GivenTypes(Checker &check, const FnDecl &decl, const ModuleScope &in, BoundCall &bound)
      : check(check), decl(decl), in(in), bound(bound) {}

  // Function after function whose parameters are known; others may tell those of the rest. `places`: of the
  // arguments.
  bool bind(llvm::ArrayRef<SourceRange> places);

private:
  bool mentionsUnbound(const TypeExpr &type) const;
  const FnType *asking(size_t param) const;
  bool hasOpenResult(const FnType &signature) const;
  bool hasOpenParams(const FnType &signature) const;
  bool isClosed(const TypeExpr &type, const ModuleScope &scope, const TypeEnv &types) const;
  void bindDeclared(size_t param, const FnType &signature);
  bool bindOne(size_t param, const FnType &signature, SourceRange range);
  TypeRef given(const FnValue &fn, llvm::ArrayRef<TypeRef> params, SourceRange range);

  Checker &check;
  const FnDecl &decl;
  const ModuleScope &in;
  BoundCall &bound;
};

} // namespace dual::check
