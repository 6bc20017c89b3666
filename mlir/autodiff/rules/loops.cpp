// Adjoints of loops: a loop is gone through backwards, its turns from the last to the first.
#include "mlir/autodiff/Reverse.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

/// What `for` and `while` have in common. Argument k of the body stands for `inits[k]` and then `yielded[k]`.
struct Loop {
  Operation *op;
  Block *body;
  ValueRange inits, arguments, yielded;
  Value count; // how often the body runs
};

/// The body of the reverse loop, before it is known what of it is needed.
struct ReverseBody {
  Region region;
  SmallVector<unsigned> carried;       // numbers of the loop's results
  SmallVector<Value> outside, results; // values around the loop that it reads; what the block yields
};

bool isCarried(const Loop &loop, unsigned k, const AdjointMap &adjoints) {
  return adjoints.isActive(loop.op->getResult(k)) || adjoints.isActive(loop.arguments[k]);
}

SmallVector<Value> activeOutside(const Loop &loop, const AdjointMap &adjoints) {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(loop.op->getRegions(), used);
  return llvm::filter_to_vector(used.takeVector(), [&](Value value) { return adjoints.isActive(value); });
}

/// Takes in the adjoints of what one turn gives, gives out those of what it was given; with those of the
/// values around the loop, to which a turn adds.
LogicalResult reverseTurn(const Loop &loop, ReverseBody &reverse, AdjointMap adjoints, Emit &emit) {
  Block &block = reverse.region.front();
  block.addArgument(emit.getI64Type(), loop.op->getLoc());
  auto take = [&](Value like) { return block.addArgument(like.getType(), loop.op->getLoc()); };
  SmallVector<Value> fromLater;
  for (unsigned k : reverse.carried)
    fromLater.push_back(take(loop.arguments[k]));
  SmallVector<Value> soFar =
      llvm::map_to_vector(reverse.outside, [&](Value value) -> Value { return take(value); });
  for (auto [value, adjoint] : llvm::zip_equal(reverse.outside, soFar))
    adjoints.set(value, adjoint);
  for (auto [k, adjoint] : llvm::zip_equal(reverse.carried, fromLater))
    adjoints.add(loop.yielded[k], adjoint, emit);
  Operation *last = loop.body->getTerminator()->getPrevNode();
  if (last && failed(reverseOps(&loop.body->front(), last, adjoints, emit)))
    return failure();

  emit.setLoc(loop.op->getLoc());
  for (unsigned k : reverse.carried)
    reverse.results.push_back(adjoints.lookupOrZeros(loop.arguments[k], emit));
  SmallVector<Value> changed;
  for (auto [value, before] : llvm::zip_equal(reverse.outside, soFar)) {
    if (adjoints.lookup(value) == before) {
      block.eraseArgument(cast<BlockArgument>(before).getArgNumber());
      continue;
    }
    changed.push_back(value);
    reverse.results.push_back(adjoints.lookup(value));
  }
  reverse.outside = changed;
  return success();
}

LogicalResult reverseLoop(const Loop &loop, AdjointMap &adjoints, Emit &emit) {
  ReverseBody body;
  for (unsigned k = 0; k < loop.op->getNumResults(); ++k)
    if (isCarried(loop, k, adjoints))
      body.carried.push_back(k);
  body.outside = activeOutside(loop, adjoints);
  Emit inside(loop.op->getLoc(), emit.getContext());
  inside.setInsertionPointToStart(&body.region.emplaceBlock());
  if (failed(reverseTurn(loop, body, adjoints, inside)))
    return failure();
  inside.create<scf::YieldOp>(body.results);

  SmallVector<Value> initial;
  for (unsigned k : body.carried)
    initial.push_back(adjoints.lookupOrZeros(loop.op->getResult(k), emit));
  for (Value value : body.outside)
    initial.push_back(adjoints.lookupOrZeros(value, emit));
  auto reverse = emit.create<scf::ForOp>(emit.index(0), loop.count, emit.index(1), initial);
  reverse.getRegion().takeBody(body.region);
  adjoints.pairLoops(loop.op, reverse);
  size_t first = body.carried.size();
  for (auto [value, adjoint] : llvm::zip_equal(body.outside, reverse.getResults().drop_front(first)))
    adjoints.set(value, adjoint);
  for (auto [k, adjoint] : llvm::zip_equal(body.carried, reverse.getResults().take_front(first)))
    adjoints.add(loop.inits[k], adjoint, emit);
  return success();
}

bool isNumber(Value value, int64_t number) {
  auto constant = value.getDefiningOp<dl::ConstantOp>();
  auto integer = constant ? dyn_cast<IntegerAttr>(constant.getValue()) : IntegerAttr();
  return integer && integer.getInt() == number;
}

/// The turns of the loop, computed in front of it.
Value countTurns(scf::ForOp loop) {
  Emit emit(loop.getLoc(), loop);
  Value begin = loop.getLowerBound(), step = loop.getStep(), distance = loop.getUpperBound();
  if (!isNumber(begin, 0))
    distance = emit.sub(distance, begin);
  if (!isNumber(step, 1))
    distance = emit.div(emit.add(distance, emit.sub(step, emit.index(1))), step);
  return emit.binary(dl::BinaryKind::Max, distance, emit.index(0));
}

LogicalResult forRule(scf::ForOp op, AdjointMap &adjoints, Emit &emit) {
  Block *body = op.getBody();
  Loop loop{op, body, op.getInitArgs(), op.getRegionIterArgs(), op.getYieldedValues(), countTurns(op)};
  return reverseLoop(loop, adjoints, emit);
}

LogicalResult whileRule(scf::WhileOp op, AdjointMap &adjoints, Emit &emit) {
  if (!llvm::equal(op.getConditionOp().getArgs(), op.getBeforeArguments()))
    return op.emitError("there is no derivative of a loop whose condition changes what it hands on");
  // countTurns has put the counter last.
  Loop loop{op,
            op.getAfterBody(),
            op.getInits(),
            op.getAfterArguments(),
            op.getYieldedValues(),
            op.getResults().back()};
  return reverseLoop(loop, adjoints, emit);
}

} // namespace

void addLoopRules(RuleTable &table) {
  table.add<scf::ForOp>(forRule);
  table.add<scf::WhileOp>(whileRule);
}

} // namespace dual::autodiff
