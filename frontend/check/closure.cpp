// Function values: what they capture, how they are called by value, and bodies of their own for their
// derivatives.
#include "frontend/check/checker.h"
#include "frontend/check/function_values.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// ---- captures: what a function value brings along into another function

static std::string dimKey(const Dim &dim) {
  std::string key = dim.isUnknown() ? "?" : "";
  for (auto &[monomial, factor] : dim.terms()) {
    key += fmt::format("+{}", factor);
    for (int id : monomial)
      key += fmt::format("*{}", id);
  }
  return key;
}

void Checker::captureDim(const Dim &dim, Captures &found) {
  found.key += "|" + dimKey(dim);
  for (int id : dims.symbolsIn(dim))
    if (!llvm::is_contained(found.atoms, id))
      found.atoms.push_back(id);
}

void Checker::captureType(const TypeRef &type, Captures &found) {
  found.key += ":" + structureKey(type);
  std::vector<Dim> sizes;
  collectDims(type, sizes);
  for (const Dim &dim : sizes)
    captureDim(dim, found);
}

void Checker::captureValue(const Val &value, Captures &found) {
  if (value.fn)
    captureFunction(*value.fn, found);
  if (value.type->kind == Type::Kind::function)
    return;
  if (value.literal)
    found.key += ";" + keyOf(*value.literal);
  else
    captureType(value.type, found);
  if (value.constant)
    found.key += "=" + keyOf(*value.constant);
  if (value.dim)
    captureDim(*value.dim, found);
  found.leaves.append(value.leaves.begin(), value.leaves.end());
  if (value.running) {
    found.key += fmt::format("@{}{}", value.running->train, value.running->seed != nullptr);
    if (value.running->seed)
      found.leaves.push_back(value.running->seed);
  }
}

// In one fixed order, which `withCaptures` repeats.
void Checker::captureFunction(const FnValue &fn, Captures &found) {
  found.key += fmt::format("<{}{}{}{}", int(fn.kind), fn.name, static_cast<const void *>(fn.decl),
                           static_cast<const void *>(fn.lambda));
  if (fn.inner)
    captureFunction(*fn.inner, found);
  if (fn.instance)
    captureValue(*fn.instance, found);
  if (fn.captured)
    for (auto &[name, binding] : fn.captured->names) {
      found.key += "," + name;
      captureValue(binding.value, found);
    }
  if (fn.types) {
    for (auto &[name, dim] : fn.types->dims)
      captureDim(dim, found);
    for (auto &[name, type] : fn.types->types)
      captureType(type, found);
    for (auto &[name, pack] : fn.types->packs)
      for (const Dim &dim : pack)
        captureDim(dim, found);
  }
  found.key += ">";
}

// The same function, its captured values taken from the front of `leaves`.
FnValue Checker::withCaptures(const FnValue &fn, llvm::ArrayRef<Value> &leaves) {
  FnValue result = fn;
  auto renew = [&](Val &value) {
    if (value.fn)
      value.fn = std::make_shared<FnValue>(withCaptures(*value.fn, leaves));
    if (value.type->kind == Type::Kind::function)
      return;
    llvm::copy(leaves.take_front(value.leaves.size()), value.leaves.begin());
    leaves = leaves.drop_front(value.leaves.size());
    if (value.running && value.running->seed) {
      value.running = std::make_shared<RunningCall>(RunningCall{value.running->train, leaves.front()});
      leaves = leaves.drop_front();
    }
  };
  if (fn.inner)
    result.inner = std::make_shared<FnValue>(withCaptures(*fn.inner, leaves));
  if (fn.instance) {
    result.instance = std::make_shared<Val>(*fn.instance);
    renew(*result.instance);
  }
  if (fn.captured) {
    result.captured = std::make_shared<Env>(*fn.captured);
    for (auto &[name, binding] : result.captured->names)
      renew(binding.value);
  }
  return result;
}

