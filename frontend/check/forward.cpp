// Running graphs: a function for the nodes up to an output.
#include "frontend/check/checker.h"
#include "frontend/check/fetches.h"
#include "frontend/check/nodes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

GraphForward &Checker::forward(GraphTemplate &graph, const GraphDecl &decl, const ModuleScope &in,
                               const std::string &node, bool train) {
  auto [place, isNew] = graph.forwards.try_emplace({node, train && graph.usesTrain});
  // The REPL takes functions back that came with a statement that failed.
  bool gone = !isNew && !place->second.failed && !module.lookupSymbol(place->second.symbol) && !graph.open;
  if (gone)
    place->second = {};
  if (isNew || gone)
    writeForward(decl, in, graph, node, train, place->second);
  return place->second;
}

// Whether a condition in a node holds, where `train`, `const` arguments and constants say it.
std::optional<bool> Checker::decidedNow(const Expr &given, const GraphArgs &args) {
  std::set<std::string> names;
  collectNames(given, names);
  bool isKnown = llvm::all_of(names, [&](const std::string &name) {
    const Decl *decl = findDecl(name, *scope).first;
    return name == "train" || args.consts.count(name) || (!env->find(name) && decl && decl->is<ConstDecl>());
  });
  Val decision = isKnown ? condition(given) : Val();
  return decision.constant ? std::optional(std::get<bool>(*decision.constant)) : std::nullopt;
}

// Over the dims, the seed of the call if a node reads it, the instance's leaves and the inputs.
void Checker::writeForward(const GraphDecl &decl, const ModuleScope &in, GraphTemplate &graph,
                           const std::string &node, bool train, GraphForward &result) {
  inGraph(in, [&] {
    for (const NamedDim &named : graph.dims)
      frame.types.dims[named.name] = named.dim;
    // The inputs' free symbols, such as the batch, come after the fixed ones.
    for (const TypeRef &input : graph.inputs) {
      std::vector<Dim> sizes;
      collectDims(input, sizes);
      for (const Dim &dim : sizes)
        for (int atom : dims.symbolsIn(dim))
          if (!isGraphDim(graph, atom) && !llvm::is_contained(graph.freeAtoms, atom))
            graph.freeAtoms.push_back(atom);
    }
    size_t sizes = graph.dims.size() + graph.freeAtoms.size();
    llvm::SmallVector<mlir::Type> types(sizes + 1, builder.getI64Type());
    auto self = graphType(decl, in, graph.args, canonicalDims(graph));
    for (const Leaf &leaf : leavesOf(self))
      types.push_back(mlirType(leaf.type));
    for (const TypeRef &input : graph.inputs)
      for (const Leaf &leaf : leavesOf(input))
        types.push_back(mlirType(leaf.type));
    result.name = node.empty() ? decl.name.text : decl.name.text + "." + node;
    result.symbol = declName(in, result.name);
    builder.setInsertionPointToEnd(module.getBody());
    auto fn = mlir::func::FuncOp::create(builder, loc(decl.name.range), result.symbol,
                                         builder.getFunctionType(types, {}));
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
    GraphCall call;
    call.train = train;
    call.seed = entry->getArgument(next++);
    frame.graphCall = &call;
    bindGraphConsts(decl, graph.args, in);
    auto take = [&](const TypeRef &type) {
      llvm::SmallVector<Value> leaves;
      for (size_t k = leafCount(type); k > 0; --k)
        leaves.push_back(entry->getArgument(next++));
      return make(type, leaves);
    };
    assumeFacts(decl.where);
    std::map<const Expr *, Val> children;
    Val instance = take(self);
    bindInstance(instance, graph, children);
    bindStates(instance);
    frame.children = &children;
    NodeList nodes = nodesOf(decl, diags, [&](const Expr &condition) { return constCondition(condition); });
    for (size_t k = 0; k < nodes.inputs.size(); ++k)
      env->names[nodes.inputs[k]->name.text] = {take(graph.inputs[k]), false, {}};
    std::vector<std::string> wanted = node.empty() ? nodes.outputs : std::vector<std::string>{node};
    if (traces)
      traceGraph(decl, graph, self, nodes);
    auto decided = [&](const Expr &given) { return decidedNow(given, graph.args); };
    std::vector<GraphNode> nexts = nextsOf(nodes, node, decided);
    std::vector<GraphNode> needed = nodesNeeded(nodes.ordered, namesIn(nexts, wanted, decided), decided);
    noteNodes(nodes.ordered, needed, result);
    walkNodes(needed, nullptr);
    walkNexts(nexts, /*discovering=*/false);
    Val out = outputs(wanted);
    if (out.isError() || out.fn) {
      result.failed = true;
      fn.erase();
      return false;
    }
    result.output = out.type;
    result.seedUse = call.seedUse;
    result.changes = call.changes;
    if (call.changes)
      llvm::append_range(out.leaves, env->find("%state")->value.leaves);
    if (!call.seedUse.valid()) {
      entry->eraseArgument(sizes);
      types.erase(types.begin() + sizes);
    }
    llvm::SmallVector<mlir::Type> results;
    for (Value leaf : out.leaves)
      results.push_back(leaf.getType());
    fn.setFunctionType(builder.getFunctionType(types, results));
    mlir::func::ReturnOp::create(builder, loc(decl.name.range), out.leaves);
    return true;
  });
}

