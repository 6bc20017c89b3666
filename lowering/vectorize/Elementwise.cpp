// Elementwise operations: loops over rows, blocks of lanes along the last axis.
#include "lowering/vectorize/Vectorize.h"

using namespace mlir;

namespace dual::lowering {
namespace {

/// The iteration dim along which every result is written side by side and every input suits lanes.
std::optional<unsigned> laneDim(linalg::GenericOp op) {
  if (op.getNumLoops() == 0)
    return std::nullopt;
  unsigned dim = op.getNumLoops() - 1;
  for (OpOperand &init : op.getDpsInitsMutable())
    if (!isUnitStride(op, init, dim))
      return std::nullopt;
  bool fits =
      llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *input) { return suitsLanes(op, *input, dim); });
  return fits ? std::optional(dim) : std::nullopt;
}

} // namespace

void emitBlock(Builder &b, LaneBlock block, Value buffer, Value content) {
  linalg::GenericOp op = block.op;
  Values arguments;
  for (OpOperand &operand : op->getOpOperands()) {
    bool unread = op.getMatchingBlockArgument(&operand).use_empty(); // nobody looks at what stands for it
    if (buffer && operand.get() == buffer)
      arguments.push_back(content);
    else
      arguments.push_back(unread ? operand.get() : block.load(b, operand));
  }
  Values results = block.runBody(b, arguments);
  for (auto [init, result] : llvm::zip(op.getDpsInitsMutable(), results))
    block.store(b, init, result);
}

bool lowerElementwise(linalg::GenericOp op, Lanes lanes) {
  if (op.getNumParallelLoops() != op.getNumLoops() || !hasVectorBody(op) || !lanes.hasMasks())
    return false;
  std::optional<unsigned> dim = laneDim(op);
  if (!dim)
    return false;
  Builder b(op.getLoc(), op);
  Values sizes = loopSizes(b, op);
  int64_t count = lanes.of(op);
  loops(b, ValueRange(sizes).drop_back(), [&](Builder &in, ValueRange outer) {
    laneLoop(in, sizes.back(), count, [&](Builder &deep, Value from, Value mask) {
      Values indices(outer);
      indices.push_back(from);
      emitBlock(deep, LaneBlock{op, *dim, count, indices, mask});
    });
  });
  op.erase();
  return true;
}

} // namespace dual::lowering
