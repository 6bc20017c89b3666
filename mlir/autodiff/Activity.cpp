// Activity: two sweeps over the edges along which derivatives flow.
#include "mlir/autodiff/Activity.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/autodiff/Emit.h"

using namespace mlir;

namespace dual::autodiff {
namespace {

using Edge = std::pair<Value, Value>;

/// Float values and nodes to those that follow them, in program order.
class Edges {
public:
  explicit Edges(func::FuncOp function) {
    function.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) { addOp(op); });
  }
  llvm::ArrayRef<Edge> list() const { return edges; }

private:
  void add(Value from, Value to) {
    if (mayVary(from.getType()) && mayVary(to.getType()))
      edges.push_back({from, to});
  }
  void addEach(ValueRange from, ValueRange to) {
    for (auto [source, target] : llvm::zip_equal(from, to))
      add(source, target);
  }
  void addOp(Operation *op);
  void addFor(scf::ForOp loop);
  void addWhile(scf::WhileOp loop);

  llvm::SmallVector<Edge> edges;
};

/// Operations whose float results do not follow their float operands.
bool cuts(Operation *op) {
  if (auto unary = dyn_cast<dl::UnaryOp>(op))
    return llvm::is_contained({dl::UnaryKind::Floor, dl::UnaryKind::Ceil, dl::UnaryKind::Sign},
                              unary.getKind());
  return isa<dl::StopGradientOp, dl::LoadOp>(op);
}

/// Of these, `like` gives what is no float.
unsigned likeOf(Operation *op) { return isa<dl::AddFieldOp, dl::FillNodesOp>(op) ? 1 : op->getNumOperands(); }

void Edges::addOp(Operation *op) {
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    if (op->getNumResults() == 0)
      return;
    addEach(branch.thenYield().getOperands(), op->getResults());
    addEach(branch.elseYield().getOperands(), op->getResults());
  } else if (auto loop = dyn_cast<scf::ForOp>(op)) {
    addFor(loop);
  } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    addWhile(loop);
  } else if (!cuts(op)) {
    for (OpOperand &operand : op->getOpOperands())
      for (Value result : op->getResults())
        if (operand.getOperandNumber() != likeOf(op))
          add(operand.get(), result);
  }
}

void Edges::addFor(scf::ForOp loop) {
  addEach(loop.getInitArgs(), loop.getRegionIterArgs());
  addEach(loop.getInitArgs(), loop.getResults());
  addEach(loop.getYieldedValues(), loop.getRegionIterArgs());
  addEach(loop.getYieldedValues(), loop.getResults());
}

void Edges::addWhile(scf::WhileOp loop) {
  addEach(loop.getInits(), loop.getBeforeArguments());
  addEach(loop.getYieldedValues(), loop.getBeforeArguments());
  addEach(loop.getConditionOp().getArgs(), loop.getAfterArguments());
  addEach(loop.getConditionOp().getArgs(), loop.getResults());
}

/// Everything reached from `start`; loops make more than one round necessary.
template <typename Range> DenseSet<Value> reach(DenseSet<Value> start, Range &&edges) {
  size_t before = 0;
  while (before != start.size()) {
    before = start.size();
    for (auto [from, to] : edges)
      if (start.contains(from))
        start.insert(to);
  }
  return start;
}

Edge flip(Edge edge) { return {edge.second, edge.first}; }

} // namespace

Activity::Activity(func::FuncOp function, llvm::ArrayRef<Value> inputs, llvm::ArrayRef<Value> results) {
  Edges edges(function);
  DenseSet<Value> varied = reach(DenseSet<Value>(inputs.begin(), inputs.end()), edges.list());
  DenseSet<Value> useful = reach(DenseSet<Value>(results.begin(), results.end()),
                                 llvm::map_range(llvm::reverse(edges.list()), flip));
  for (Value value : varied)
    if (useful.contains(value))
      active.insert(value);
}

} // namespace dual::autodiff
