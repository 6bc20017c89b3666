// The root of a program: `main` with the arguments of the command line, or a file's statements.
#include "frontend/check/checker.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// Opens the root function and walks its body; the caller's frame is untouched.
void Checker::writeRoot(const ModuleScope &in, SourceRange range, const std::string &name,
                        llvm::function_ref<void()> body) {
  mlir::OpBuilder::InsertionGuard guard(builder);
  Frame outerFrame = std::exchange(frame, Frame());
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  builder.setInsertionPointToEnd(module.getBody());
  auto fn = mlir::func::FuncOp::create(builder, loc(range), name, builder.getFunctionType({}, {}));
  fn->setAttr("dl.root", builder.getUnitAttr());
  builder.setInsertionPointToStart(fn.addEntryBlock());
  body();
  mlir::func::ReturnOp::create(builder, loc(range));
  frame = std::move(outerFrame);
  env = outerEnv;
  scope = outerScope;
}

// A parameter of `main`: what the command line gives when the program starts, or its default.
Val Checker::mainArgument(const Param &param, const ModuleScope &in) {
  TypeEnv none;
  TypeRef type = evalType(*param.type, none, in, param.name.text, true);
  if (type->isError())
    return make(type, {});
  if (param.isConst)
    return notBuilt(param.range, "a `const` parameter of `main`");
  if (type->kind != Type::Kind::str && !type->isScalar())
    return error(
        DiagCode::wrong_arguments, param.range,
        fmt::format("`{}` is `{}`, which the command line cannot give", param.name.text, text(type)));
  Value otherwise;
  if (param.defaultValue) {
    Val value = coerce(expr(*param.defaultValue), type, param.range, fmt::format("`{}`", param.name.text));
    if (value.isError())
      return value;
    otherwise = settle(value, param.range).leaf();
  }
  return make(type, {emit<dl::ArgumentOp>(param.range, mlirType(type), param.name.text, otherwise)});
}

// What the command line must have and may have.
void Checker::checkGiven(const FnDecl &main, const std::map<std::string, std::string> &given) {
  for (const Param &param : main.params)
    if (!param.defaultValue && !given.count(param.name.text))
      error(DiagCode::wrong_arguments, param.range,
            fmt::format("`main` needs `--{} VALUE`", param.name.text));
  for (auto &argument : given)
    if (llvm::none_of(main.params, [&](const Param &param) { return param.name.text == argument.first; }))
      error(DiagCode::wrong_arguments, main.name.range,
            fmt::format("`main` has no parameter `{}`", argument.first));
}

bool Checker::writeProgram(const ModuleScope &in, const std::map<std::string, std::string> *given) {
  auto found = in.decls.find("main");
  const FnDecl *main = found == in.decls.end() ? nullptr : found->second->as<FnDecl>();
  const auto &stmts = in.syntax->stmts;
  if (main && !stmts.empty())
    error(DiagCode::name_taken, stmts.front()->range, "a file with `main` has no statements of its own");
  if (!main && stmts.empty())
    return false;
  if (!main) {
    writeRoot(in, stmts.front()->range, "main", [&] {
      std::vector<const Stmt *> all;
      for (const StmtPtr &stmt : stmts)
        all.push_back(stmt.get());
      statements(all, nullptr, false);
    });
    return true;
  }
  if (given)
    checkGiven(*main, *given);
  writeRoot(in, main->name.range, "main", [&] {
    BoundCall bound;
    for (const Param &param : main->params) {
      Val arg = mainArgument(param, in);
      if (arg.isError())
        return;
      if (isIntParameter(param) && !param.isVar)
        bound.types.dims[param.name.text] = dimOf(arg, param.range);
      bound.args.push_back(arg);
    }
    if (Instance *instance = instantiate(*main, in, bound))
      emitCall(*instance, bound, unitType(), main->name.range, nullptr);
  });
  return true;
}

} // namespace dual::check
