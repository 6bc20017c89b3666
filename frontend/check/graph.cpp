// Graphs: their structure, found by one walk over the nodes, and their forward function, written by a second.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"
#include "frontend/check/nodes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

static std::string constKey(const std::map<std::string, ConstValue> &consts) {
  std::string key;
  for (auto &[name, value] : consts)
    key += "," + name + "=" + std::visit([](const auto &plain) { return fmt::format("{}", plain); }, value);
  return key;
}

GraphTemplate &Checker::graphTemplate(const GraphDecl &decl, const ModuleScope &in, const std::map<std::string, ConstValue> &consts) {
  std::string key = fmt::format("{}{}", static_cast<const void *>(&decl), constKey(consts));
  auto [place, isNew] = templates.try_emplace(key);
  if (!isNew) {
    if (place->second->open) {
      error(DiagCode::graph_cycle, decl.name.range, fmt::format("graph `{}` contains itself", decl.name.text));
      place->second->open = false;
    }
    return *place->second;
  }
  place->second = std::make_unique<GraphTemplate>();
  GraphTemplate &result = *place->second;
  result.open = true;
  result.failed = !discover(decl, in, consts, result);
  result.open = false;
  if (!result.failed)
    writeForward(decl, in, consts, result);
  return result;
}

TypeRef Checker::graphType(const GraphDecl &decl, const ModuleScope &in, const std::map<std::string, ConstValue> &consts, std::vector<Dim> values) {
  GraphTemplate &graph = graphTemplate(decl, in, consts);
  auto type = std::make_shared<Type>();
  type->kind = graph.failed ? Type::Kind::error : Type::Kind::graph;
  type->decl = &decl;
  type->scope = &in;
  type->constArgs = consts;
  DimSubstitution map;
  for (size_t k = 0; k < graph.dims.size() && k < values.size(); ++k) {
    map[graph.dims[k].dim.bareAtom()] = values[k];
    type->dims.push_back({graph.dims[k].name, values[k]});
  }
  for (const Member &member : graph.members)
    type->members.push_back({member.name, mapDims(member.type, [&](const Dim &dim) { return dims.substitute(dim, map); }), member.role});
  return type;
}

// Runs `walk` with a place of its own: no frame, names or module of whoever asked for the graph.
bool Checker::inGraph(const GraphDecl &, const ModuleScope &in, llvm::function_ref<bool()> walk) {
  mlir::OpBuilder::InsertionGuard guard(builder);
  Frame outerFrame = std::exchange(frame, Frame());
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  auto outerDiscovered = std::exchange(discovered, nullptr);
  frame.pure = true;
  bool ok = walk();
  frame = std::move(outerFrame);
  env = outerEnv;
  scope = outerScope;
  discovered = outerDiscovered;
  return ok;
}

void Checker::bindGraphConsts(const std::map<std::string, ConstValue> &consts) {
  for (auto &[name, value] : consts)
    env->names[name] = {constantOf(value), false, {}};
}

// First walk: nothing of the instance is known, so parameters are zeros; the function written here is thrown away.
bool Checker::discover(const GraphDecl &decl, const ModuleScope &in, const std::map<std::string, ConstValue> &consts, GraphTemplate &result) {
  size_t before = diags.errorCount();
  return inGraph(decl, in, [&] {
    builder.setInsertionPointToEnd(module.getBody());
    auto scratch = mlir::func::FuncOp::create(builder, loc(decl.name.range), "discover", builder.getFunctionType({}, {}));
    scratch.setPrivate();
    builder.setInsertionPointToStart(scratch.addEntryBlock());
    bindGraphConsts(consts);
    for (const Param &param : decl.params) {
      if (param.isConst)
        continue;
      auto *type = param.type ? param.type->as<NamedType>() : nullptr;
      if (!type || type->hasArgs || (type->path.last().text != "int" && type->path.last().text != "i64")) {
        notBuilt(param.range, "a graph's argument that is neither `int` nor `const`");
        continue;
      }
      Dim dim = dims.symbol(param.name.text, param.name.range);
      frame.types.dims[param.name.text] = dim;
      result.dims.push_back({param.name.text, dim});
    }
    NodeList nodes = nodesOf(decl, diags, [&](const Expr &condition) { return constCondition(condition); });
    for (const InStmt *input : nodes.inputs) {
      TypeRef type = evalType(*input->type, frame.types, in, input->name.text, true);
      result.inputs.push_back(type);
      env->names[input->name.text] = {type->isError() ? make(type, {}) : zeroOf(type), false, input->name.range};
    }
    for (const ParamStmt *param : nodes.params) {
      TypeRef type = evalType(*param->type, frame.types, in, param->name.text, true);
      if (type->isError())
        continue;
      result.members.push_back({param->name.text, type, Role::param});
      env->names[param->name.text] = {zeroOf(type), false, param->name.range};
    }
    Val out = walkNodes(nodes, &result);
    fixSymbols(decl, result);
    scratch.erase();
    return diags.errorCount() == before;
  });
}

