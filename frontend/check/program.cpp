// The root of a program: `main` with the arguments of the command line, or a file's statements.
#include "frontend/check/checker.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <cstdlib>
#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// Opens the root function and walks its body; the caller's frame is untouched.
void Checker::writeRoot(const ModuleScope &in, SourceRange range, llvm::function_ref<void()> body) {
  mlir::OpBuilder::InsertionGuard guard(builder);
  Frame outerFrame = std::exchange(frame, Frame());
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  builder.setInsertionPointToEnd(module.getBody());
  auto fn = mlir::func::FuncOp::create(builder, loc(range), "main", builder.getFunctionType({}, {}));
  fn->setAttr("dl.root", builder.getUnitAttr());
  builder.setInsertionPointToStart(fn.addEntryBlock());
  body();
  mlir::func::ReturnOp::create(builder, loc(range));
  frame = std::move(outerFrame);
  env = outerEnv;
  scope = outerScope;
}

// One value of the command line as an argument of `main`.
Val Checker::mainArgument(const Param &param, const std::string &given, const ModuleScope &in) {
  TypeEnv none;
  TypeRef type = evalType(*param.type, none, in, param.name.text, true);
  if (type->kind == Type::Kind::str)
    return constantOf(given);
  if (!type->isScalar())
    return error(DiagCode::wrong_arguments, param.range, fmt::format("`{}` is `{}`, which the command line cannot give", param.name.text, text(type)));
  if (type->element.isInteger(1) && (given == "true" || given == "false"))
    return boolConstant(given == "true");
  char *end = nullptr;
  bool isFloat = mlir::isa<mlir::FloatType>(type->element);
  double real = isFloat ? std::strtod(given.c_str(), &end) : 0;
  int64_t integer = isFloat ? 0 : std::strtoll(given.c_str(), &end, 10);
  if (given.empty() || type->element.isInteger(1) || *end)
    return error(DiagCode::wrong_arguments, param.range, fmt::format("`--{} {}` is not a value of `{}`", param.name.text, given, text(type)));
  Val result;
  result.type = tensorType({});
  result.literal = Literal{isFloat, integer, real};
  return materialize(result, type->element, param.range);
}

bool Checker::writeProgram(const ModuleScope &in, const std::map<std::string, std::string> &given) {
  auto found = in.decls.find("main");
  const FnDecl *main = found == in.decls.end() ? nullptr : found->second->as<FnDecl>();
  const auto &stmts = in.syntax->stmts;
  if (main && !stmts.empty())
    error(DiagCode::name_taken, stmts.front()->range, "a file with `main` has no statements of its own");
  if (!main && stmts.empty())
    return false;
  if (!main) {
    writeRoot(in, stmts.front()->range, [&] {
      std::vector<const Stmt *> all;
      for (const StmtPtr &stmt : stmts)
        all.push_back(stmt.get());
      statements(all, nullptr, false);
    });
    return true;
  }
  writeRoot(in, main->name.range, [&] {
    BoundCall bound;
    for (const Param &param : main->params) {
      auto value = given.find(param.name.text);
      Val arg;
      if (value != given.end()) {
        arg = mainArgument(param, value->second, in);
      } else if (param.defaultValue) {
        TypeEnv none;
        arg = coerce(expr(*param.defaultValue), evalType(*param.type, none, in, param.name.text, true), param.range, fmt::format("`{}`", param.name.text));
      } else {
        arg = error(DiagCode::wrong_arguments, param.range, fmt::format("`main` needs `--{} VALUE`", param.name.text));
      }
      if (arg.isError())
        return;
      arg.constant.reset();
      if (isIntParameter(param) && !param.isVar)
        bound.types.dims[param.name.text] = *arg.dim;
      bound.args.push_back(arg);
    }
    for (auto &[name, value] : given)
      if (llvm::none_of(main->params, [&](const Param &param) { return param.name.text == name; }))
        error(DiagCode::wrong_arguments, main->name.range, fmt::format("`main` has no parameter `{}`", name));
    if (Instance *instance = instantiate(*main, in, bound))
      emitCall(*instance, bound, unitType(), main->name.range, nullptr);
  });
  return true;
}

} // namespace dual::check
