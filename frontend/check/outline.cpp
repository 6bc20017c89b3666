// The lines of a graph: its function is followed node by node.
#include "frontend/check/outline.h"

#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

using mlir::Value;

// ---- what the checker notes

static mlir::func::FuncOp functionAt(mlir::OpBuilder &builder) {
  return mlir::cast<mlir::func::FuncOp>(builder.getBlock()->getParentOp());
}

void Checker::traceGraph(const GraphDecl &decl, const GraphTemplate &graph, const TypeRef &self,
                         const NodeList &nodes) {
  TracedGraph &trace = (*traces)[functionAt(builder).getName().str()];
  trace = {&decl, self, {}, graph.inputs, {}, nodes.outputs, {}};
  for (const NamedDim &named : graph.dims)
    trace.sizes.push_back(named.dim.bareAtom());
  trace.sizes.insert(trace.sizes.end(), graph.freeAtoms.begin(), graph.freeAtoms.end());
  for (const InStmt *input : nodes.inputs)
    trace.inputNames.push_back(input->name.text);
}

void Checker::traceNode(const GraphNode &node, const Val &result) {
  mlir::Block *block = builder.getBlock();
  TypeRef type = result.type ? result.type : errorType();
  (*traces)[functionAt(builder).getName().str()].nodes.push_back(
      {node.name, node.value->range, type, result.leaves, block->empty() ? nullptr : &block->back()});
}

// ---- texts and counts

// The sizes of the graph at hand as the sizes of the whole.
std::string Outliner::typeOf(const TypeRef &type) {
  return typeText(checker.dims,
                  mapDims(type, [&](const Dim &dim) { return checker.dims.substitute(dim, sizes); }));
}

Dim Outliner::bytesOf(const TypeRef &type) {
  Dim total;
  for (const Leaf &leaf : leavesOf(type)) {
    if (!leaf.type->isTensor())
      return Dim::unknown();
    Dim size = (leaf.type->element.getIntOrFloatBitWidth() + 7) / 8;
    for (const Dim &dim : leaf.type->shape)
      size = size * checker.dims.substitute(dim, sizes);
    total = total + size;
  }
  return total;
}

void Outliner::count(const TypeRef &type, OutlineLine &line) {
  for (const Leaf &leaf : leavesOf(type)) {
    Dim size = 1;
    for (const Dim &dim : leaf.type->shape)
      size = size * checker.dims.substitute(dim, sizes);
    line.parameters = line.parameters + size;
    line.trainable = line.trainable + (leaf.trainable ? size : Dim(0));
  }
  line.parameterBytes = line.parameterBytes + bytesOf(type);
}

// In one line, with single blanks.
static std::string flat(llvm::StringRef text) {
  std::string result;
  while (!(text = text.ltrim()).empty()) {
    size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
    result += (result.empty() ? "" : " ") + text.take_front(end).str();
    text = text.drop_front(end);
  }
  return result;
}

static size_t inputLeaves(const TracedGraph &graph) {
  size_t count = 0;
  for (const TypeRef &input : graph.inputs)
    count += leafCount(input);
  return count;
}

// ---- lines

void Outliner::inputLines(const TracedGraph &graph, llvm::ArrayRef<Value> leaves,
                          std::vector<OutlineLine> &lines) {
  for (size_t k = 0; k < graph.inputs.size(); ++k) {
    OutlineLine line;
    line.kind = OutlineLine::Kind::input;
    line.id = nextId++;
    line.name = graph.inputNames[k];
    line.text = "in";
    line.type = typeOf(graph.inputs[k]);
    line.bytes = bytesOf(graph.inputs[k]);
    line.isOutput = llvm::is_contained(graph.outputs, line.name);
    for (size_t count = leafCount(graph.inputs[k]); count > 0; --count, leaves = leaves.drop_front()) {
      std::set<int> &from = costs.of(leaves.front()).from;
      line.from.insert(from.begin(), from.end());
      from = {line.id};
      named.insert(leaves.front());
    }
    lines.push_back(std::move(line));
  }
}