// `fn(x) => e`: captures are copies made here, so later stores to a `var` outside do not show.
Val Checker::lambda(const LambdaExpr &given) {
  Val result = make(functionType(), {});
  result.fn = std::make_shared<FnValue>();
  result.fn->kind = FnValue::Kind::lambda;
  result.fn->lambda = &given;
  result.fn->scope = scope;
  result.fn->types = std::make_shared<TypeEnv>(frame.types);
  result.fn->captured = std::make_shared<Env>();
  std::set<std::string> names;
  collectNames(given, names);
  for (const Param &param : given.params)
    names.erase(param.name.text);
  for (const std::string &name : names)
    if (Binding *binding = env->find(name)) {
      Val value = binding->isVar ? refresh(binding->value, given.range) : binding->value;
      attachCall(value, given.range);
      if (value.rows)
        return notBuilt(given.range, fmt::format("a function value that captures the list `{}`", name));
      result.fn->captured->names.emplace(name, Binding{value, false, binding->where});
    }
  return result;
}

// ---- calls by value

// Calls `fn` with values that are there already, as if each had a name. `changed` takes what becomes of `var`
// parameters; without it there can be none.
Val Checker::applyValues(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range,
                         std::vector<Val> *changed) {
  enter();
  CallExpr call;
  call.range = range;
  llvm::ArrayRef<Param> params = changed ? parametersOf(fn) : llvm::ArrayRef<Param>();
  for (size_t k = 0; k < args.size(); ++k) {
    std::string name = "%" + std::to_string(k);
    bool isVar = k < params.size() && params[k].isVar;
    env->names[name] = {refresh(args[k], range), isVar, range};
    auto stand = std::make_unique<NameExpr>();
    stand->name = name;
    stand->range = range;
    Argument arg;
    arg.range = range;
    arg.isVar = isVar;
    arg.value = std::move(stand);
    call.args.push_back(std::move(arg));
  }
  Val callee = make(functionType(), {});
  callee.fn = std::make_shared<FnValue>(fn);
  call.callee = std::make_unique<NameExpr>();
  call.callee->range = range;
  Val result = callValue(callee, call.args, call, nullptr, nullptr);
  for (auto [k, argument] : llvm::enumerate(call.args))
    if (argument.isVar)
      changed->push_back(env->names["%" + std::to_string(k)].value);
  leave();
  return result;
}

Val Checker::methodAsValue(const FnValue &method, SourceRange range, const std::string &what) {
  Val result = notBuilt(range, what);
  std::vector<std::string> params, names;
  for (const Param &param : llvm::drop_begin(method.decl->as<FnDecl>()->params)) {
    params.emplace_back(sources.text(param.range));
    names.push_back(param.name.text);
  }
  diags.last().help(fmt::format("write `fn({}) => {}.{}({})`", fmt::join(params, ", "),
                                sources.text(method.receiver->range), method.decl->name.text,
                                fmt::join(names, ", ")));
  return result;
}

