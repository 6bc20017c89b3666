// Calls: what each kind of callee does with its arguments.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/function_values.h"
#include "frontend/check/list.h"
#include "frontend/check/named_symbols.h"
#include "frontend/check/places.h"
#include "frontend/check/type_arguments.h"
#include "frontend/check/wording.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

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
  for (Val &arg : bound.args)
    attachCall(arg, expr.range);
  if (givesFunction(decl))
    return callForFunction(decl, in, bound, expr.range);
  size_t before = diags.errorCount();
  Instance *instance = instantiate(decl, in, bound);
  if (diags.errorCount() != before && openBodies[&decl] == 0 && isGeneric(decl, in))
    diags.last().note(expr.range, fmt::format("this call says what is open in `{}`", decl.name.text));
  if (!instance || instance->result->isError())
    return make(errorType(), {});
  if (instance->effects && frame.pure)
    return error(effectCode(frame.pure), expr.range,
                 fmt::format("`{}` prints or reads files, which {} cannot do", decl.name.text, frame.pure));
  std::vector<Val> changed;
  Val value = emitCall(*instance, bound, resultType(decl, in, bound), expr.range, &changed);
  size_t filled = (receiver ? 1 : 0) + (piped ? 1 : 0);
  bool stored = storeChanged(decl.name.text, decl.params, expr, filled, receiver, changed);
  return stored ? value : make(errorType(), {});
}

// For each `var` parameter the place that was handed in; none if one is missing or two share something.
std::vector<const Expr *> Checker::varPlaces(const std::string &callee, llvm::ArrayRef<Param> params,
                                             const CallExpr &expr, size_t filled, const Expr *receiver) {
  std::vector<const Expr *> places;
  for (size_t p = 0; p < params.size(); ++p) {
    if (!params[p].isVar)
      continue;
    const Expr *place = receiver && p == 0 ? receiver : nullptr;
    for (size_t k = 0; !place && k < expr.args.size(); ++k) {
      const Argument &arg = expr.args[k];
      if (arg.isVar && (arg.name ? arg.name->text == params[p].name.text : k + filled == p))
        place = arg.value.get();
    }
    if (!place) {
      error(DiagCode::wrong_arguments, expr.range,
            fmt::format("`{}` changes `{}`: hand it in as `var`", callee, params[p].name.text));
      return {};
    }
    for (const Expr *other : places)
      if (Overlap overlap = overlapOf(*place, *other); overlap != Overlap::no) {
        error(DiagCode::wrong_arguments, place->range,
              fmt::format("`{}` and `{}` {} one place; `var` arguments do not overlap",
                          sources.text(other->range), sources.text(place->range),
                          overlap == Overlap::yes ? "share" : "may be"));
        return {};
      }
    places.push_back(place);
  }
  return places;
}

// What a call gives back of its `var` parameters goes to the places that were handed in.
bool Checker::storeChanged(const std::string &callee, llvm::ArrayRef<Param> params, const CallExpr &expr,
                           size_t filled, const Expr *receiver, llvm::ArrayRef<Val> changed) {
  std::vector<const Expr *> places = varPlaces(callee, params, expr, filled, receiver);
  for (size_t k = 0; k < places.size(); ++k)
    store(*places[k], changed[k]);
  return places.size() == changed.size();
}

// An argument as its parameter is declared, which says of a number what it is.
Val Checker::lambdaArgument(const Param &param, const Val &given, SourceRange range) {
  auto *named = param.type && given.literal ? param.type->as<NamedType>() : nullptr;
  bool isOpen = !named || isTypeParameter(*named, *scope, frame.types) || !takesNumber(*named, frame.types);
  Val arg = isOpen ? settle(given, range) : given;
  if (!param.type || (arg.isError() && !arg.literal))
    return arg;
  if (isOpen && !bindType(*param.type, arg.type, frame.types, *scope, param.name.text))
    return error(DiagCode::type_mismatch, range,
                 fmt::format("`{}` is `{}`; expected `{}`", param.name.text, text(arg.type),
                             sources.text(param.type->range)));
  return coerce(given.literal ? given : arg,
                evalType(*param.type, frame.types, *scope, param.name.text, false), range,
                fmt::format("`{}`", param.name.text));
}

Val Checker::callLambda(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range,
                        std::vector<Val> *changed) {
  const LambdaExpr &lambda = *fn.lambda;
  if (args.size() != lambda.params.size())
    return error(DiagCode::wrong_arguments, range,
                 fmt::format("the function takes {}; {} given", counted(lambda.params.size(), "argument"),
                             args.size()));
  auto outerEnv = std::exchange(env, std::make_shared<Env>(Env{fn.captured, {}, {}}));
  auto outerScope = std::exchange(scope, fn.scope);
  auto outerTypes = std::exchange(frame.types, *fn.types);
  auto outerResult = std::exchange(frame.result, nullptr);
  bool outerLambda = std::exchange(frame.inLambda, true);
  Val result;
  bool ok = true;
  for (size_t k = 0; k < args.size() && ok; ++k) {
    const Param &param = lambda.params[k];
    Val arg = lambdaArgument(param, args[k], range);
    ok = !arg.isError() || arg.fn;
    env->names[param.name.text] = {param.isVar ? arg : refresh(arg, range), param.isVar, param.range};
  }
  result = ok ? lambdaBody(lambda, fn.asked) : make(errorType(), {});
  for (const Param &param : lambda.params)
    if (changed && param.isVar)
      changed->push_back(env->names[param.name.text].value);
  env = outerEnv;
  scope = outerScope;
  frame.types = outerTypes;
  frame.result = outerResult;
  frame.inLambda = outerLambda;
  return result;
}

