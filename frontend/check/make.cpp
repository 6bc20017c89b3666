// Making graph instances and calling them.
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
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

Value Checker::foldText(Value seed, const std::string &text) {
  Value number = numberConstant(builder.getI64Type(), 0, static_cast<int64_t>(fnv1a(text)));
  return emit<dl::FoldSeedOp>({}, builder.getI64Type(), seed, number);
}

// `G(args, I: 64, seed: 3)`: inside a graph a child, elsewhere a new instance.
Val Checker::callGraph(const GraphDecl &decl, const ModuleScope &in, const CallExpr &expr) {
  if (frame.children)
    if (auto child = frame.children->find(&expr); child != frame.children->end())
      return child->second;
  std::map<std::string, ConstValue> consts;
  std::map<std::string, Dim> given;
  const Argument *seed = named(expr, "seed");
  if (!graphArguments(decl, in, expr, consts, given))
    return make(errorType(), {});
  GraphTemplate &graph = graphTemplate(decl, in, consts);
  if (graph.failed)
    return make(errorType(), {});
  std::vector<Dim> values;
  for (const NamedDim &known : graph.dims) {
    if (auto found = given.find(known.name); found != given.end())
      values.push_back(found->second);
    else if (discovered)
      values.push_back(dims.symbol(known.name, expr.range));
    else {
      diags.error(DiagCode::graph_symbol, expr.range, fmt::format("the size `{}` of `{}` is fixed at making, and nothing here says it", known.name, decl.name.text))
          .help(fmt::format("write `{}(..., {}: 64)`", decl.name.text, known.name));
      return make(errorType(), {});
    }
  }
  TypeRef type = graphType(decl, in, consts, values);
  if (discovered) {
    discovered->push_back({&expr, Member{decl.name.text, type, Role::child}});
    return zeroOf(type);
  }
  Value start = seed ? seedArgument(expr) : numberConstant(builder.getI64Type(), 0, 0);
  return start ? initialize(type, start, expr.range) : make(errorType(), {});
}

bool Checker::graphArguments(const GraphDecl &decl, const ModuleScope &in, const CallExpr &expr, std::map<std::string, ConstValue> &consts, std::map<std::string, Dim> &given) {
  size_t before = diags.errorCount();
  std::set<std::string> extra;
  std::vector<Param> none;
  CallExpr plain; // the call without `seed`, which every graph takes
  plain.range = expr.range;
  std::vector<const Argument *> kept;
  size_t next = 0;
  std::map<std::string, const Expr *> values;
  for (const Argument &arg : expr.args) {
    std::string name = arg.name ? arg.name->text : next < decl.params.size() ? decl.params[next++].name.text : "";
    bool parameter = llvm::any_of(decl.params, [&](const Param &param) { return param.name.text == name; });
    if (name == "seed")
      continue;
    if (name.empty())
      diags.error(DiagCode::wrong_arguments, arg.range, fmt::format("`{}` takes {} arguments; here is one more", decl.name.text, decl.params.size()));
    else if (!parameter && !isupper(name[0]))
      diags.error(DiagCode::wrong_arguments, arg.range, fmt::format("`{}` has no parameter `{}`", decl.name.text, name));
    else
      values[name] = arg.value.get();
  }
  for (const Param &param : decl.params) {
    auto found = values.find(param.name.text);
    if (found == values.end() && !param.defaultValue) {
      diags.error(DiagCode::wrong_arguments, expr.range, fmt::format("`{}` needs an argument for `{}`", decl.name.text, param.name.text))
          .note(param.range, "the parameter is declared here");
      continue;
    }
    auto outer = scope;
    if (found == values.end())
      scope = &in;
    Val value = settle(this->expr(found == values.end() ? *param.defaultValue : *found->second), param.range);
    scope = outer;
    values.erase(param.name.text);
    if (value.isError())
      continue;
    if (!param.isConst)
      given[param.name.text] = dimOf(value, expr.range);
    else if (value.constant)
      consts[param.name.text] = *value.constant;
    else
      diags.error(DiagCode::wrong_arguments, expr.range, fmt::format("`{}` must be known at compile time", param.name.text));
  }
  for (auto &[name, value] : values) {
    Val size = settle(this->expr(*value), value->range);
    if (!size.isError())
      given[name] = dimOf(size, value->range);
  }
  return diags.errorCount() == before;
}

