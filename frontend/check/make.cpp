// Making graph instances.
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// FNV-1a-64, the number a text stands for when it is folded into a seed.
static uint64_t fnv1a(const std::string &text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (unsigned char c : text)
    hash = (hash ^ c) * 0x100000001b3u;
  return hash;
}

Value Emitter::foldText(Value seed, const std::string &text) {
  Value number = numberConstant(builder.getI64Type(), 0, static_cast<int64_t>(fnv1a(text)));
  return emit<dl::FoldSeedOp>({}, builder.getI64Type(), seed, number);
}

// `G(args, I: 64, seed: 3)`: inside a graph a child, elsewhere a new instance.
Val Checker::callGraph(const GraphDecl &decl, const ModuleScope &in, const CallExpr &expr) {
  if (frame.children)
    if (auto child = frame.children->find(&expr); child != frame.children->end())
      return child->second;
  GraphArgs args;
  std::map<std::string, Dim> given;
  std::map<std::string, Val> graphs;
  if (!graphArguments(decl, in, expr, args, given, graphs))
    return make(errorType(), {});
  GraphTemplate &graph = graphTemplate(decl, in, args);
  if (graph.failed)
    return make(errorType(), {});
  std::vector<Dim> values;
  for (const NamedDim &known : graph.dims) {
    if (auto found = given.find(known.name); found != given.end())
      values.push_back(found->second);
    else if (discovered) {
      values.push_back(dims.symbol(known.name, expr.range));
      pending.insert(values.back().bareAtom());
    } else {
      diags
          .error(DiagCode::graph_symbol, expr.range,
                 fmt::format("the size `{}` of `{}` is fixed at making, and nothing here says it", known.name,
                             decl.name.text))
          .help(fmt::format("write `{}(..., {}: 64)`", decl.name.text, known.name));
      return make(errorType(), {});
    }
  }
  TypeRef type = graphType(decl, in, args, values);
  if (type->isError() || (discovered && !checkGraphFacts(*type, expr.range, /*emit=*/false)))
    return make(errorType(), {});
  if (discovered) {
    discovered->push_back({&expr, Member{decl.name.text, type, Role::child}});
    return zeroOf(type);
  }
  Value start = named(expr, "seed") ? seedArgument(expr) : numberConstant(builder.getI64Type(), 0, 0);
  return start ? initialize(type, start, expr.range, graphs) : make(errorType(), {});
}

// Which argument each parameter gets; symbols may be given by name too.
bool Checker::graphArguments(const GraphDecl &decl, const ModuleScope &in, const CallExpr &expr,
                             GraphArgs &args, std::map<std::string, Dim> &given,
                             std::map<std::string, Val> &graphs) {
  size_t before = diags.errorCount();
  size_t next = 0;
  std::map<std::string, const Expr *> values;
  for (const Argument &arg : expr.args) {
    std::string name = arg.name                    ? arg.name->text
                       : next < decl.params.size() ? decl.params[next++].name.text
                                                   : "";
    bool parameter = llvm::any_of(decl.params, [&](const Param &param) { return param.name.text == name; });
    if (name == "seed")
      continue;
    if (name.empty())
      diags.error(DiagCode::wrong_arguments, arg.range,
                  fmt::format("`{}` takes {}; here is one more", decl.name.text,
                              counted(decl.params.size(), "argument")));
    else if (!parameter && !isupper(name[0]))
      unknownParameter(decl.name.text, *arg.name, decl.params, {"seed"});
    else
      values[name] = arg.value.get();
  }
  for (const Param &param : decl.params) {
    auto found = values.find(param.name.text);
    if (found == values.end() && !param.defaultValue) {
      diags
          .error(DiagCode::wrong_arguments, expr.range,
                 fmt::format("`{}` needs an argument for `{}`", decl.name.text, param.name.text))
          .note(param.range, "the parameter is declared here");
      continue;
    }
    const Expr &source = found == values.end() ? *param.defaultValue : *found->second;
    values.erase(param.name.text);
    auto outer = std::exchange(scope, &source == param.defaultValue.get() ? &in : scope);
    // What is made as an argument of a child is a part of that child, not one of its own.
    std::vector<std::pair<const Expr *, Member>> inside;
    auto outerDiscovered = discovered;
    bool isPart = discovered && graphParameter(param, in).first;
    if (isPart)
      discovered = &inside;
    Val value = this->expr(source);
    discovered = outerDiscovered;
    scope = outer;
    if (isPart && !value.isError() && inside.empty()) {
      notBuilt(source.range, "a graph made elsewhere as an argument of a child");
      continue;
    }
    if (!value.isError() || value.literal || value.fn)
      graphArgument(param, in, value, source.range, args, given, graphs);
  }
  TypeRef i64 = tensorType(builder.getI64Type());
  for (auto &[name, source] : values) {
    Val size = coerce(value(*source, i64), i64, source->range, "`" + name + "`");
    if (!size.isError())
      given[name] = dimOf(size, source->range);
  }
  return diags.errorCount() == before;
}

