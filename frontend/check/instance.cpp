// One body for every combination of dtypes, ranks, constants and structures a function is used with.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/derivatives.h"
#include "frontend/check/specialize.h"
#include "frontend/check/type_arguments.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// The sizes that are parameters of a type, in the order in which `generalize` makes new ones.
static void namedDims(const TypeRef &type, std::vector<Dim> &result) {
  auto known = [&](const Dim &dim) {
    if (!dim.isUnknown())
      result.push_back(dim);
  };
  for (const NamedDim &named : type->dims)
    known(named.dim);
  if (type->kind == Type::Kind::graph)
    return;
  for (auto &[name, arg] : type->typeArgs)
    namedDims(arg, result);
  llvm::for_each(type->shape, known);
  if (type->kind == Type::Kind::grad || type->kind == Type::Kind::list)
    namedDims(type->inner, result);
  if (type->kind == Type::Kind::tuple)
    for (const Member &member : type->members)
      namedDims(member.type, result);
}

// What a call hands over as leading i64 arguments, in the order that they have inside; a call may know more
// than the body asked for.
static std::vector<Dim> signatureDims(const TypeEnv &types, const TypeEnv &inside) {
  std::vector<Dim> result;
  for (auto &[name, dim] : inside.dims)
    result.push_back(types.dims.at(name));
  for (auto &[name, pack] : types.packs)
    result.insert(result.end(), pack.begin(), pack.end());
  for (auto &[name, type] : types.types)
    namedDims(type, result);
  return result;
}

static bool existsAtRunTime(const Param &param, const Val &arg) { return !param.isConst && !arg.fn; }

static std::string constKey(const Val &arg) {
  if (arg.literal)
    return keyOf(*arg.literal);
  if (arg.constant)
    return keyOf(*arg.constant);
  return fmt::format("{}", arg.dim->constant());
}

std::string Checker::declName(const ModuleScope &in, const std::string &name) {
  std::string base = in.name.empty() ? name : in.name + "." + name;
  int count = usedNames[base]++;
  return count == 0 ? base : fmt::format("{}.{}", base, count);
}

Instance *Checker::instantiate(const FnDecl &decl, const ModuleScope &in, const BoundCall &bound) {
  used.insert(&decl);
  std::string key = fmt::format("{}", static_cast<const void *>(&decl));
  for (size_t k = 0; k < decl.params.size(); ++k) {
    const Val &arg = bound.args[k];
    if (arg.fn) {
      Captures found;
      captureFunction(*arg.fn, found);
      key += found.key;
      continue;
    }
    key += decl.params[k].isConst ? "=" + constKey(arg) : ";" + structureKey(arg.type);
    if (arg.running)
      key += fmt::format("@{}{}", arg.running->train, arg.running->seed != nullptr);
  }
  for (auto &[name, type] : bound.types.types)
    key += "," + name + ":" + structureKey(type);
  auto [place, isNew] = instances.try_emplace(key);
  if (!isNew)
    return place->second.get();
  // A body that needs another one of itself, and so on: `const`s or functions that grow with every call.
  constexpr int mostOpen = 64;
  if (openBodies[&decl] == mostOpen) {
    instances.erase(place);
    error(DiagCode::cannot_infer, decl.name.range,
          fmt::format("`{}` calls itself with ever new functions or `const` arguments, without an end",
                      decl.name.text));
    return nullptr;
  }
  place->second = std::make_unique<Instance>();
  Instance *instance = place->second.get();
  instance->symbol = declName(in, decl.name.text);
  ++openBodies[&decl];
  elaborate(decl, in, bound, *instance);
  --openBodies[&decl];
  Derivatives{*this}.linkRule(decl, in, bound, *instance);
  return instance;
}

