// `vjp`, `jvp`, `checkpoint`, and the rules that `@vjp` gives.
#pragma once

#include "frontend/check/checker.h"

namespace dual::check {

struct Derivatives {
  Checker &check;

  // vjp(f, x) and jvp(f, x, t)
  Val call(const std::string &name, const CallExpr &given, const Val *piped);
  // The function that `vjp` gives as its second part, called.
  Val pullback(const FnValue &fn, const CallExpr &given);
  // checkpoint(f)(args)
  Val checkpointed(const FnValue &fn, const CallExpr &given);

  // A literal in the dtype that the parameter is declared with, also through derivatives of the function.
  Val typedArgument(const FnValue &fn, size_t number, const Val &given, SourceRange range);

  // The function whose derivative the declaration gives: reports one that is not there.
  void checkRule(const FnDecl &decl, const ModuleScope &in);
  // Writes the rule of a body, if its function has one, and names it there.
  void linkRule(const FnDecl &decl, const ModuleScope &in, const Instance &instance);

private:
  using Value = mlir::Value;

  Val vjp(const Val &function, const Val &x, SourceRange range);
  Val jvp(const Val &function, const Val &x, const Val &direction, SourceRange range);
  Val pullbackOf(const FnValue &fn, const Val &x, const Val &cotangent, SourceRange range);
  Val callBody(Instance &body, llvm::ArrayRef<Value> leading, llvm::ArrayRef<Val> args, SourceRange range,
               bool isCheckpoint);
  bool isRepeatable(const Instance &body, const std::string &name, SourceRange range);
  std::optional<Val> cotangent(const Val &given, const TypeRef &of, SourceRange range,
                               const std::string &what);
  TypeRef gradientType(const TypeRef &type);
  void ruleBody(const FnDecl &rule, const ModuleScope &in, const Instance &instance,
                mlir::func::FuncOp function);
};

// Whether a value of this type has float parts, which a derivative is for.
bool hasFloats(const TypeRef &type);

// What stands for a function in `grad(f)` and its kin: a function, or an instance that is called.
std::optional<Val> asFunctionValue(const Val &given);

} // namespace dual::check
