// The largest, the smallest, any and all: their terms may come in any order and more than once, so neighbours
// along the last reduced axis go to lanes, which are combined at the end.
#include "lowering/vectorize/Vectorize.h"

using namespace mlir;

namespace dual::lowering {
namespace {

class AnyOrder {
public:
  AnyOrder(linalg::GenericOp op, Lanes lanes)
      : op(op), combiner(combinerOf(op)), b(op.getLoc(), op), count(lanes.of(op)) {
    op.getParallelDims(parallel);
    op.getReductionDims(reduced);
  }

  void lower() {
    Value start = takeStartValue(op);
    sizes = loopSizes(b, op);
    Values outer = llvm::map_to_vector(parallel, [&](unsigned dim) { return sizes[dim]; });
    loops(b, outer, [&](Builder &in, ValueRange at) {
      OpOperand &init = *op.getDpsInitOperand(0);
      LaneBlock block{op, reduced.back(), count, Values(sizes.size(), indexConstant(in, 0)), {}};
      for (auto [dim, index] : llvm::zip(parallel, at))
        block.indices[dim] = index;
      Value best = block.asVector(in, start ? start : block.load(in, init));
      best = combineLanes(in, terms(in, block, 0, best));
      memref::StoreOp::create(in, best, init.get(),
                              address(in, op.getMatchingIndexingMap(&init), block.indices));
    });
    op.erase();
  }

private:
  Value terms(Builder &in, LaneBlock &block, unsigned depth, Value best) {
    if (depth + 1 == reduced.size())
      return row(in, block, best);
    return loop(in, indexConstant(in, 0), sizes[reduced[depth]], indexConstant(in, 1), best,
                [&](Builder &deep, Value i, ValueRange carried) {
                  block.indices[reduced[depth]] = i;
                  return Values{terms(deep, block, depth + 1, carried[0])};
                })[0];
  }

  Value row(Builder &in, LaneBlock &block, Value best) {
    Value size = sizes[reduced.back()], step = indexConstant(in, count), zero = indexConstant(in, 0);
    Value whole = in.createOrFold<arith::SubIOp>(size, in.createOrFold<arith::RemUIOp>(size, step));
    for (auto [from, to, isCut] : {std::tuple(zero, whole, false), std::tuple(whole, size, true)})
      best = loop(in, from, to, step, best, [&, isCut = isCut](Builder &deep, Value i, ValueRange carried) {
        block.indices[reduced.back()] = i;
        block.mask = isCut ? maskOf(deep, i, size, count) : Value();
        return Values{combine(deep, block, carried[0])};
      })[0];
    return best;
  }

  Value combine(Builder &in, LaneBlock &block, Value best) {
    Values arguments;
    for (OpOperand *input : op.getDpsInputOperands())
      arguments.push_back(block.load(in, *input));
    arguments.push_back(best);
    Value next = block.runBody(in, arguments)[0];
    return block.mask ? arith::SelectOp::create(in, block.mask, next, best).getResult() : next;
  }

  Value combineLanes(Builder &in, Value lanes) {
    for (int64_t half = count / 2; half >= 1; half /= 2) {
      Value low = vector::ShuffleOp::create(in, lanes, lanes, llvm::to_vector(llvm::seq<int64_t>(0, half)));
      Value high =
          vector::ShuffleOp::create(in, lanes, lanes, llvm::to_vector(llvm::seq<int64_t>(half, 2 * half)));
      OperationState state(in.getLoc(), combiner->getName(), ValueRange{low, high}, low.getType(),
                           combiner->getAttrs());
      lanes = in.create(state)->getResult(0);
    }
    return vector::ExtractOp::create(in, lanes, ArrayRef<int64_t>{0});
  }

  linalg::GenericOp op;
  Operation *combiner;
  Builder b;
  int64_t count;
  Values sizes;
  SmallVector<unsigned> parallel, reduced;
};

} // namespace

bool lowerAnyOrder(linalg::GenericOp op, Lanes lanes) {
  if (!lanes.hasMasks() || op.getNumReductionLoops() == 0 || !hasVectorBody(op) ||
      !isa_and_nonnull<arith::MaximumFOp, arith::MinimumFOp, arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp,
                       arith::MinUIOp, arith::AndIOp, arith::OrIOp>(combinerOf(op)))
    return false;
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  if (llvm::any_of(op.getDpsInputOperands(),
                   [&](OpOperand *x) { return !suitsLanes(op, *x, reduced.back()); }))
    return false;
  AnyOrder(op, lanes).lower();
  return true;
}

} // namespace dual::lowering