// The graph's own parameters and states, and graphs that it was made with; those of children belong to their
// lines.
void Outliner::paramLines(const TracedGraph &graph, llvm::ArrayRef<Value> leaves,
                          std::vector<OutlineLine> &lines) {
  for (const Member &member : graph.self->members) {
    size_t count = leafCount(member.type);
    auto own = leaves.take_front(count);
    leaves = leaves.drop_front(count);
    auto isArgument = [&](const Param &param) { return param.name.text == member.name; };
    if (member.role == Role::child && llvm::none_of(graph.decl->params, isArgument)) {
      for (Value leaf : own)
        costs.of(leaf).from.clear();
      continue;
    }
    OutlineLine line;
    line.kind = OutlineLine::Kind::param;
    line.id = nextId++;
    line.name = member.name;
    line.text = member.role == Role::param     ? "param"
                : member.role == Role::state   ? "state"
                : member.role == Role::capture ? "captured"
                                               : "graph";
    line.type = typeOf(member.type);
    this->count(member.type, line);
    if (member.role == Role::state || member.role == Role::capture)
      line.trainable = 0;
    line.bytes = line.parameterBytes;
    for (Value leaf : own)
      costs.of(leaf).from = {line.id};
    named.insert(own.begin(), own.end());
    lines.push_back(std::move(line));
  }
}

Dim Outliner::node(const TracedGraph &graph, const TracedNode &node, mlir::Block &block,
                   std::vector<OutlineLine> &lines) {
  OutlineLine line;
  line.id = nextId++;
  line.name = node.name;
  line.text = flat(checker.sources.text(node.range));
  line.type = typeOf(node.type);
  line.isOutput = llvm::is_contained(graph.outputs, line.name);
  bool makesOnly = node.type->kind == Type::Kind::graph || node.type->sequence;
  if (!makesOnly)
    line.bytes = bytesOf(node.type);
  if (int made = graph.self->memberIndex(node.name); made >= 0)
    count(graph.self->members[made].type, line);
  OutlineLine *outer = std::exchange(current, &line);
  while (done != node.last) {
    done = done ? done->getNextNode() : &block.front();
    line.flops = line.flops + costs.run(*done);
  }
  current = outer;
  bool runs = node.leaves.empty();
  for (Value leaf : node.leaves) {
    std::set<int> &from = costs.of(leaf).from;
    line.from.insert(from.begin(), from.end());
    // Another name for a line of this graph is no step of its own to those that read it.
    if (!makesOnly && named.insert(leaf).second)
      from = {line.id};
    runs |= !leaf.getDefiningOp() || !costs.isDead(*leaf.getDefiningOp());
  }
  if (!runs)
    line.bytes = 0;
  Dim flops = line.flops;
  lines.push_back(std::move(line));
  return flops;
}

// Children of nodes that no output needs: they do not run, but their parameters are there.
void Outliner::unusedLines(const TracedGraph &graph, std::vector<OutlineLine> &lines) {
  for (const Member &member : graph.self->members) {
    auto isMember = [&](const OutlineLine &line) { return line.name == member.name; };
    if (llvm::any_of(lines, isMember))
      continue;
    OutlineLine line;
    line.id = nextId++;
    line.name = member.name;
    line.text = "no output needs it";
    line.type = typeOf(member.type);
    count(member.type, line);
    lines.push_back(std::move(line));
  }
}

// After the function's arguments are bound.
Dim Outliner::body(const TracedGraph &graph, mlir::func::FuncOp fn, std::vector<OutlineLine> &lines) {
  mlir::Block &block = fn.getBody().front();
  auto outerSizes = std::exchange(sizes, {});
  auto outerHere = std::exchange(here, &graph);
  auto outerFunction = std::exchange(function, fn);
  auto outerDone = std::exchange(done, nullptr);
  auto outerChildren = std::exchange(children, {});
  auto outerNamed = std::exchange(named, {});
  for (auto [k, atom] : llvm::enumerate(graph.sizes))
    sizes[atom] = costs.of(block.getArgument(k)).number;
  size_t inputCount = inputLeaves(graph);
  llvm::SmallVector<Value> leaves(block.getArguments().take_back(leafCount(graph.self) + inputCount));
  inputLines(graph, llvm::ArrayRef(leaves).take_back(inputCount), lines);
  paramLines(graph, llvm::ArrayRef(leaves).drop_back(inputCount), lines);
  costs.findDead(block);
  Dim flops;
  for (const TracedNode &each : graph.nodes)
    flops = flops + node(graph, each, block, lines);
  unusedLines(graph, lines);
  while (done != &block.back()) {
    done = done ? done->getNextNode() : &block.front();
    flops = flops + costs.run(*done);
  }
  sizes = outerSizes;
  here = outerHere;
  function = outerFunction;
  done = outerDone;
  children = outerChildren;
  named = outerNamed;
  return flops;
}

