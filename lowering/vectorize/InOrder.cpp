// Reductions of every other kind: in index order, with what they carry in registers. Where the last axis of
// the results allows it, neighbours there go to lanes.
#include "lowering/vectorize/Vectorize.h"

using namespace mlir;

namespace dual::lowering {
namespace {

class InOrder {
public:
  InOrder(linalg::GenericOp op, Lanes lanes) : op(op), b(op.getLoc(), op), lanes(lanes) {
    op.getParallelDims(parallel);
    op.getReductionDims(reduced);
  }

  void lower() {
    sizes = loopSizes(b, op);
    if (lanes.hasMasks() && !parallel.empty() && suitLanes(parallel.back()))
      byBlocks(parallel.pop_back_val());
    else
      byElements();
    op.erase();
  }

private:
  bool suitLanes(unsigned column) {
    return hasVectorBody(op) &&
           llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *x) { return suitsLanes(op, *x, column); }) &&
           llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &x) { return isUnitStride(op, x, column); });
  }

  Values outerSizes() {
    return llvm::map_to_vector(parallel, [&](unsigned dim) { return sizes[dim]; });
  }

  Values indicesAt(Builder &in, ValueRange outer) {
    Values indices(sizes.size(), indexConstant(in, 0));
    for (auto [dim, index] : llvm::zip(parallel, outer))
      indices[dim] = index;
    return indices;
  }

  /// Calls `next` for every index of the reduced axes with what is carried; gives what is carried at the end.
  template <class Next>
  Values carry(Builder &in, Values &indices, unsigned depth, ValueRange carried, Next next) {
    if (depth == reduced.size())
      return next(in, carried);
    return loop(in, indexConstant(in, 0), sizes[reduced[depth]], indexConstant(in, 1), carried,
                [&](Builder &deep, Value i, ValueRange inner) {
                  indices[reduced[depth]] = i;
                  return carry(deep, indices, depth + 1, inner, next);
                });
  }

  void byBlocks(unsigned column) {
    int64_t count = lanes.of(op);
    loops(b, outerSizes(), [&](Builder &in, ValueRange outer) {
      laneLoop(in, sizes[column], count, [&](Builder &deep, Value from, Value mask) {
        LaneBlock block{op, column, count, indicesAt(deep, outer), mask};
        block.indices[column] = from;
        blockOf(deep, block);
      });
    });
  }

  void blockOf(Builder &in, LaneBlock &block) {
    Values start;
    for (OpOperand &init : op.getDpsInitsMutable())
      start.push_back(block.load(in, init));
    Values end = carry(in, block.indices, 0, start, [&](Builder &deep, ValueRange carried) {
      Values arguments;
      for (OpOperand *input : op.getDpsInputOperands())
        arguments.push_back(block.load(deep, *input));
      llvm::append_range(arguments, carried);
      return llvm::map_to_vector(block.runBody(deep, arguments),
                                 [&](Value v) { return block.asVector(deep, v); });
    });
    for (auto [init, value] : llvm::zip(op.getDpsInitsMutable(), end))
      block.store(in, init, value);
  }

  void byElements() {
    loops(b, outerSizes(), [&](Builder &in, ValueRange outer) {
      Values indices = indicesAt(in, outer), start;
      for (OpOperand &init : op.getDpsInitsMutable())
        start.push_back(load(in, init, indices));
      Values end = carry(in, indices, 0, start, [&](Builder &deep, ValueRange carried) {
        Values arguments;
        for (OpOperand *input : op.getDpsInputOperands())
          arguments.push_back(load(deep, *input, indices));
        llvm::append_range(arguments, carried);
        return cloneBody(deep, *op.getBody(), arguments, indices);
      });
      for (auto [init, value] : llvm::zip(op.getDpsInitsMutable(), end))
        memref::StoreOp::create(in, value, init.get(),
                                address(in, op.getMatchingIndexingMap(&init), indices));
    });
  }

  Value load(Builder &in, OpOperand &operand, ValueRange indices) {
    if (!isa<MemRefType>(operand.get().getType()))
      return operand.get();
    return memref::LoadOp::create(in, operand.get(),
                                  address(in, op.getMatchingIndexingMap(&operand), indices));
  }

  linalg::GenericOp op;
  Builder b;
  Lanes lanes;
  Values sizes;
  SmallVector<unsigned> parallel, reduced;
};

} // namespace

bool lowerInOrder(linalg::GenericOp op, Lanes lanes) {
  if (op.getNumReductionLoops() == 0)
    return false;
  InOrder(op, lanes).lower();
  return true;
}

} // namespace dual::lowering
