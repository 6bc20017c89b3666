// Calls: what each kind of callee does with its arguments.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/list.h"
#include "frontend/check/wording.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// Whether a graph's nodes read `train` or `seed`: a function would have to pass them on.
bool Checker::readsCall(const Val &instance) {
  GraphTemplate &graph = templateOf(*instance.type);
  bool reads = graph.usesTrain;
  for (auto &[key, run] : graph.forwards)
    reads |= run.seedUse.valid();
  return reads;
}

// The result in the caller's sizes.
TypeRef Checker::resultType(const FnDecl &decl, const ModuleScope &in, const BoundCall &bound) {
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  TypeEnv types = bound.types;
  std::vector<TypeRef> parts;
  for (const ResultItem &item : decl.results)
    parts.push_back(evalType(*item.type, types, in, "result", false));
  env = outerEnv;
  return parts.size() == 1 ? parts.front() : tupleType(parts);
}

Val Checker::callFunction(const FnDecl &decl, const ModuleScope &in, const CallExpr &expr, const Val *piped,
                          const Expr *receiver, const TypeRef &) {
  BoundCall bound;
  Val self;
  if (receiver) {
    self = value(*receiver);
    if (self.isError())
      return self;
  }
  if (!bindCall(decl, in, expr, piped, receiver ? &self : nullptr, bound))
    return make(errorType(), {});
  Instance *instance = instantiate(decl, in, bound);
  if (!instance)
    return make(errorType(), {});
  for (const Val &arg : bound.args)
    if (frame.graphCall && arg.type && arg.type->kind == Type::Kind::graph && readsCall(arg))
      return notBuilt(expr.range, "handing a child that reads `train` or `seed` to a function");
  if (instance->effects && frame.pure)
    return error(DiagCode::bad_node, expr.range,
                 fmt::format("`{}` prints or reads files, which a graph cannot do", decl.name.text));
  std::vector<Val> changed;
  Val value = emitCall(*instance, bound, resultType(decl, in, bound), expr.range, &changed);
  return storeChanged(decl, expr, receiver, changed) ? value : make(errorType(), {});
}

// What a call gives back of its `var` parameters goes to the places that were handed in.
bool Checker::storeChanged(const FnDecl &decl, const CallExpr &expr, const Expr *receiver,
                           llvm::ArrayRef<Val> changed) {
  size_t k = 0;
  for (size_t p = 0; p < decl.params.size(); ++p) {
    if (!decl.params[p].isVar)
      continue;
    const Expr *place = receiver && p == 0 ? receiver : nullptr;
    if (!place)
      for (const Argument &arg : expr.args)
        if (arg.isVar && (arg.name ? arg.name->text == decl.params[p].name.text
                                   : size_t(&arg - expr.args.data()) + (receiver ? 1 : 0) == p))
          place = arg.value.get();
    if (!place) {
      error(DiagCode::wrong_arguments, expr.range,
            fmt::format("`{}` changes `{}`: hand it in as `var`", decl.name.text, decl.params[p].name.text));
      return false;
    }
    store(*place, changed[k++]);
  }
  return true;
}

Val Checker::callLambda(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range) {
  const LambdaExpr &lambda = *fn.lambda;
  if (args.size() != lambda.params.size())
    return error(DiagCode::wrong_arguments, range,
                 fmt::format("the function takes {}; {} given", counted(lambda.params.size(), "argument"),
                             args.size()));
  auto outerEnv = std::exchange(env, std::make_shared<Env>(Env{fn.captured, {}}));
  auto outerScope = std::exchange(scope, fn.scope);
  auto outerTypes = std::exchange(frame.types, *fn.types);
  auto outerResult = std::exchange(frame.result, nullptr);
  bool outerLambda = std::exchange(frame.inLambda, true);
  Val result;
  bool ok = true;
  for (size_t k = 0; k < args.size() && ok; ++k) {
    const Param &param = lambda.params[k];
    Val arg = settle(args[k], range);
    if (param.type) {
      ok = bindType(*param.type, arg.type, frame.types, *scope, param.name.text);
      if (ok)
        arg = coerce(arg, evalType(*param.type, frame.types, *scope, param.name.text, false), range,
                     fmt::format("`{}`", param.name.text));
      else
        error(DiagCode::type_mismatch, range,
              fmt::format("`{}` is `{}`; expected `{}`", param.name.text, text(arg.type),
                          sources.text(param.type->range)));
    }
    env->names[param.name.text] = {param.isVar ? arg : refresh(arg, range), param.isVar, param.range};
  }
  result = ok ? lambdaBody(lambda) : make(errorType(), {});
  env = outerEnv;
  scope = outerScope;
  frame.types = outerTypes;
  frame.result = outerResult;
  frame.inLambda = outerLambda;
  return result;
}