// A function as an argument: it keeps what the parameter promises of it.
std::optional<Val> Checker::asFunction(const Val &given, const FnType &signature, const ModuleScope &in,
                                       const std::string &name, SourceRange range) {
  Val result = given;
  if (given.cut) {
    result = make(functionType(), {});
    result.fn = std::make_shared<FnValue>(*given.cut);
    attachCall(*result.fn->instance, range);
  } else if (given.type->kind == Type::Kind::graph) {
    result = make(functionType(), {});
    result.fn = std::make_shared<FnValue>();
    result.fn->kind = FnValue::Kind::bound;
    result.fn->instance = std::make_shared<Val>(given);
    attachCall(*result.fn->instance, range);
  } else {
    result.fn = std::make_shared<FnValue>(*given.fn);
  }
  FnValue::Kind kind = result.fn->kind;
  if (kind == FnValue::Kind::module || kind == FnValue::Kind::method) {
    kind == FnValue::Kind::module
        ? error(DiagCode::type_mismatch, range,
                fmt::format("`{}` is a module; expected `{}`", name, sources.text(signature.range)))
        : methodAsValue(*result.fn, range, "a method as an argument");
    return std::nullopt;
  }
  auto *fn = kind == FnValue::Kind::function ? result.fn->decl->as<FnDecl>() : nullptr;
  llvm::ArrayRef<Param> params = fn                              ? llvm::ArrayRef(fn->params)
                                 : kind == FnValue::Kind::lambda ? llvm::ArrayRef(result.fn->lambda->params)
                                                                 : llvm::ArrayRef<Param>();
  size_t needed = llvm::count_if(params, [](const Param &param) { return !param.defaultValue; });
  bool known = fn || kind == FnValue::Kind::lambda;
  if (known && (signature.params.size() < needed || signature.params.size() > params.size())) {
    error(DiagCode::type_mismatch, range,
          fmt::format("`{}` takes {}; expected `{}`", name, counted(params.size(), "argument"),
                      sources.text(signature.range)));
    return std::nullopt;
  }
  result.fn->signature = &signature;
  result.fn->signatureScope = &in;
  result.fn->signatureTypes = nullptr;
  return result;
}

Val Checker::opaqueFunction(const FnType &signature, const ModuleScope &in) {
  Val result = make(functionType(), {});
  result.fn = std::make_shared<FnValue>();
  result.fn->kind = FnValue::Kind::opaque;
  result.fn->signature = &signature;
  result.fn->signatureScope = &in;
  return result;
}

// A call of a parameter such as `f: fn(f64) -> f64`: what goes in and comes out is what its type says.
Val Checker::callPromised(const FnValue &fn, const CallExpr &given, const Val *piped) {
  const FnType &signature = *fn.signature;
  if (!takesNamed(given, std::string(sources.text(given.callee ? given.callee->range : given.range)), ""))
    return make(errorType(), {});
  std::vector<Val> args = argumentsOf(fn, given, piped);
  if (args.size() != signature.params.size())
    return error(DiagCode::wrong_arguments, given.range,
                 fmt::format("`{}` takes {}; {} given", sources.text(signature.range),
                             counted(signature.params.size(), "argument"), args.size()));
  TypeEnv types = fn.signatureTypes ? *fn.signatureTypes : frame.types;
  for (size_t k = 0; k < args.size(); ++k) {
    if (args[k].fn || (args[k].isError() && !args[k].literal))
      return args[k].fn ? notBuilt(given.range, "a function as an argument of a function value") : args[k];
    if (!args[k].literal && !bindType(*signature.params[k], args[k].type, types, *fn.signatureScope, "%"))
      return error(DiagCode::type_mismatch, given.range,
                   fmt::format("the argument is `{}`; expected `{}`", text(args[k].type),
                               sources.text(signature.params[k]->range)));
    args[k] = coerce(args[k], evalType(*signature.params[k], types, *fn.signatureScope, "%", true),
                     given.range, "the argument");
    if (args[k].isError())
      return args[k];
  }
  auto result = [&] {
    return signature.result ? evalType(*signature.result, types, *fn.signatureScope, "%", true) : unitType();
  };
  if (fn.kind == FnValue::Kind::opaque)
    return zeroOf(result());
  FnValue plain = fn;
  plain.signature = nullptr;
  plain.asked = expectedBy(signature.result.get(), "%", *fn.signatureScope, types, nullptr);
  Val value = applyValues(plain, args, given.range);
  if (value.isError() && !value.literal)
    return value;
  // A symbol that only the result mentions is what the function gives.
  bool fits = value.literal || !signature.result ||
              bindType(*signature.result, value.type, types, *fn.signatureScope, "%");
  return fits ? coerce(value, result(), given.range, "the result of the function")
              : error(DiagCode::type_mismatch, given.range,
                      fmt::format("the result of the function is `{}`; expected `{}`", text(value.type),
                                  sources.text(signature.result->range)));
}