void Checker::elaborate(const FnDecl &decl, const ModuleScope &in, const BoundCall &bound,
                        Instance &instance) {
  // A body stands by itself: nothing of the caller's place is visible.
  mlir::OpBuilder::InsertionGuard guard(builder);
  Frame outerFrame = std::exchange(frame, Frame());
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  auto outerDiscovered = std::exchange(discovered, nullptr);
  frame.instance = &instance;

  TypeEnv &types = frame.types;
  for (auto &[name, dim] : bound.types.dims)
    types.dims[name] = dims.symbol(name, dim.bareAtom() >= 0 ? dims[dim.bareAtom()].origin : decl.name.range);
  for (auto &[name, pack] : bound.types.packs)
    for (size_t k = 0; k < pack.size(); ++k)
      types.packs[name].push_back(dims.symbol(fmt::format("{}{}", name, k), decl.name.range));
  for (auto &[name, pack] : bound.types.packs)
    types.packs[name];
  if (auto self = bound.types.types.find("Self"); self != bound.types.types.end()) {
    TypeRef general = types.types["Self"] = generalize(self->second, "self");
    for (const NamedDim &named : general->dims)
      types.dims[isPlace(named.name) ? "self." + named.name : named.name] = named.dim;
    for (auto &[name, arg] : general->typeArgs)
      types.types[name] = arg;
  }
  types.graphs = bound.types.graphs;
  for (auto &[name, type] : bound.types.types)
    if (!types.types.count(name))
      types.types[name] = generalize(type, name);
  instance.types = types;

  llvm::SmallVector<mlir::Type> argTypes;
  std::vector<Dim> leading = signatureDims(types, types);
  for (size_t k = 0; k < leading.size(); ++k) {
    instance.dimAtoms.push_back(leading[k].bareAtom());
    argTypes.push_back(builder.getI64Type());
  }
  // Then what function arguments have captured, then the parameters.
  for (const Val &given : bound.args) {
    if (!given.fn)
      continue;
    Captures found;
    captureFunction(*given.fn, found);
    argTypes.append(found.atoms.size(), builder.getI64Type());
    for (Value leaf : found.leaves)
      argTypes.push_back(leaf.getType());
  }
  std::vector<TypeRef> paramTypes;
  for (size_t k = 0; k < decl.params.size(); ++k) {
    const Param &param = decl.params[k];
    TypeRef type =
        param.type ? evalType(*param.type, types, in, param.name.text, false) : types.types["Self"];
    paramTypes.push_back(type);
    if (auto like = types.graphs.find(param.name.text); like != types.graphs.end())
      like->second = type;
    if (!existsAtRunTime(param, bound.args[k]))
      continue;
    if (param.isVar)
      instance.varParams.push_back(instance.params.size());
    instance.params.push_back(type);
    instance.sources.push_back(k);
    for (const Leaf &leaf : leavesOf(type))
      argTypes.push_back(mlirType(leaf.type));
    if (bound.args[k].running && bound.args[k].running->seed)
      argTypes.push_back(builder.getI64Type());
  }
  std::vector<TypeRef> results;
  for (const ResultItem &item : decl.results)
    results.push_back(evalType(*item.type, types, in, "result", false));
  instance.result = results.size() == 1 ? results.front() : tupleType(results);
  frame.result = instance.result;

  llvm::SmallVector<mlir::Type> resultTypes;
  for (const Leaf &leaf : leavesOf(instance.result))
    resultTypes.push_back(mlirType(leaf.type));
  for (size_t k : instance.varParams)
    for (const Leaf &leaf : leavesOf(instance.params[k]))
      resultTypes.push_back(mlirType(leaf.type));

  builder.setInsertionPointToEnd(module.getBody());
  auto fn = mlir::func::FuncOp::create(builder, loc(decl.name.range), instance.symbol,
                                       builder.getFunctionType(argTypes, resultTypes));
  fn.setPrivate();
  mlir::Block *entry = fn.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  size_t next = 0;
  for (int atom : instance.dimAtoms)
    frame.dimValues[atom] = entry->getArgument(next++);
  std::map<size_t, Val> functions;
  for (size_t k = 0; k < bound.args.size(); ++k)
    if (bound.args[k].fn)
      functions[k] = ownFunction(bound.args[k], *entry, next);
  std::vector<std::string> varNames;
  for (size_t k = 0; k < decl.params.size(); ++k) {
    const Param &param = decl.params[k];
    Val arg;
    if (auto function = functions.find(k); function != functions.end()) {
      arg = function->second;
    } else if (existsAtRunTime(param, bound.args[k])) {
      size_t count = leafCount(paramTypes[k]);
      llvm::SmallVector<Value> leaves(entry->args_begin() + next, entry->args_begin() + next + count);
      next += count;
      arg = make(paramTypes[k], leaves);
      if (auto dim = types.dims.find(param.name.text); dim != types.dims.end())
        arg.dim = dim->second;
      if (auto running = bound.args[k].running)
        arg.running = std::make_shared<RunningCall>(
            RunningCall{running->train, running->seed ? entry->getArgument(next++) : Value()});
      if (param.isVar)
        varNames.push_back(param.name.text);
    } else {
      arg = bound.args[k];
      if (!arg.literal)
        arg = arg.constant ? constantOf(*arg.constant, paramTypes[k]) : intConstant(arg.dim->constant());
      arg = coerce(arg, paramTypes[k], param.range, param.name.text);
    }
    env->names[param.name.text] = {param.isVar ? arg : refresh(arg, param.range), param.isVar,
                                   param.name.range};
  }
  Specialization{*this}.mark(decl, fn, instance, types);
  assumeFacts(decl.where);
  functionBody(*decl.body, instance.result, varNames, decl);
  frame = std::move(outerFrame);
  env = outerEnv;
  scope = outerScope;
  discovered = outerDiscovered;
}

// Early exits: whether one was taken, and the value that it gave.
void Checker::openExits(const TypeRef &result) {
  env->names["%exit"] = {intConstant(0), true, {}};
  env->names["%exit"].value.dim.reset();
  env->names["%result"] = {zeroOf(result), true, {}};
}

