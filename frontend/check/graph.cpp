// Graphs: their structure, found by a walk over the nodes.
#include "frontend/check/captures.h"
#include "frontend/check/checker.h"
#include "frontend/check/children.h"
#include "frontend/check/control.h"
#include "frontend/check/nodes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

static std::string argsKey(const GraphArgs &args) {
  std::string key;
  for (auto &[name, value] : args.consts)
    key += "," + name + "=" + keyOf(value);
  for (auto &[name, function] : args.functions)
    key += "," + name + ":" + function.key;
  for (auto &[name, type] : args.graphs)
    key += "," + name + ":" + structureKey(type);
  return key;
}

GraphTemplate &Checker::graphTemplate(const GraphDecl &decl, const ModuleScope &in, const GraphArgs &args) {
  std::string key = fmt::format("{}{}", static_cast<const void *>(&decl), argsKey(args));
  auto [place, isNew] = templates.try_emplace(key);
  if (!isNew) {
    if (place->second->open) {
      error(DiagCode::graph_cycle, decl.name.range,
            fmt::format("graph `{}` contains itself", decl.name.text));
      place->second->open = false;
      place->second->failed = true;
    }
    return *place->second;
  }
  place->second = std::make_unique<GraphTemplate>();
  GraphTemplate &result = *place->second;
  result.open = true;
  result.args = args;
  result.failed = !discover(decl, in, result);
  result.open = false;
  if (!result.failed && result.runs)
    result.failed = forward(result, decl, in, "", false).failed;
  return result;
}

GraphTemplate &Checker::templateOf(const Type &type) {
  return graphTemplate(*type.decl->as<GraphDecl>(), *type.scope,
                       {type.constArgs, type.graphArgs, type.functionArgs});
}

TypeRef Checker::graphType(const GraphDecl &decl, const ModuleScope &in, const GraphArgs &args,
                           std::vector<Dim> values) {
  GraphTemplate &graph = graphTemplate(decl, in, args);
  auto type = std::make_shared<Type>();
  type->kind = graph.failed ? Type::Kind::error : Type::Kind::graph;
  type->decl = &decl;
  type->scope = &in;
  type->constArgs = args.consts;
  type->graphArgs = args.graphs;
  type->functionArgs = args.functions;
  DimSubstitution map;
  for (size_t k = 0; k < graph.dims.size() && k < values.size(); ++k) {
    map[graph.dims[k].dim.bareAtom()] = values[k];
    type->dims.push_back({graph.dims[k].name, values[k]});
  }
  for (const Member &member : graph.members)
    type->members.push_back({member.name,
                             mapDims(member.type, [&](const Dim &dim) { return dims.substitute(dim, map); }),
                             member.role});
  return type;
}

// Runs `walk` with a place of its own: no frame, names or module of whoever asked for the graph.
bool Checker::inGraph(const ModuleScope &in, llvm::function_ref<bool()> walk) {
  mlir::OpBuilder::InsertionGuard guard(builder);
  Frame outerFrame = std::exchange(frame, Frame());
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  auto outerDiscovered = std::exchange(discovered, nullptr);
  frame.pure = "a graph";
  bool ok = walk();
  frame = std::move(outerFrame);
  env = outerEnv;
  scope = outerScope;
  discovered = outerDiscovered;
  return ok;
}

// ---- arguments

static const std::string *plainTypeName(const Param &param) {
  auto *type = param.type ? param.type->as<NamedType>() : nullptr;
  return type && !type->hasArgs && type->path.parts.size() == 1 ? &type->path.last().text : nullptr;
}

// Decides the structure, so it must be known at compile time.
bool Checker::isStructural(const Param &param, const ModuleScope &in) {
  const std::string *name = plainTypeName(param);
  return param.isConst || (param.type && param.type->is<FnType>()) ||
         (name && !isIntParameter(param) &&
          (*name == "str" || dtypeNamed(*builder.getContext(), *name) ||
           isTypeParameter(*param.type->as<NamedType>(), in, TypeEnv())));
}

std::pair<const GraphDecl *, const ModuleScope *> Checker::graphParameter(const Param &param,
                                                                          const ModuleScope &in) {
  auto *type = param.type ? param.type->as<NamedType>() : nullptr;
  auto [decl, declScope] = type ? findDecl(type->path, in) : std::make_pair(nullptr, nullptr);
  return {decl ? decl->as<GraphDecl>() : nullptr, declScope};
}

void Checker::bindGraphConsts(const GraphDecl &decl, const GraphArgs &args, const ModuleScope &in) {
  bindDtypes(args.consts, frame.types);
  for (const Param &param : decl.params) {
    if (auto function = args.functions.find(param.name.text); function != args.functions.end()) {
      Val bound = make(functionType(), {});
      bound.fn = function->second.fn;
      env->names[param.name.text] = {bound, false, param.name.range};
    }
    auto value = args.consts.find(param.name.text);
    if (value == args.consts.end())
      continue;
    TypeRef type = param.type ? evalType(*param.type, frame.types, in, param.name.text, true) : nullptr;
    env->names[param.name.text] = {constantOf(value->second, type), false, param.name.range};
  }
}