// ---- a body of its own

static TypeRef withoutOwnSizes(DimTable &dims, const TypeRef &type, llvm::ArrayRef<int> outside) {
  return mapDims(type, [&](const Dim &dim) {
    for (int id : dims.symbolsIn(dim))
      if (!llvm::is_contained(outside, id))
        return Dim::unknown();
    return dim;
  });
}

// A func that calls `fn` with arguments of these types; `leading` is what goes before the arguments' own
// leaves.
Instance *Checker::bodyOf(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range,
                          llvm::SmallVectorImpl<Value> &leading) {
  Captures found;
  captureFunction(fn, found);
  for (const Val &arg : args)
    arg.fn ? captureFunction(*arg.fn, found) : captureType(arg.type, found);
  for (const Val &arg : args)
    if (arg.fn || arg.running)
      notBuilt(range, fmt::format("the derivative of a function value that takes {}",
                                  arg.fn ? "functions" : "a child of the graph around it"));
  if (llvm::any_of(args, [](const Val &arg) { return arg.fn || arg.running; }))
    return nullptr;
  for (int atom : found.atoms)
    leading.push_back(dimValue(Dim::atom(atom)));
  leading.append(found.leaves);
  auto [place, isNew] = instances.try_emplace("value" + found.key);
  if (isNew) {
    place->second = std::make_unique<Instance>();
    place->second->symbol = declName(*scope, "fn");
    writeBody(fn, args, range, found, *place->second);
  }
  return place->second->result->isError() ? nullptr : place->second.get();
}

void Checker::writeBody(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range, const Captures &found,
                        Instance &instance) {
  mlir::OpBuilder::InsertionGuard guard(builder);
  Frame outerFrame = std::exchange(frame, Frame());
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  frame.instance = &instance;
  frame.pure = outerFrame.pure;
  frame.types = outerFrame.types;
  llvm::SmallVector<mlir::Type> types(found.atoms.size(), builder.getI64Type());
  for (Value leaf : found.leaves)
    types.push_back(leaf.getType());
  for (size_t k = 0; k < args.size(); ++k) {
    instance.params.push_back(args[k].type);
    instance.sources.push_back(k);
    for (const Leaf &leaf : leavesOf(args[k].type))
      types.push_back(mlirType(leaf.type));
  }
  builder.setInsertionPointToEnd(module.getBody());
  auto body =
      mlir::func::FuncOp::create(builder, loc(range), instance.symbol, builder.getFunctionType(types, {}));
  body.setPrivate();
  mlir::Block *entry = body.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  llvm::SmallVector<Value> given(entry->args_begin(), entry->args_end());
  llvm::ArrayRef<Value> rest = given;
  for (int atom : found.atoms) {
    frame.dimValues[atom] = rest.front();
    rest = rest.drop_front();
  }
  FnValue own = withCaptures(fn, rest);
  std::vector<Val> values;
  for (const Val &arg : args) {
    values.push_back(make(arg.type, rest.take_front(leafCount(arg.type))));
    rest = rest.drop_front(leafCount(arg.type));
  }
  std::vector<Val> changed;
  Val result = settle(applyValues(own, values, range, &changed), range);
  instance.result =
      result.isError() || result.fn ? errorType() : withoutOwnSizes(dims, result.type, found.atoms);
  llvm::SmallVector<Value> results(result.leaves.begin(), result.leaves.end());
  for (const Val &value : changed)
    results.append(value.leaves);
  for (auto [k, param] : llvm::enumerate(parametersOf(fn).take_front(args.size())))
    if (param.isVar)
      instance.varParams.push_back(k);
  body.setFunctionType(builder.getFunctionType(types, mlir::ValueRange(results).getTypes()));
  mlir::func::ReturnOp::create(builder, loc(range), results);
  frame = std::move(outerFrame);
  env = outerEnv;
}

} // namespace dual::check