static void setPath(Val &child, std::vector<std::string> path) { child.path = std::move(path); }

// The names inside a graph that stand for parts of the instance.
void Checker::bindInstance(const Val &instance, const GraphTemplate &graph,
                           std::map<const Expr *, Val> &children) {
  const Type &self = *instance.type;
  for (auto &[place, path] : graph.children) {
    Val child = member(instance, self.memberIndex(path.first));
    if (!path.second.empty())
      child = member(child, child.type->memberIndex(path.second));
    setPath(child, path.second.empty() ? std::vector<std::string>{path.first}
                                       : std::vector<std::string>{path.first, path.second});
    children[place] = child;
  }
  for (size_t k = 0; k < self.members.size(); ++k) {
    const std::string &name = self.members[k].name;
    bool argument = graph.args.graphs.count(name) != 0;
    if (self.members[k].role == Role::child && !argument)
      continue;
    Val part = member(instance, k);
    if (self.members[k].role == Role::capture) {
      bindCaptured(self.functionArgs, name, part);
      continue;
    }
    if (argument)
      setPath(part, {name});
    env->names[name] = {part, false, {}};
  }
}

// `train` and `seed` in a node: the call's own, the seed folded with the node's name.
std::optional<Val> Checker::implicitArgument(const NameExpr &given) {
  GraphCall *call = frame.graphCall;
  if (!call || (given.name != "train" && given.name != "seed"))
    return std::nullopt;
  if (given.name == "train") {
    call->usesTrain = true;
    return boolConstant(call->train);
  }
  if (!call->seedUse.valid())
    call->seedUse = given.range;
  return scalar(foldText(call->seed, call->node));
}

// ---- calls

// `m.h`: `m` up to its node `h`, a function of `m`'s inputs; where a child bears that name, also the child.
Val Checker::cutAt(const Val &instance, const std::string &node) {
  auto cut = std::make_shared<FnValue>();
  cut->kind = FnValue::Kind::cut;
  cut->name = node;
  cut->instance = std::make_shared<Val>(instance);
  int index = instance.type->memberIndex(node);
  Val result = index < 0 ? make(functionType(), {}) : member(instance, index);
  (index < 0 ? result.fn : result.cut) = cut;
  return result;
}

// The same with its parameters as constants: no part of a gradient, and none reaches what they are made of.
Val Checker::freeze(const Val &given, SourceRange range) {
  if (given.type->kind != Type::Kind::graph)
    return error(DiagCode::type_mismatch, range,
                 fmt::format("`freeze` takes an instance of a graph; this is `{}`", text(given.type)));
  Val frozen = make(frozenType(given.type), given.leaves);
  for (auto [leaf, value] : llvm::zip_equal(leavesOf(given.type), frozen.leaves))
    if (leaf.trainable)
      value = emit<dl::StopGradientOp>(range, value.getType(), value);
  return frozen;
}

} // namespace dual::check