// The member that the call's instance is: its first parameter comes from there. A child without parameters
// has its graph's name.
std::string Outliner::childName(const TracedGraph &callee, mlir::func::CallOp call) {
  auto inner = leavesOf(callee.self);
  if (!inner.empty()) {
    Value first = call.getOperand(call.getNumOperands() - inputLeaves(callee) - inner.size());
    while (auto reshape = first.getDefiningOp<dl::ReshapeOp>()) // only its type is another
      first = reshape.getX();
    auto argument = mlir::dyn_cast<mlir::BlockArgument>(first);
    auto own = leavesOf(here->self);
    size_t begin = function.getNumArguments() - inputLeaves(*here) - own.size();
    if (argument && argument.getOwner() == &function.getBody().front() &&
        argument.getArgNumber() - begin < own.size())
      return llvm::StringRef(own[argument.getArgNumber() - begin].path)
          .drop_back(inner.front().path.size() + 1)
          .str();
  }
  return llvm::StringRef(callee.decl->name.text).lower();
}

// The children that it calls in turn are not shown.
Dim Outliner::hidden(mlir::func::CallOp call) {
  OutlineLine *outer = std::exchange(current, nullptr);
  Dim flops = costs.enter(call);
  current = outer;
  return flops;
}

Dim Outliner::shown(const TracedGraph &graph, mlir::func::CallOp call, mlir::func::FuncOp fn,
                    std::vector<OutlineLine> &lines) {
  mlir::Block &block = fn.getBody().front();
  for (auto [operand, argument] : llvm::zip(call.getOperands(), block.getArguments()))
    costs.hand(operand, argument);
  OutlineLine *outer = std::exchange(current, nullptr);
  --depth;
  Dim flops = body(graph, fn, lines);
  ++depth;
  current = outer;
  for (auto [value, result] : llvm::zip(block.getTerminator()->getOperands(), call.getResults()))
    costs.hand(value, result);
  return flops;
}

// A call in the node at hand.
Dim Outliner::child(mlir::func::CallOp call) {
  auto found = traces.find(call.getCallee().str());
  if (!current || found == traces.end())
    return costs.enter(call);
  if (call->getParentOfType<mlir::func::FuncOp>() != function) // a function that the node calls runs it
    return hidden(call);
  const TracedGraph &graph = found->second;
  OutlineLine line;
  line.kind = OutlineLine::Kind::graph;
  line.id = nextId++;
  line.name = childName(graph, call);
  line.text = graph.decl->name.text;
  bool known = !children.insert(line.name).second;
  if (known && !leavesOf(graph.self).empty()) // a shared child is shown where it runs first
    return hidden(call);
  auto fn = checker.module.lookupSymbol<mlir::func::FuncOp>(call.getCallee());
  line.flops = depth == 0 ? hidden(call) : shown(graph, call, fn, line.nested);
  auto outerSizes = std::exchange(sizes, {});
  for (auto [k, atom] : llvm::enumerate(graph.sizes))
    sizes[atom] = costs.of(fn.getArgument(k)).number;
  count(graph.self, line);
  sizes = outerSizes;
  for (Value result : call.getResults()) {
    line.type += (line.type.empty() ? "" : ", ") + costs.typeOf(result);
    line.bytes = line.bytes + costs.bytes(result);
  }
  Dim flops = line.flops;
  current->nested.push_back(std::move(line));
  return flops;
}

} // namespace dual::check
