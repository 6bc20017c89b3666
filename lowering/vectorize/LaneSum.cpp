// Float sums in the order of statement 33: element i of the flattened axes goes to lane i mod 64, each lane starting
// from +0, then lane l takes lane l + 32, 16, 8, 4, 2, 1. A lane is never -0, so adding +0 changes none.
#include "lowering/vectorize/Vectorize.h"

using namespace mlir;

namespace dual::lowering {
namespace {

constexpr int64_t laneCount = 64;

class LaneSum {
public:
  LaneSum(linalg::GenericOp op, Operation *combiner)
      : op(op), combiner(combiner), b(op.getLoc(), op), element(combiner->getResult(0).getType()) {}

  void lower() {
    sizes = loopSizes(b, op);
    op.getParallelDims(parallel);
    op.getReductionDims(reduced);
    Values outer = llvm::map_to_vector(parallel, [&](unsigned dim) { return sizes[dim]; });
    Value lanes = memref::AllocOp::create(b, MemRefType::get({laneCount}, element), b.getI64IntegerAttr(64));
    loops(b, outer, [&](Builder &in, ValueRange indices) { sumOne(in, lanes, indices); });
    memref::DeallocOp::create(b, lanes);
    op.erase();
  }

private:
  void sumOne(Builder &in, Value lanes, ValueRange outer) {
    auto vector = VectorType::get({laneCount}, element);
    Value zeros = arith::ConstantOp::create(in, in.getZeroAttr(vector));
    vector::StoreOp::create(in, zeros, lanes, indexConstant(in, 0));
    addTerms(in, lanes, outer);
    Value sum = tree(in, vector::LoadOp::create(in, vector, lanes, indexConstant(in, 0)));
    OpOperand *init = op.getDpsInitOperand(0);
    Values at = address(in, op.getMatchingIndexingMap(init), everyIndex(outer, {}));
    // The buffer holds the start value, +0: adding it changes nothing.
    memref::StoreOp::create(in, sum, init->get(), at);
  }

  void addTerms(Builder &in, Value lanes, ValueRange outer) {
    Values inner = llvm::map_to_vector(reduced, [&](unsigned dim) { return sizes[dim]; });
    loops(in, inner, [&](Builder &deep, ValueRange indices) {
      Value position = flatten(deep, inner, indices);
      Value lane = arith::AndIOp::create(deep, position, indexConstant(deep, laneCount - 1));
      Value old = memref::LoadOp::create(deep, lanes, lane);
      Value term = termAt(deep, everyIndex(outer, indices));
      Value next = arith::AddFOp::create(deep, old, term);
      memref::StoreOp::create(deep, next, lanes, lane);
    });
  }

  Value flatten(Builder &in, ValueRange extents, ValueRange indices) {
    Value position = indices.front();
    for (auto [size, index] : llvm::zip(extents.drop_front(), indices.drop_front()))
      position = arith::AddIOp::create(in, arith::MulIOp::create(in, position, size), index);
    return position;
  }

  Values everyIndex(ValueRange outer, ValueRange inner) {
    Values all(sizes.size());
    for (auto [dim, index] : llvm::zip(parallel, outer))
      all[dim] = index;
    for (auto [dim, index] : llvm::zip(reduced, inner))
      all[dim] = index;
    return all;
  }

  /// What the body adds: it is run with an accumulator that only the combiner reads.
  Value termAt(Builder &in, const Values &indices) {
    Values arguments;
    for (OpOperand *input : op.getDpsInputOperands())
      arguments.push_back(memref::LoadOp::create(in, input->get(), address(in, op.getMatchingIndexingMap(input), indices)));
    arguments.push_back(arith::ConstantOp::create(in, in.getZeroAttr(element)));
    Value sum = cloneBody(in, *op.getBody(), arguments, indices)[0];
    Operation *add = sum.getDefiningOp();
    Value term = add->getOperand(combiner->getOperand(0) == op.getBody()->getArguments().back() ? 1 : 0);
    add->erase();
    return term;
  }

  Value tree(Builder &in, Value lanes) {
    for (int64_t half = laneCount / 2; half >= 1; half /= 2) {
      auto firstHalf = llvm::to_vector(llvm::seq<int64_t>(0, half)), secondHalf = llvm::to_vector(llvm::seq(half, 2 * half));
      Value low = vector::ShuffleOp::create(in, lanes, lanes, firstHalf);
      Value high = vector::ShuffleOp::create(in, lanes, lanes, secondHalf);
      lanes = arith::AddFOp::create(in, low, high);
    }
    return vector::ExtractOp::create(in, lanes, ArrayRef<int64_t>{0});
  }

  linalg::GenericOp op;
  Operation *combiner;
  Builder b;
  Type element;
  Values sizes;
  SmallVector<unsigned> parallel, reduced;
};

} // namespace

bool lowerLaneSum(linalg::GenericOp op, Lanes lanes) {
  Operation *combiner = combinerOf(op);
  if (op.getNumReductionLoops() == 0 || !isa_and_nonnull<arith::AddFOp>(combiner))
    return false;
  LaneSum(op, combiner).lower();
  return true;
}

} // namespace dual::lowering