// With what changes of its `var` parameters stored.
Val Checker::callLambdaInPlace(const FnValue &fn, const CallExpr &expr, const Val *piped) {
  std::vector<Val> changed;
  Val result = callLambda(fn, argumentsOf(fn, expr, piped), expr.range, &changed);
  if (changed.empty() || result.isError())
    return result;
  bool stored =
      storeChanged(calleeText(sources, expr), fn.lambda->params, expr, piped ? 1 : 0, nullptr, changed);
  return stored ? result : make(errorType(), {});
}

// `asked`: the type that a parameter promises of the result; null: it does not say one.
Val Checker::lambdaBody(const LambdaExpr &lambda, const TypeRef &asked) {
  bool early = returnsEarly(*lambda.body);
  if (!lambda.result && !(early && asked))
    return early ? notBuilt(lambda.body->range, "`return` before the end of a function value without `->`")
                 : block(*lambda.body, asked, true);
  frame.result = lambda.result ? evalType(*lambda.result, frame.types, *scope, "result", false) : asked;
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

// What no field says of a type parameter the place says, or the bare numbers in its fields by themselves.
void Checker::bindOpenParameters(const StructDecl &decl, const ModuleScope &in, llvm::ArrayRef<Val> parts,
                                 const TypeRef &expected, TypeEnv &types) {
  if (expected && expected->kind == Type::Kind::structure && expected->decl == &decl)
    for (auto &[name, arg] : expected->typeArgs)
      if (arg->isScalar())
        types.types.emplace(name, arg);
  std::map<std::string, bool> isFloat;
  for (auto [part, field] : llvm::zip(parts, decl.fields))
    if (auto *plain = part.literal ? field.type->as<NamedType>() : nullptr; plain && !plain->hasArgs)
      isFloat[plain->path.last().text] |= part.literal->isFloat;
  for (const Ident &param : decl.typeParams)
    if (auto number = isFloat.find(param.text);
        number != isFloat.end() && !isDimParameter(decl, in, param.text))
      types.types.emplace(param.text, tensorType(number->second ? mlir::Type(builder.getF32Type())
                                                                : mlir::Type(builder.getI64Type())));
}

Val Checker::callStruct(const StructDecl &decl, const ModuleScope &in, const CallExpr &expr,
                        const TypeRef &expected) {
  size_t before = diags.errorCount();
  std::vector<Param> fields(decl.fields.size());
  for (size_t k = 0; k < fields.size(); ++k) {
    fields[k].name = decl.fields[k].name;
    fields[k].range = decl.fields[k].range;
    if (decl.fields[k].defaultValue)
      fields[k].defaultValue = std::make_unique<BoolLiteralExpr>(); // marks that there is one
  }
  std::vector<const Argument *> symbols;
  auto matched = matchArguments(fields, expr, 0, decl.name.text, symbols);
  TypeEnv types;
  if (diags.errorCount() != before ||
      !NamedSymbols(*this, decl.name.text, fields, symbols, in).bind(decl, decl.typeParams, types))
    return make(errorType(), {});
  std::map<std::string, Val> earlier;
  std::vector<Val> parts;
  for (size_t k = 0; k < decl.fields.size(); ++k) {
    const Field &field = decl.fields[k];
    TypeRef want = expectedBy(field.type.get(), field.name.text, in, types,
                              matched[k] ? matched[k]->value.get() : field.defaultValue.get());
    if (want && want->isError())
      return make(want, {});
    Val part = matched[k] ? this->expr(*matched[k]->value, want)
                          : defaultValue(*field.defaultValue, in, earlier, types, want);
    if (part.isError() && !part.literal)
      return part;
    if (!part.literal && !bindType(*field.type, part.type, types, in, field.name.text))
      return error(DiagCode::type_mismatch, matched[k] ? matched[k]->value->range : expr.range,
                   fmt::format("field `{}` is `{}`; expected `{}`", field.name.text, text(part.type),
                               sources.text(field.type->range)));
    earlier[field.name.text] = asDeclared(part, field.type.get(), field.range);
    parts.push_back(part);
  }
  bindOpenParameters(decl, in, parts, expected, types);
  for (const Ident &param : decl.typeParams)
    if (isDimParameter(decl, in, param.text) && !types.dims.count(param.text))
      return error(DiagCode::unbound_dim, expr.range,
                   fmt::format("nothing gives the size `{}` of `{}` a value", param.text, decl.name.text),
                   {param.range, "it is declared here"});
  TypeRef type = structType(decl, in, types);
  if (type->isError())
    return make(type, {});
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
    return callStruct(*fn.decl->as<StructDecl>(), *fn.scope, expr, expected);
  case FnValue::Kind::variant:
    return callVariant(fn, expr, expected);
  case FnValue::Kind::list:
    return ListUse(*this, expr.range).method(fn, expr);
  case FnValue::Kind::lambda:
    return callLambdaInPlace(fn, expr, piped);
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

// `x[i] else f(1.0)`: by the grammar a call of the whole before it.
static std::optional<SourceRange> callAfterElse(const CallExpr &expr) {
  auto *read = expr.callee->as<SubscriptExpr>();
  if (!read || !read->pad)
    return std::nullopt;
  SourceRange range = expr.range;
  range.begin = read->pad->range.begin;
  return range;
}

Val Checker::call(const CallExpr &expr, const TypeRef &expected) {
  if (auto pad = callAfterElse(expr)) {
    diags
        .error(DiagCode::bad_subscript, *pad,
               "a call after `else`; expected a literal, a name or parentheses")
        .help(fmt::format("write `else ({})`", sources.text(*pad)));
    return make(errorType(), {});
  }
  Val callee = this->expr(*expr.callee);
  return callValue(callee, expr.args, expr, nullptr, expected);
}

} // namespace dual::check