void Checker::missingResult(const Stmt &place, const std::string &name, const TypeRef &result) {
  if (result->isError()) // reported where the type stands
    return;
  auto *plain = place.as<ExprStmt>();
  bool choice = plain && plain->value->is<IfExpr>();
  error(DiagCode::missing_result, place.range,
        fmt::format("{} gives no value {}; expected `{}`", name,
                    choice ? "when this `if` is not taken" : "at its end", text(result)));
}

// The statements and the return: the result, then the parameters marked `var`.
void Checker::functionBody(const Block &body, const TypeRef &result, const std::vector<std::string> &varNames,
                           const FnDecl &decl) {
  bool early = returnsEarly(body);
  auto params = env;
  enter();
  if (early)
    openExits(result);
  size_t before = diags.errorCount();
  Val value = block(body, result, !result->isUnit());
  SourceRange last = body.stmts.empty() ? decl.name.range : body.stmts.back()->range;
  if (early) {
    value = env->names["%result"].value;
    if (const Stmt *place = result->isUnit() ? nullptr : endsWithoutResult(body))
      missingResult(*place, "`" + decl.name.text + "`", result);
  } else if (!result->isUnit() && !value.isError() && value.type->isUnit() && !value.fn &&
             diags.errorCount() == before)
    value = error(DiagCode::missing_result, last,
                  fmt::format("`{}` gives no value at its end; expected `{}`", decl.name.text, text(result)));
  if (result->isUnit())
    value = unit();
  value = coerce(value, result, last, "the result");
  if (value.isError())
    value = zeroOf(result);
  llvm::SmallVector<Value> results(value.leaves.begin(), value.leaves.end());
  for (const std::string &name : varNames) {
    const Val &changed = params->names[name].value;
    results.append(changed.leaves.begin(), changed.leaves.end());
  }
  mlir::func::ReturnOp::create(builder, loc(last), results);
  leave();
}

// A function argument inside the body: its captures are arguments of the body, from `next` on.
Val Checker::ownFunction(const Val &given, mlir::Block &entry, size_t &next) {
  Captures found;
  captureFunction(*given.fn, found);
  for (int atom : found.atoms)
    frame.dimValues[atom] = entry.getArgument(next++);
  llvm::SmallVector<Value> leaves;
  for (size_t k = 0; k < found.leaves.size(); ++k)
    leaves.push_back(entry.getArgument(next++));
  llvm::ArrayRef<Value> rest = leaves;
  Val result = given;
  result.fn = std::make_shared<FnValue>(withCaptures(*given.fn, rest));
  return result;
}

llvm::SmallVector<Value> Checker::flatArguments(const Instance &instance, const BoundCall &bound) {
  llvm::SmallVector<Value> args;
  for (const Dim &dim : signatureDims(bound.types, instance.types))
    args.push_back(dimValue(dim));
  for (const Val &given : bound.args) {
    if (!given.fn)
      continue;
    Captures found;
    captureFunction(*given.fn, found);
    for (int atom : found.atoms)
      args.push_back(dimValue(Dim::atom(atom)));
    args.append(found.leaves);
  }
  return args;
}

Val Checker::emitCall(Instance &instance, const BoundCall &bound, const TypeRef &result, SourceRange range,
                      std::vector<Val> *changed) {
  if (frame.instance)
    frame.instance->effects |= instance.effects;
  llvm::SmallVector<Value> args = flatArguments(instance, bound);
  std::vector<Val> runTime;
  for (size_t param = 0; param < instance.params.size(); ++param) {
    const Val &arg = runTime.emplace_back(bound.args[instance.sources[param]]);
    auto leaves = leavesOf(instance.params[param]);
    for (size_t k = 0; k < leaves.size(); ++k)
      args.push_back(castTo(arg.leaves[k], mlirType(leaves[k].type), range));
    if (arg.running && arg.running->seed)
      args.push_back(arg.running->seed);
  }
  auto callee = module.lookupSymbol<mlir::func::FuncOp>(instance.symbol);
  auto call = mlir::func::CallOp::create(builder, loc(range), callee, args);
  std::vector<TypeRef> types = {result};
  for (size_t k : instance.varParams)
    types.push_back(runTime[k].type);
  size_t next = 0;
  std::vector<Val> values;
  for (const TypeRef &type : types) {
    llvm::SmallVector<Value> leaves;
    for (const Leaf &leaf : leavesOf(type))
      leaves.push_back(castTo(call.getResult(next++), mlirType(leaf.type), range));
    values.push_back(make(type, leaves));
  }
  if (changed)
    changed->assign(values.begin() + 1, values.end());
  return refresh(values.front(), range);
}

// The same value where only more or less of its sizes is known in its type.
Value Emitter::castTo(Value value, mlir::Type type, SourceRange range) {
  if (value.getType() == type)
    return value;
  llvm::SmallVector<Value> sizes;
  for (auto [axis, size] : llvm::enumerate(dl::shapeOf(type)))
    if (mlir::ShapedType::isDynamic(size))
      sizes.push_back(emit<dl::DimOp>(range, value, axis));
  return emit<dl::ReshapeOp>(range, type, value, sizes);
}

} // namespace dual::check
