// Calls: matching arguments to parameters, and what each kind of callee does with them.
#include "frontend/check/checker.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// For every parameter after the first `filled` the argument that is its own, or null for the default.
std::vector<const Argument *> Checker::matchArguments(llvm::ArrayRef<Param> params, const CallExpr &expr, size_t filled,
                                                      const std::string &name, std::set<std::string> *extra) {
  std::vector<const Argument *> matched(params.size(), nullptr);
  size_t next = filled;
  for (const Argument &arg : expr.args) {
    if (!arg.name) {
      if (next >= params.size()) {
        diags.error(DiagCode::wrong_arguments, arg.range,
                    fmt::format("`{}` takes {} arguments; here is one more", name, params.size()));
        break;
      }
      matched[next++] = &arg;
      continue;
    }
    size_t k = 0;
    while (k < params.size() && params[k].name.text != arg.name->text)
      ++k;
    if (k < params.size() && k >= filled && !matched[k])
      matched[k] = &arg;
    else if (k < params.size())
      diags.error(DiagCode::wrong_arguments, arg.range, fmt::format("`{}` is given twice", arg.name->text));
    else if (extra && isupper(arg.name->text[0]))
      extra->insert(arg.name->text);
    else {
      std::vector<std::string> names;
      for (const Param &param : params)
        names.push_back(param.name.text);
      auto report = diags.error(DiagCode::wrong_arguments, arg.name->range,
                                fmt::format("`{}` has no parameter `{}`", name, arg.name->text));
      if (auto near = suggestion(arg.name->text, names))
        report.help(fmt::format("did you mean `{}`?", *near));
    }
  }
  for (size_t k = filled; k < params.size(); ++k)
    if (!matched[k] && !params[k].defaultValue)
      diags.error(DiagCode::wrong_arguments, expr.range,
                  fmt::format("`{}` needs an argument for `{}`", name, params[k].name.text))
          .note(params[k].range, "the parameter is declared here");
  return matched;
}

bool isIntParameter(const Param &param) {
  auto *type = param.type ? param.type->as<NamedType>() : nullptr;
  return type && !type->hasArgs && (type->path.last().text == "int" || type->path.last().text == "i64");
}

// Evaluates one argument, or the default among the earlier arguments in the callee's module.
bool Checker::bindArgument(const Param &param, const Argument *arg, const ModuleScope &in, BoundCall &bound) {
  Val value;
  if (arg) {
    value = expr(*arg->value);
  } else {
    auto outerEnv = std::exchange(env, std::make_shared<Env>());
    auto outerScope = std::exchange(scope, &in);
    auto outerTypes = std::exchange(frame.types, bound.types);
    if (bound.self && !bound.args.empty())
      env->names["self"] = {bound.args.front(), false, {}};
    for (size_t k = 0; k < bound.args.size(); ++k)
      if (auto name = bound.args[k]; !name.isError())
        env->names[currentParams[k].name.text] = {name, false, {}};
    value = expr(*param.defaultValue);
    env = outerEnv;
    scope = outerScope;
    frame.types = outerTypes;
  }
  SourceRange range = arg ? arg->value->range : param.range;
  if (value.isError() && !value.literal && !value.fn)
    return false;
  if (param.isConst && !value.constant && !value.literal && !(value.dim && value.dim->isConstant())) {
    error(DiagCode::wrong_arguments, range, fmt::format("`{}` must be known at compile time", param.name.text));
    return false;
  }
  if (param.type && !value.literal && !value.fn && !bindType(*param.type, value.type, bound.types, in, param.name.text)) {
    auto report = diags.error(DiagCode::type_mismatch, range,
                              fmt::format("`{}` is `{}`; expected `{}`", param.name.text, text(value.type), sources.text(param.type->range)));
    report.note(param.range, "the parameter is declared here");
    return false;
  }
  bound.args.push_back(value);
  return true;
}

