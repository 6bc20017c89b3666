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

  // The derivative of a leaf as a value of its own: of recursive data with a node for each of `of`.
  mlir::Value filled(mlir::Value derivative, mlir::Value of, SourceRange range);
  // A check where the program runs: a user's derivative of recursive data has the nodes of `of`.
  void requireSameNodes(mlir::Value derivative, mlir::Value of, SourceRange range,
                        const std::string &message);
  // A tensor's or node's own type; of other values, the type with the float parts only.
  TypeRef gradientType(const TypeRef &type);
  // Zeros instead of the floats of `like`; only them, as its gradient has them, or all of it.
  Val zeros(const Val &like, bool onlyFloats, SourceRange range);

  // The function whose derivative the declaration gives: reports one that is not there.
  void checkRule(const FnDecl &decl, const ModuleScope &in);
  // Writes the rule of a body, if its function has one, and names it there.
  void linkRule(const FnDecl &decl, const ModuleScope &in, const BoundCall &bound, const Instance &instance);

private:
  using Value = mlir::Value;
  class RuleWriter;

  // What the function, or its argument, says of one of the next arguments of `vjp` and `jvp`.
  TypeRef asked(llvm::ArrayRef<Val> earlier, const Expr &given);
  // `name` is what the user called.
  Val vjp(const std::string &name, const Val &function, const Val &x, SourceRange range);
  Val jvp(const Val &function, const Val &x, const Val &direction, SourceRange range);
  // `like` is what the function gives, if the nodes of the cotangent have still to be checked.
  Val pullbackOf(const FnValue &fn, const Val &x, const Val &cotangent, const Val *like, SourceRange range);
  mlir::func::CallOp callOf(const Instance &body, llvm::ArrayRef<Value> leading, llvm::ArrayRef<Val> args,
                            SourceRange range);
  // The first of a call's results as a value of this type; `results` keeps the rest.
  Val taken(const TypeRef &type, mlir::ValueRange &results, SourceRange range);
  bool isRepeatable(const Instance &body, const std::string &name, SourceRange range);
  std::optional<Val> cotangent(const Val &given, const TypeRef &of, SourceRange range,
                               const std::string &what);
};

// Whether a value of this type has float parts, which a derivative is for.
bool hasFloats(const TypeRef &type);

// What stands for a function in `grad(f)` and its kin: a function, or an instance that is called.
std::optional<Val> asFunctionValue(const Val &given);

} // namespace dual::check