// A function decides the structure as a `const` does: what it captures would have to be kept in the instance.
void Checker::functionArgument(const Param &param, const FnType &signature, const ModuleScope &in,
                               const Val &given, SourceRange range, GraphArgs &args) {
  const std::string &name = param.name.text;
  if (!given.fn && given.type->kind != Type::Kind::graph) {
    error(DiagCode::type_mismatch, range,
          fmt::format("`{}` is {}; expected `{}`", name,
                      given.literal ? "a number" : "`" + text(given.type) + "`",
                      sources.text(signature.range)),
          {param.range, "the parameter is declared here"});
    return;
  }
  auto function = asFunction(given, signature, in, name, range);
  if (!function)
    return;
  if (function->fn->types) { // only those that it mentions
    std::set<std::string> names;
    collectNames(*function->fn->lambda, names);
    TypeEnv own;
    for (auto &[symbol, dim] : function->fn->types->dims)
      if (names.count(symbol))
        own.dims[symbol] = dim;
    for (auto &[symbol, type] : function->fn->types->types)
      if (names.count(symbol))
        own.types[symbol] = type;
    function->fn->types = std::make_shared<TypeEnv>(own);
  }
  Captures found;
  captureFunction(*function->fn, found);
  if (!found.leaves.empty() || !found.atoms.empty()) {
    notBuilt(range, "a function that captures values, as an argument of a graph,");
    return;
  }
  args.functions[name] = {found.key, function->fn};
}

void Checker::graphArgument(const Param &param, const ModuleScope &in, const Val &given, SourceRange range,
                            GraphArgs &args, std::map<std::string, Dim> &sizes,
                            std::map<std::string, Val> &graphs) {
  const std::string &name = param.name.text;
  if (auto wanted = graphParameter(param, in).first) {
    if (given.type->kind != Type::Kind::graph || given.type->decl != wanted) {
      error(DiagCode::type_mismatch, range,
            fmt::format("`{}` is `{}`; expected `{}`", name, text(given.type), wanted->name.text),
            {param.range, "the parameter is declared here"});
      return;
    }
    args.graphs[name] = given.type;
    for (const NamedDim &named : given.type->dims)
      sizes[name + "." + named.name] = named.dim;
    graphs.emplace(name, given);
    return;
  }
  if (auto *signature = param.type ? param.type->as<FnType>() : nullptr) {
    functionArgument(param, *signature, in, given, range, args);
    return;
  }
  if (given.fn) {
    error(DiagCode::type_mismatch, range, fmt::format("`{}` is a function; expected a value", name),
          {param.range, "the parameter is declared here"});
    return;
  }
  TypeEnv none;
  Val value = param.type ? coerce(given, evalType(*param.type, none, in, name, true), range, "`" + name + "`")
                         : settle(given, range);
  if (value.isError())
    return;
  if (!isStructural(param))
    sizes[name] = dimOf(value, range);
  else if (value.constant)
    args.consts[name] = *value.constant;
  else
    error(DiagCode::wrong_arguments, range, fmt::format("`{}` must be known at compile time", name),
          {param.range, "the parameter is declared here"});
}

// What the `where` of a graph says of the sizes that are fixed at making; without `emit` only what is decided
// now.
bool Checker::checkGraphFacts(const Type &graph, SourceRange range, bool emitChecks) {
  auto &decl = *graph.decl->as<GraphDecl>();
  TypeEnv types;
  for (const NamedDim &named : graph.dims)
    types.dims[named.name] = named.dim;
  auto known = [&](const std::string &name) { return types.dims.count(name) != 0; };
  return llvm::all_of(decl.where, [&](const WhereFact &fact) {
    return (fact.condition && mentionsOther(*fact.condition, known)) ||
           checkFacts(fact, types, *graph.scope, range, emitChecks);
  });
}

// Computes every parameter of an instance; its seed is the instance's, folded with the parameter's path.
Val Checker::initialize(const TypeRef &type, Value seed, SourceRange range,
                        const std::map<std::string, Val> &graphs) {
  Val result = make(type, {});
  if (type->kind == Type::Kind::graph && !checkGraphFacts(*type, range, /*emit=*/true))
    return make(errorType(), {});
  for (const Member &each : type->members) {
    Value own = foldText(seed, each.name);
    Val part;
    if (auto given = graphs.find(each.name); given != graphs.end()) {
      part = given->second;
      auto leaves = leavesOf(each.type);
      for (size_t k = 0; k < leaves.size(); ++k)
        part.leaves[k] = castTo(part.leaves[k], mlirType(leaves[k].type), range);
    } else if (each.role == Role::child) {
      part = initialize(each.type, own, range);
    } else {
      auto &decl = *type->decl->as<GraphDecl>();
      auto outerEnv = std::exchange(env, std::make_shared<Env>());
      auto outerScope = std::exchange(scope, type->scope);
      auto outerTypes = std::exchange(frame.types, TypeEnv());
      auto outerPure = std::exchange(frame.pure, "a graph");
      for (const NamedDim &named : type->dims)
        frame.types.dims[named.name] = named.dim;
      bindGraphConsts(decl, {type->constArgs, {}, type->functionArgs}, *type->scope);
      env->names["seed"] = {scalar(own), false, {}};
      for (const ParamStmt *param : nodesWithBranches(decl))
        if (param->name.text == each.name)
          part = coerce(expr(*param->value, each.type), each.type, param->value->range,
                        fmt::format("`{}`", each.name));
      frame.types = outerTypes;
      frame.pure = outerPure;
      scope = outerScope;
      env = outerEnv;
    }
    if (part.isError())
      return make(errorType(), {});
    result.leaves.append(part.leaves.begin(), part.leaves.end());
  }
  return result;
}

} // namespace dual::check