bool Checker::bindCall(const FnDecl &decl, const ModuleScope &in, const CallExpr &expr, const Val *piped, const Val *self,
                       BoundCall &bound) {
  size_t before = diags.errorCount();
  for (size_t k = self ? 1 : 0; k < decl.params.size(); ++k)
    if (!decl.params[k].type)
      error(DiagCode::cannot_infer, decl.params[k].range, fmt::format("the parameter `{}` has no type", decl.params[k].name.text));
  size_t filled = (self ? 1 : 0) + (piped ? 1 : 0);
  std::set<std::string> extra;
  auto matched = matchArguments(decl.params, expr, filled, decl.name.text, &extra);
  if (diags.errorCount() != before)
    return false;
  auto outerParams = std::exchange(currentParams, llvm::ArrayRef<Param>(decl.params));
  if (self) {
    bound.self = self->type;
    bound.types.types["Self"] = self->type;
    for (const NamedDim &named : self->type->dims)
      bound.types.dims[named.name] = named.dim;
    for (auto &[name, arg] : self->type->typeArgs)
      bound.types.types[name] = arg;
    bound.args.push_back(*self);
  }
  bool ok = true;
  if (piped) {
    ok = !decl.params[self ? 1 : 0].type ||
         bindType(*decl.params[self ? 1 : 0].type, piped->type, bound.types, in, decl.params[self ? 1 : 0].name.text);
    bound.args.push_back(*piped);
    if (!ok)
      error(DiagCode::type_mismatch, expr.range,
            fmt::format("`{}` is `{}`; expected `{}`", decl.params[0].name.text, text(piped->type),
                        sources.text(decl.params[0].type->range)));
  }
  for (size_t k = filled; k < decl.params.size() && ok; ++k)
    ok = bindArgument(decl.params[k], matched[k], in, bound);
  currentParams = outerParams;
  if (!ok)
    return false;
  // Now that the symbols are bound: literals find their dtypes, ints become sizes, the rest is checked.
  for (size_t k = 0; k < decl.params.size(); ++k) {
    const Param &param = decl.params[k];
    Val &arg = bound.args[k];
    SourceRange range = k < matched.size() && matched[k] ? matched[k]->value->range : expr.range;
    if (!param.type || arg.fn)
      continue;
    if (isIntParameter(param) && !param.isVar)
      bound.types.dims[param.name.text] = dimOf(settle(arg, range), range);
    if (arg.literal)
      if (auto *named = param.type->as<NamedType>(); named && !named->hasArgs && isupper(named->path.last().text[0]))
        bound.types.types.emplace(named->path.last().text, settle(arg, range).type);
    TypeRef want = evalType(*param.type, bound.types, in, param.name.text, false);
    arg = coerce(arg, want, range, fmt::format("`{}`", param.name.text));
    if (arg.isError())
      return false;
  }
  return checkFacts(decl.where, bound.types, expr.range, true);
}

// Facts of a `where`: classes of dtypes now, conditions on sizes now or when it runs.
bool Checker::checkFacts(llvm::ArrayRef<WhereFact> facts, TypeEnv &types, SourceRange range, bool emitChecks) {
  bool ok = true;
  for (const WhereFact &fact : facts) {
    if (fact.condition) {
      auto outer = std::exchange(frame.types, types);
      auto outerEnv = std::exchange(env, std::make_shared<Env>());
      Val holds = expr(*fact.condition);
      env = outerEnv;
      frame.types = outer;
      if (holds.isError())
        return false;
      if (holds.constant && std::get<bool>(*holds.constant))
        continue;
      std::string condition(sources.text(fact.condition->range));
      if (holds.constant) {
        diags.error(DiagCode::dim_mismatch, range, fmt::format("`{}` does not hold", condition))
            .note(fact.condition->range, "it is demanded here");
        ok = false;
      } else if (emitChecks) {
        emit<dl::CheckOp>(fact.condition->range, holds.leaf(), fmt::format("`{}` does not hold", condition), "FACT", mlir::ValueRange{});
      }
      continue;
    }
    auto bound = types.types.find(fact.typeName.text);
    if (bound == types.types.end() || !bound->second->isTensor())
      continue;
    mlir::Type element = bound->second->element;
    bool isFloat = mlir::isa<mlir::FloatType>(element), isInt = !isFloat && !element.isInteger(1);
    const std::string &wanted = fact.className.text;
    if ((wanted == "Float" && !isFloat) || (wanted == "Int" && !isInt) || (wanted == "Num" && !isFloat && !isInt)) {
      diags.error(DiagCode::type_mismatch, range,
                  fmt::format("`{}` is `{}`, which is not `{}`", fact.typeName.text, dtypeText(element), wanted))
          .note(fact.typeName.range, "it is demanded here");
      ok = false;
    }
  }
  return ok;
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
  if (instance->effects && frame.pure)
    return error(DiagCode::bad_node, expr.range, fmt::format("`{}` prints or reads files, which a graph cannot do", decl.name.text));
  TypeRef result = unitType();
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  std::vector<TypeRef> parts;
  for (const ResultItem &item : decl.results)
    parts.push_back(evalType(*item.type, bound.types, in, "result", false));
  env = outerEnv;
  if (parts.size() == 1)
    result = parts.front();
  else if (!parts.empty())
    result = tupleType(parts);
  std::vector<Val> changed;
  Val value = emitCall(*instance, bound, result, expr.range, &changed);
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
    if (!place)
      return error(DiagCode::wrong_arguments, expr.range,
                   fmt::format("`{}` changes `{}`: hand it in as `var`", decl.name.text, decl.params[p].name.text));
    store(*place, changed[k++]);
  }
  return value;
}