bool Checker::constCondition(const Expr &given) {
  Val decision = condition(given);
  if (decision.isError())
    return false;
  if (!decision.constant)
    error(DiagCode::bad_condition, given.range, "an `if` between nodes needs a condition known at compile time");
  return decision.constant && std::get<bool>(*decision.constant);
}

// Symbols that reach a parameter's type, a child's too, are fixed at making: they join the dims of the template.
void Checker::fixSymbols(const GraphDecl &decl, GraphTemplate &graph) {
  for (Member &member : graph.members)
    member.type = mapDims(member.type, [&](const Dim &dim) { return dims.substitute(dim, resolved); });
  std::vector<Dim> used;
  for (const Member &member : graph.members)
    collectDims(member.type, used);
  std::set<int> atoms;
  std::function<void(const Dim &)> collect = [&](const Dim &dim) {
    for (auto &[monomial, factor] : dim.terms())
      for (int id : monomial) {
        const Atom atom = dims[id];
        if (atom.kind == Atom::Kind::symbol)
          atoms.insert(id);
        else
          collect(atom.lhs), collect(atom.rhs);
      }
  };
  for (const Dim &dim : used)
    collect(dim);
  for (const NamedDim &known : graph.dims)
    atoms.erase(known.dim.bareAtom());
  for (auto &[name, dim] : frame.types.dims)
    if (atoms.erase(dim.bareAtom()))
      graph.dims.push_back({name, dim});
  for (int unknown : atoms)
    diags.error(DiagCode::graph_symbol, dims[unknown].origin.valid() ? dims[unknown].origin : decl.name.range,
                fmt::format("the size `{}` is fixed at making, and nothing here gives it a value", dims[unknown].name))
        .help(fmt::format("name it, as in `Dense(10, {}: 64)`", dims[unknown].name));
}

// The nodes in an order that their dependences allow, then the outputs.
Val Checker::walkNodes(const NodeList &nodes, GraphTemplate *found) {
  for (const GraphNode &node : nodes.ordered) {
    std::vector<std::pair<const Expr *, Member>> made;
    auto outer = std::exchange(discovered, found ? &made : nullptr);
    Val result = node.binders ? indexDefinition(*node.binders, *node.value, node.range) : settle(expr(*node.value), node.range);
    if (node.type && !result.isError())
      result = coerce(result, evalType(*node.type, frame.types, *scope, "%", true), node.range, "the node");
    discovered = outer;
    if (found)
      nameChildren(node.name, made, *found);
    if (node.pattern)
      bindPattern(*node.pattern, result, false);
    else
      env->names[node.name] = {result, false, node.range};
  }
  std::vector<Val> outs;
  auto tuple = std::make_shared<Type>();
  tuple->kind = Type::Kind::tuple;
  Val result;
  for (const std::string &name : nodes.outputs) {
    Binding *binding = env->find(name);
    if (!binding || binding->value.isError())
      return make(errorType(), {});
    tuple->members.push_back({name, binding->value.type});
    result.leaves.append(binding->value.leaves.begin(), binding->value.leaves.end());
  }
  result.type = nodes.outputs.size() == 1 ? tuple->members.front().type : tuple;
  return result;
}

static std::string lowered(std::string name) {
  for (char &c : name)
    c = tolower(c);
  return name;
}