// ---- structure

// First walk: nothing of the instance is known, so parameters are zeros; the function written here is thrown
// away.
bool Checker::discover(const GraphDecl &decl, const ModuleScope &in, GraphTemplate &result) {
  size_t before = diags.errorCount();
  return inGraph(in, [&] {
    builder.setInsertionPointToEnd(module.getBody());
    auto scratch = mlir::func::FuncOp::create(builder, loc(decl.name.range), "discover",
                                              builder.getFunctionType({}, {}));
    scratch.setPrivate();
    builder.setInsertionPointToStart(scratch.addEntryBlock());
    bindGraphConsts(decl, result.args, in);
    if (discoverParameters(decl, in, result)) {
      assumeFacts(decl.where);
      discoverNodes(decl, in, result);
    }
    scratch.erase();
    return diags.errorCount() == before;
  });
}

bool Checker::discoverParameters(const GraphDecl &decl, const ModuleScope &in, GraphTemplate &result) {
  for (const Param &param : decl.params) {
    if (auto given = result.args.functions.find(param.name.text); given != result.args.functions.end()) {
      for (const NamedDim &named : capturedSizes(param.name.text, given->second.atoms, dims))
        if (!isGraphDim(result, named.dim.bareAtom()))
          result.dims.push_back(named);
      if (given->second.captured->members.empty())
        continue;
      result.members.push_back({param.name.text, given->second.captured, Role::capture});
      bindCaptured(result.args.functions, param.name.text, zeroOf(given->second.captured));
      continue;
    }
    if (isStructural(param, in))
      continue;
    if (auto given = result.args.graphs.find(param.name.text); given != result.args.graphs.end()) {
      TypeRef type = generalize(given->second, param.name.text);
      for (const NamedDim &named : type->dims)
        result.dims.push_back({param.name.text + "." + named.name, named.dim});
      result.members.push_back({param.name.text, type, Role::child});
      Val child = zeroOf(type);
      child.path = {param.name.text};
      env->names[param.name.text] = {child, false, param.name.range};
      continue;
    }
    if (!isIntParameter(param)) {
      notBuilt(param.range,
               "a graph's argument that is neither a number, a `bool`, a `str`, a graph nor a function");
      return false;
    }
    Dim dim = dims.symbol(param.name.text, param.name.range);
    frame.types.dims[param.name.text] = dim;
    result.dims.push_back({param.name.text, dim});
  }
  return true;
}

// Both with and without `train`: a child of either side is a child.
void Checker::discoverNodes(const GraphDecl &decl, const ModuleScope &in, GraphTemplate &result) {
  size_t before = diags.errorCount();
  GraphCall call;
  call.seed = numberConstant(builder.getI64Type(), 0, 0);
  frame.graphCall = &call;
  std::set<const Expr *> walked;
  std::set<const ParamStmt *> params;
  for (bool train : {false, true}) {
    if (train && !call.usesTrain)
      break;
    call.train = train;
    NodeList nodes = nodesOf(decl, diags, [&](const Expr &condition) { return constCondition(condition); });
    if (nodes.cyclic)
      return;
    for (const InStmt *input : nodes.inputs) {
      if (train)
        continue;
      TypeRef type = evalType(*input->type, frame.types, in, input->name.text, true);
      result.inputs.push_back(type);
      result.inputRanges.push_back(input->range);
      result.inputNames.push_back(input->name.text);
      env->names[input->name.text] = {type->isError() ? make(type, {}) : zeroOf(type), false,
                                      input->name.range};
    }
    for (const ParamStmt *param : nodes.params) {
      if (!params.insert(param).second)
        continue;
      TypeRef type = evalType(*param->type, frame.types, in, param->name.text, true);
      if (!type->isError())
        result.members.push_back({param->name.text, type, param->isState ? Role::state : Role::param});
      env->names[param->name.text] = {type->isError() ? make(type, {}) : zeroOf(type), false,
                                      param->name.range};
    }
    std::vector<GraphNode> fresh;
    for (const GraphNode &node : nodes.ordered)
      if (walked.insert(node.value).second)
        fresh.push_back(node);
    walkNodes(fresh, &result);
    llvm::erase_if(nodes.nexts, [&](const GraphNode &next) { return !walked.insert(next.value).second; });
    walkNexts(nodes.nexts, /*discovering=*/true);
    outputs(nodes.outputs);
    result.runs = !nodes.inputs.empty() || !nodes.outputs.empty();
  }
  result.usesTrain = call.usesTrain;
  fixSymbols(decl, result, diags.errorCount() == before);
}

bool Checker::constCondition(const Expr &given) {
  Val decision = condition(given);
  if (decision.isError())
    return false;
  if (!decision.constant)
    error(DiagCode::bad_condition, given.range,
          "an `if` between nodes needs a condition known at compile time");
  return decision.constant && std::get<bool>(*decision.constant);
}