// Computes every parameter of an instance; its seed is the instance's, folded with the parameter's path.
Val Checker::initialize(const TypeRef &type, Value seed, SourceRange range) {
  Val result = make(type, {});
  for (const Member &each : type->members) {
    Value own = foldText(seed, each.name);
    Val part;
    if (each.role == Role::child) {
      part = initialize(each.type, own, range);
    } else {
      auto &decl = *type->decl->as<GraphDecl>();
      NodeList nodes = nodesOf(decl, diags, [](const Expr &) { return false; });
      auto outerEnv = std::exchange(env, std::make_shared<Env>());
      auto outerScope = std::exchange(scope, type->scope);
      auto outerTypes = std::exchange(frame.types, TypeEnv());
      bool outerPure = std::exchange(frame.pure, true);
      for (const NamedDim &named : type->dims)
        frame.types.dims[named.name] = named.dim;
      bindGraphConsts(type->constArgs);
      env->names["seed"] = {scalar(own), false, {}};
      for (const ParamStmt *param : nodesWithBranches(decl))
        if (param->name.text == each.name)
          part = coerce(expr(*param->value, each.type), each.type, param->value->range, fmt::format("`{}`", each.name));
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

// Matches the inputs to the graph's `in`s: sizes fixed at making are checked, free ones bound.
Val Checker::applyInstance(const Val &instance, llvm::ArrayRef<Val> given, SourceRange range) {
  const Type &type = *instance.type;
  auto &decl = *type.decl->as<GraphDecl>();
  GraphTemplate &graph = graphTemplate(decl, *type.scope, type.constArgs);
  if (graph.failed)
    return make(errorType(), {});
  if (graph.symbol.empty())
    return error(DiagCode::not_callable, range, fmt::format("`{}` has no `in`: it only holds children", decl.name.text));
  if (given.size() != graph.inputs.size())
    return error(DiagCode::wrong_arguments, range, fmt::format("`{}` has {} inputs; {} are given", decl.name.text, graph.inputs.size(), given.size()));
  DimSubstitution map;
  for (size_t k = 0; k < graph.dims.size(); ++k)
    map[graph.dims[k].dim.bareAtom()] = dims.substitute(type.dims[k].dim, resolved);
  std::vector<Val> inputs;
  for (size_t k = 0; k < given.size(); ++k) {
    Val input = settle(given[k], range);
    if (input.isError())
      return input;
    if (!sameStructure(input.type, graph.inputs[k]))
      return error(DiagCode::type_mismatch, range, fmt::format("the input of `{}` is `{}`; expected `{}`", decl.name.text, text(input.type), text(graph.inputs[k])));
    std::vector<Dim> want, have;
    collectDims(graph.inputs[k], want);
    collectDims(input.type, have);
    for (size_t d = 0; d < want.size(); ++d) {
      int atom = want[d].bareAtom();
      int pending = atom >= 0 && map.count(atom) ? map[atom].bareAtom() : -1;
      bool open = discovered && pending >= 0 && !frame.dimValues.count(pending) && isPending(pending);
      if (open)
        resolved[pending] = map[atom] = have[d];
      else if (atom >= 0 && !map.count(atom))
        map[atom] = have[d];
    }
    TypeRef expected = mapDims(graph.inputs[k], [&](const Dim &dim) { return dims.substitute(dim, map); });
    input = coerce(input, expected, range, fmt::format("the input of `{}`", decl.name.text));
    if (input.isError())
      return input;
    inputs.push_back(input);
  }
  return callForward(graph, instance, inputs, map, range);
}

// Whether a child made in this node still waits for this size.
bool Checker::isPending(int atom) {
  if (!discovered || resolved.count(atom))
    return false;
  for (auto &[place, child] : *discovered)
    for (const NamedDim &named : child.type->dims)
      if (named.dim.bareAtom() == atom && dims[atom].origin.begin == place->range.begin && dims[atom].origin.valid())
        return true;
  return false;
}

Val Checker::callForward(GraphTemplate &graph, const Val &instance, llvm::ArrayRef<Val> inputs, DimSubstitution &map, SourceRange range) {
  auto callee = module.lookupSymbol<mlir::func::FuncOp>(graph.symbol);
  llvm::SmallVector<Value> args;
  for (const NamedDim &named : graph.dims)
    args.push_back(dimValue(map[named.dim.bareAtom()]));
  for (int atom : graph.freeAtoms)
    args.push_back(dimValue(map[atom]));
  auto push = [&](llvm::ArrayRef<Value> leaves) {
    for (Value leaf : leaves)
      args.push_back(castTo(leaf, callee.getArgumentTypes()[args.size()], range));
  };
  push(instance.leaves);
  for (const Val &input : inputs)
    push(input.leaves);
  auto call = mlir::func::CallOp::create(builder, loc(range), callee, args);
  TypeRef type = mapDims(graph.output, [&](const Dim &dim) { return dims.substitute(dim, map); });
  llvm::SmallVector<Value> results;
  auto leaves = leavesOf(type);
  for (size_t k = 0; k < leaves.size(); ++k)
    results.push_back(castTo(call.getResult(k), mlirType(leaves[k].type), range));
  return refresh(make(type, results), range);
}

} // namespace dual::check