// A node's only child bears the node's name; of several each is `node.graph`, `node.graph2` ...
void Checker::nameChildren(const std::string &node, std::vector<std::pair<const Expr *, Member>> &made, GraphTemplate &graph) {
  if (made.empty())
    return;
  if (made.size() == 1) {
    graph.members.push_back({node, made[0].second.type, Role::child});
    graph.children[made[0].first] = {node, ""};
    return;
  }
  auto group = std::make_shared<Type>();
  group->kind = Type::Kind::tuple;
  std::map<std::string, int> count;
  for (auto &[place, child] : made) {
    std::string kind = lowered(child.name);
    int number = ++count[kind];
    std::string name = number == 1 ? kind : kind + std::to_string(number);
    group->members.push_back({name, child.type, Role::child});
    graph.children[place] = {node, name};
  }
  graph.members.push_back({node, group, Role::child});
}

// Second walk: the forward function, over dims, the instance's leaves and the inputs.
void Checker::writeForward(const GraphDecl &decl, const ModuleScope &in, const std::map<std::string, ConstValue> &consts, GraphTemplate &graph) {
  inGraph(decl, in, [&] {
    for (const NamedDim &named : graph.dims)
      frame.types.dims[named.name] = named.dim;
    NodeList nodes = nodesOf(decl, diags, [&](const Expr &) { return false; });
    if (nodes.inputs.empty() && nodes.outputs.empty())
      return true;
    // The inputs' free symbols, such as the batch, come after the fixed ones.
    llvm::SmallVector<mlir::Type> types;
    for (const TypeRef &input : graph.inputs) {
      std::vector<Dim> sizes;
      collectDims(input, sizes);
      for (const Dim &dim : sizes)
        if (int atom = dim.bareAtom(); atom >= 0 && !isGraphDim(graph, atom) && !llvm::is_contained(graph.freeAtoms, atom))
          graph.freeAtoms.push_back(atom);
    }
    size_t sizes = graph.dims.size() + graph.freeAtoms.size();
    types.assign(sizes, builder.getI64Type());
    auto self = graphType(decl, in, consts, canonicalDims(graph));
    for (const Leaf &leaf : leavesOf(self))
      types.push_back(mlirType(leaf.type));
    for (const TypeRef &input : graph.inputs)
      for (const Leaf &leaf : leavesOf(input))
        types.push_back(mlirType(leaf.type));
    graph.symbol = declName(in, decl.name.text);
    builder.setInsertionPointToEnd(module.getBody());
    auto fn = mlir::func::FuncOp::create(builder, loc(decl.name.range), graph.symbol, builder.getFunctionType(types, {}));
    fn.setPrivate();
    mlir::Block *entry = fn.addEntryBlock();
    builder.setInsertionPointToStart(entry);
    size_t next = 0;
    for (const NamedDim &named : graph.dims)
      frame.dimValues[named.dim.bareAtom()] = entry->getArgument(next++);
    for (int atom : graph.freeAtoms) {
      frame.dimValues[atom] = entry->getArgument(next++);
      frame.types.dims[dims[atom].name] = Dim::atom(atom);
    }
    bindGraphConsts(consts);
    nodes = nodesOf(decl, diags, [&](const Expr &condition) { return constCondition(condition); });
    auto take = [&](const TypeRef &type) {
      llvm::SmallVector<Value> leaves;
      for (size_t k = leafCount(type); k > 0; --k)
        leaves.push_back(entry->getArgument(next++));
      return make(type, leaves);
    };
    Val instance = take(self);
    std::map<const Expr *, Val> children;
    for (auto &[place, path] : graph.children) {
      Val child = member(instance, self->memberIndex(path.first));
      children[place] = path.second.empty() ? child : member(child, child.type->memberIndex(path.second));
    }
    frame.children = &children;
    for (size_t k = 0; k < self->members.size(); ++k)
      if (self->members[k].role == Role::param)
        env->names[self->members[k].name] = {member(instance, k), false, {}};
    for (size_t k = 0; k < nodes.inputs.size(); ++k)
      env->names[nodes.inputs[k]->name.text] = {take(graph.inputs[k]), false, {}};
    Val out = walkNodes(nodes, nullptr);
    if (out.isError()) {
      graph.failed = true;
      fn.erase();
      return false;
    }
    graph.output = out.type;
    llvm::SmallVector<mlir::Type> results;
    for (Value leaf : out.leaves)
      results.push_back(leaf.getType());
    fn.setFunctionType(builder.getFunctionType(types, results));
    mlir::func::ReturnOp::create(builder, loc(decl.name.range), out.leaves);
    return true;
  });
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