// Symbols that reach a parameter's type, a child's too, are fixed at making: they join the dims of the
// template. `sound`: all nodes are right, so one that has no value by now never gets it.
void Checker::fixSymbols(const GraphDecl &decl, GraphTemplate &graph, bool sound) {
  for (Member &member : graph.members)
    member.type = mapDims(member.type, [&](const Dim &dim) { return dims.substitute(dim, resolved); });
  std::vector<Dim> sizes;
  for (const Member &member : graph.members)
    collectDims(member.type, sizes);
  std::set<int> atoms;
  for (const Dim &dim : sizes)
    for (int id : dims.symbolsIn(dim))
      atoms.insert(id);
  for (const NamedDim &known : graph.dims)
    atoms.erase(known.dim.bareAtom());
  for (bool isOwn : {true, false}) // annotations of nodes may give a size further names
    for (auto &[name, dim] : frame.types.dims)
      if (int atom = dim.bareAtom(); (!isOwn || (atom >= 0 && dims[atom].name == name)) && atoms.erase(atom))
        graph.dims.push_back({name, dim});
  if (!sound)
    return;
  for (int unknown : atoms)
    diags
        .error(DiagCode::graph_symbol, dims[unknown].origin.valid() ? dims[unknown].origin : decl.name.range,
               fmt::format("the size `{}` is fixed at making, and nothing here gives it a value",
                           dims[unknown].name))
        .help(fmt::format("name it, as in `Dense(10, {}: 64)`", dims[unknown].name));
}

// The nodes in an order that their dependences allow.
void Checker::walkNodes(llvm::ArrayRef<GraphNode> nodes, GraphTemplate *found) {
  for (const GraphNode &node : nodes) {
    frame.graphCall->node = node.name;
    std::vector<MadeChild> made;
    auto outer = std::exchange(discovered, found ? &made : nullptr);
    Val result = node.binders ? indexDefinition(*node.binders, *node.value, node.range)
                 : node.type  ? annotated(*node.type, *node.value, "the node")
                              : settle(expr(*node.value), node.range);
    if (node.type && node.binders && !result.isError())
      result = coerce(result, evalType(*node.type, frame.types, *scope, "%", true), node.range, "the node");
    discovered = outer;
    if (found)
      nameChildren(node, made, *found);
    if (found && (result.type->kind == Type::Kind::graph || result.type->sequence))
      found->bareChildren.insert(node.name);
    if (!found && traces)
      traceNode(node, result);
    if (node.pattern)
      bindPattern(*node.pattern, result, false);
    else
      env->names[node.name] = {result, false, node.range};
  }
}

Val Checker::outputs(llvm::ArrayRef<std::string> names) {
  auto tuple = std::make_shared<Type>();
  tuple->kind = Type::Kind::tuple;
  Val result;
  for (const std::string &name : names) {
    Binding *binding = env->find(name);
    if (!binding || binding->value.isError())
      return make(errorType(), {});
    tuple->members.push_back({name, binding->value.type});
    result.leaves.append(binding->value.leaves.begin(), binding->value.leaves.end());
  }
  result.type = names.size() == 1 ? tuple->members.front().type : tuple;
  return result;
}

// A node's only child bears the node's name; of several each is `node.graph`, `node.graph2` ...
void Checker::nameChildren(const GraphNode &node, std::vector<MadeChild> &made, GraphTemplate &graph) {
  if (made.empty())
    return;
  if (llvm::any_of(graph.members, [&](const Member &member) { return member.name == node.name; })) {
    error(DiagCode::bad_node, node.range,
          fmt::format("both sides of an `if` make a child named `{}`", node.name));
    return;
  }
  auto keepGiven = [&](const MadeChild &child, const std::string &path) {
    for (auto &[inside, source] : child.given)
      if (isKnownAtMaking(graph, *source))
        graph.given[path + "." + inside] = source;
      else
        notBuilt(source->range, "an argument of a child that reads what nodes compute");
  };
  if (made.size() == 1) {
    graph.members.push_back({node.name, made[0].member.type, Role::child});
    graph.children[made[0].place] = {node.name, ""};
    return keepGiven(made[0], node.name);
  }
  auto group = std::make_shared<Type>();
  group->kind = Type::Kind::tuple;
  std::vector<std::string> names = childNames(made);
  for (auto [name, each] : llvm::zip_equal(names, made)) {
    group->members.push_back({name, each.member.type, Role::child});
    graph.children[each.place] = {node.name, name};
    keepGiven(each, node.name + "." + name);
  }
  graph.members.push_back({node.name, group, Role::child});
}

bool Checker::isGraphDim(const GraphTemplate &graph, int atom) {
  for (const NamedDim &named : graph.dims)
    if (named.dim.bareAtom() == atom)
      return true;
  return false;
}

std::vector<Dim> Checker::canonicalDims(const GraphTemplate &graph) {
  std::vector<Dim> result;
  for (const NamedDim &named : graph.dims)
    result.push_back(named.dim);
  return result;
}

} // namespace dual::check
