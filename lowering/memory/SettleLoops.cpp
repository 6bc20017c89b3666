// Buffers that go around a loop of a kernel get a place before it: the arena has no others.
#include "lowering/Passes.h"
#include "lowering/memory/Memory.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_SETTLELOOPS
#include "lowering/Passes.h.inc"

namespace {

SmallVector<Value> sizesOf(ImplicitLocOpBuilder &b, Value buffer) {
  SmallVector<Value> sizes;
  auto type = cast<MemRefType>(buffer.getType());
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (type.isDynamicDim(axis))
      sizes.push_back(memref::DimOp::create(b, buffer, axis));
  return sizes;
}

Value placeLike(ImplicitLocOpBuilder &b, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  return memref::AllocOp::create(b, MemRefType::get(type.getShape(), type.getElementType()),
                                 sizesOf(b, buffer));
}

class Loop {
public:
  Loop(Operation *loop, MutableArrayRef<OpOperand> inits, ArrayRef<BlockArgument> arguments, Operation *yield)
      : before(loop->getLoc(), loop), atEnd(yield->getLoc(), yield) {
    unsigned last = yield->getNumOperands() - arguments.size();
    for (auto [k, argument] : llvm::enumerate(arguments))
      if (isa<MemRefType>(argument.getType()))
        settle(inits[k], argument, yield->getOpOperand(last + k));
    for (auto [from, to] : copies)
      memref::CopyOp::create(atEnd, from, to);
  }

  /// Whether all that goes around keeps its size: a place has one.
  LogicalResult check(Formulas &sizes) {
    for (auto [from, to] : copies)
      for (int64_t axis = 0; axis < cast<MemRefType>(to.getType()).getRank(); ++axis) {
        AffineExpr old = sizes.sizeOf(to, axis), next = sizes.sizeOf(from, axis);
        if (!old || old != next)
          return failure();
      }
    return success();
  }

  /// What the loop carries, by the number of the argument.
  DenseMap<unsigned, Value> places;

private:
  void settle(OpOperand &init, BlockArgument argument, OpOperand &next) {
    Value place = placeLike(before, init.get());
    memref::CopyOp::create(before, init.get(), place);
    Value same = place;
    if (place.getType() != argument.getType())
      same = memref::CastOp::create(before, argument.getType(), place);
    places[argument.getArgNumber()] = same;
    init.set(same);
    bool stays = next.get() == argument;
    argument.replaceAllUsesWith(same);
    if (!stays) { // first beside it: another place may still be read
      Value beside = placeLike(atEnd, next.get());
      memref::CopyOp::create(atEnd, next.get(), beside);
      copies.push_back({beside, place});
    }
    next.set(same);
  }

  ImplicitLocOpBuilder before, atEnd;
  SmallVector<std::pair<Value, Value>> copies;
};

LogicalResult settle(scf::ForOp loop, Formulas &sizes) {
  SmallVector<BlockArgument> arguments(loop.getRegionIterArgs());
  Loop settled(loop, loop.getInitArgsMutable(), arguments, loop.getBody()->getTerminator());
  for (auto [k, result] : llvm::enumerate(loop.getResults()))
    if (Value place = settled.places.lookup(arguments[k].getArgNumber()))
      result.replaceAllUsesWith(place);
  return settled.check(sizes);
}

/// What the condition hands on belongs to this turn.
LogicalResult settle(scf::WhileOp loop, Formulas &sizes) {
  SmallVector<BlockArgument> arguments(loop.getBeforeArguments());
  return Loop(loop, loop.getInitsMutable(), arguments, loop.getYieldOp()).check(sizes);
}

} // namespace

/// Outer loops first: the places of inner ones have theirs as sizes.
std::optional<Location> settleLoops(func::FuncOp kernel) {
  Formulas sizes(kernel, /*exact=*/true);
  std::optional<Location> unsettled;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) -> WalkResult {
    LogicalResult settled = success();
    if (auto loop = dyn_cast<scf::ForOp>(op))
      settled = settle(loop, sizes);
    if (auto loop = dyn_cast<scf::WhileOp>(op))
      settled = settle(loop, sizes);
    if (failed(settled))
      unsettled = op->getLoc();
    return settled;
  });
  return unsettled;
}

namespace {

struct Settle : impl::SettleLoopsBase<Settle> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isPlanned(function) && settleLoops(function))
        return signalPassFailure();
  }
};

} // namespace
} // namespace dual::lowering