Val Checker::callLambda(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range) {
  const LambdaExpr &lambda = *fn.lambda;
  if (args.size() != lambda.params.size())
    return error(DiagCode::wrong_arguments, range,
                 fmt::format("the function takes {} arguments; {} are given", lambda.params.size(), args.size()));
  auto outerEnv = std::exchange(env, std::make_shared<Env>(Env{fn.captured, {}}));
  auto outerScope = std::exchange(scope, fn.scope);
  auto outerTypes = frame.types;
  Val result;
  bool ok = true;
  for (size_t k = 0; k < args.size() && ok; ++k) {
    const Param &param = lambda.params[k];
    Val arg = settle(args[k], range);
    if (param.type) {
      ok = bindType(*param.type, arg.type, frame.types, *scope, param.name.text);
      if (ok)
        arg = coerce(arg, evalType(*param.type, frame.types, *scope, param.name.text, false), range, fmt::format("`{}`", param.name.text));
      else
        error(DiagCode::type_mismatch, range, fmt::format("`{}` is `{}`; expected `{}`", param.name.text, text(arg.type), sources.text(param.type->range)));
    }
    env->names[param.name.text] = {arg, param.isVar, param.range};
  }
  result = ok ? block(*lambda.body, nullptr, true) : make(errorType(), {});
  if (ok && lambda.result)
    result = coerce(result, evalType(*lambda.result, frame.types, *scope, "result", false), lambda.body->range, "the result");
  env = outerEnv;
  scope = outerScope;
  frame.types = outerTypes;
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
                   fmt::format("field `{}` is `{}`; expected `{}`", field.name.text, text(part.type), sources.text(field.type->range)));
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

Val Checker::callValue(const Val &callee, std::vector<Argument> const &, const CallExpr &expr, const Val *piped,
                       const TypeRef &expected) {
  if (callee.isError() && !callee.fn)
    return callee;
  if (callee.type->kind == Type::Kind::graph) {
    std::vector<Val> inputs = positional(expr, piped);
    for (const Argument &arg : expr.args)
      if (arg.name)
        return notBuilt(arg.range, fmt::format("the argument `{}` of a graph's call", arg.name->text));
    return applyInstance(callee, inputs, expr.range);
  }
  if (!callee.fn)
    return error(DiagCode::not_callable, expr.callee->range, fmt::format("`{}` is `{}`, which cannot be called", sources.text(expr.callee->range), text(callee.type)));
  const FnValue &fn = *callee.fn;
  switch (fn.kind) {
  case FnValue::Kind::builtin: return builtin(fn.name, expr, piped, expected);
  case FnValue::Kind::function: return callFunction(*fn.decl->as<FnDecl>(), *fn.scope, expr, piped, nullptr, expected);
  case FnValue::Kind::method: return callFunction(*fn.decl->as<FnDecl>(), *fn.scope, expr, piped, fn.receiver, expected);
  case FnValue::Kind::graph: return callGraph(*fn.decl->as<GraphDecl>(), *fn.scope, expr);
  case FnValue::Kind::structure: return callStruct(*fn.decl->as<StructDecl>(), *fn.scope, expr);
  case FnValue::Kind::lambda: return callLambda(fn, positional(expr, piped), expr.range);
  case FnValue::Kind::transform: return callTransform(fn, expr);
  default: return error(DiagCode::not_callable, expr.callee->range, "a module cannot be called");
  }
}

Val Checker::call(const CallExpr &expr, const TypeRef &expected) {
  Val callee = this->expr(*expr.callee);
  return callValue(callee, expr.args, expr, nullptr, expected);
}

} // namespace dual::check