Val Checker::lambdaBody(const LambdaExpr &lambda) {
  bool early = returnsEarly(*lambda.body);
  if (!lambda.result)
    return early ? notBuilt(lambda.body->range, "`return` before the end of a function value without `->`")
                 : block(*lambda.body, nullptr, true);
  frame.result = evalType(*lambda.result, frame.types, *scope, "result", false);
  if (!early)
    return coerce(block(*lambda.body, frame.result, true), frame.result, lambda.body->range, "the result");
  enter();
  openExits(frame.result);
  block(*lambda.body, frame.result, true);
  Val result = env->names["%result"].value;
  if (const Stmt *place = endsWithoutResult(*lambda.body))
    missingResult(*place, "the function value", frame.result);
  leave();
  return result;
}

Val Checker::callStruct(const StructDecl &decl, const ModuleScope &in, const CallExpr &expr) {
  size_t before = diags.errorCount();
  std::vector<Param> fields(decl.fields.size());
  for (size_t k = 0; k < fields.size(); ++k) {
    fields[k].name = decl.fields[k].name;
    fields[k].range = decl.fields[k].range;
    if (decl.fields[k].defaultValue)
      fields[k].defaultValue = std::make_unique<BoolLiteralExpr>(); // marks that there is one
  }
  auto matched = matchArguments(fields, expr, 0, decl.name.text);
  if (diags.errorCount() != before)
    return make(errorType(), {});
  TypeEnv types;
  std::vector<Val> parts;
  for (size_t k = 0; k < decl.fields.size(); ++k) {
    const Field &field = decl.fields[k];
    auto outer = matched[k] ? scope : std::exchange(scope, &in);
    Val part = this->expr(matched[k] ? *matched[k]->value : *field.defaultValue);
    scope = matched[k] ? scope : outer;
    if (part.isError() && !part.literal)
      return part;
    if (!part.literal && !bindType(*field.type, part.type, types, in, field.name.text))
      return error(DiagCode::type_mismatch, matched[k] ? matched[k]->value->range : expr.range,
                   fmt::format("field `{}` is `{}`; expected `{}`", field.name.text, text(part.type),
                               sources.text(field.type->range)));
    parts.push_back(part);
  }
  TypeRef type = structType(decl, in, types);
  Val result = make(type, {});
  for (size_t k = 0; k < parts.size(); ++k) {
    Val part = coerce(parts[k], type->members[k].type, matched[k] ? matched[k]->value->range : expr.range,
                      fmt::format("field `{}`", decl.fields[k].name.text));
    if (part.isError())
      return part;
    result.leaves.append(part.leaves.begin(), part.leaves.end());
  }
  return result;
}

Val Checker::callValue(const Val &callee, std::vector<Argument> const &args, const CallExpr &expr,
                       const Val *piped, const TypeRef &expected) {
  if (callee.isError() && !callee.fn)
    return callee;
  if (callee.type->kind == Type::Kind::graph || callee.type->sequence || callee.cut ||
      (callee.fn && callee.fn->kind == FnValue::Kind::cut && !callee.fn->signature))
    return callInstance(callee, expr, piped);
  if (!callee.fn)
    return error(DiagCode::not_callable, expr.callee->range,
                 fmt::format("`{}` is `{}`, which cannot be called", sources.text(expr.callee->range),
                             text(callee.type)));
  const FnValue &fn = *callee.fn;
  if (fn.signature)
    return callPromised(fn, expr, piped);
  switch (fn.kind) {
  case FnValue::Kind::builtin:
    return builtin(fn.name, expr, piped, expected);
  case FnValue::Kind::function:
    return callFunction(*fn.decl->as<FnDecl>(), *fn.scope, expr, piped, nullptr, expected);
  case FnValue::Kind::method:
    return callFunction(*fn.decl->as<FnDecl>(), *fn.scope, expr, piped, fn.receiver, expected);
  case FnValue::Kind::graph:
    return callGraph(*fn.decl->as<GraphDecl>(), *fn.scope, expr);
  case FnValue::Kind::structure:
    return callStruct(*fn.decl->as<StructDecl>(), *fn.scope, expr);
  case FnValue::Kind::variant:
    return callVariant(fn, expr, expected);
  case FnValue::Kind::list:
    return Lists(*this, expr.range).method(fn, expr);
  case FnValue::Kind::lambda:
    return callLambda(fn, positional(expr, piped), expr.range);
  case FnValue::Kind::cut:
    return callInstance(callee, expr, piped);
  case FnValue::Kind::bound:
    return callValue(*fn.instance, args, expr, piped, expected);
  case FnValue::Kind::transform:
    return callTransform(fn, expr);
  default:
    return error(DiagCode::not_callable, expr.callee->range, "a module cannot be called");
  }
}

Val Checker::call(const CallExpr &expr, const TypeRef &expected) {
  Val callee = this->expr(*expr.callee);
  return callValue(callee, expr.args, expr, nullptr, expected);
}

} // namespace dual::check
