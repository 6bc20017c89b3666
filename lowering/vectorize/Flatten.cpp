// What can be decided before any loop is made: long rows, start values.
#include "lowering/vectorize/Vectorize.h"

using namespace mlir;

namespace dual::lowering {

static bool isWhole(linalg::GenericOp op, OpOperand &operand) {
  return op.getMatchingIndexingMap(&operand).isIdentity() &&
         cast<MemRefType>(operand.get().getType()).getLayout().isIdentity();
}

static bool isOneElement(linalg::GenericOp op, OpOperand &operand) {
  return op.getMatchingIndexingMap(&operand).getNumResults() == 0;
}

linalg::GenericOp flattenLoops(linalg::GenericOp op) {
  unsigned depth = op.getNumLoops();
  bool usesIndex = !op.getBody()->getOps<linalg::IndexOp>().empty();
  bool uniform = op.getNumReductionLoops() == 0 || op.getNumParallelLoops() == 0; // all of one kind
  if (depth < 2 || usesIndex || !uniform ||
      llvm::any_of(
          op->getOpOperands(),
          [&](OpOperand &operand) { return !isWhole(op, operand) && !isOneElement(op, operand); }))
    return op;
  Builder b(op.getLoc(), op);
  SmallVector<ReassociationIndices> all{llvm::to_vector<2>(llvm::seq<int64_t>(0, depth))};
  Values operands;
  SmallVector<AffineMap> maps;
  for (OpOperand &operand : op->getOpOperands()) {
    bool whole = !isOneElement(op, operand);
    operands.push_back(whole ? memref::CollapseShapeOp::create(b, operand.get(), all).getResult()
                             : operand.get());
    maps.push_back(whole ? b.getMultiDimIdentityMap(1) : AffineMap::get(1, 0, b.getContext()));
  }
  unsigned inputs = op.getNumDpsInputs();
  auto flat =
      linalg::GenericOp::create(b, ValueRange(operands).take_front(inputs),
                                ValueRange(operands).drop_front(inputs), maps, op.getIteratorTypesArray()[0]);
  flat.getRegion().takeBody(op.getRegion());
  op.erase();
  return flat;
}

/// A linalg.generic without inputs whose body yields a value from outside: a fill.
static Value filledWith(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic || generic.getNumDpsInits() != 1)
    return {};
  Value yielded = generic.getBody()->getTerminator()->getOperand(0);
  if (auto argument = dyn_cast<BlockArgument>(yielded);
      argument && argument.getOwner() == generic.getBody()) {
    OpOperand &source = generic->getOpOperand(argument.getArgNumber());
    return isa<MemRefType>(source.get().getType()) ? Value() : source.get();
  }
  return yielded.getParentRegion() == &generic.getRegion() ? Value() : yielded;
}

Value takeStartValue(linalg::GenericOp op) {
  Value buffer = op.getDpsInits()[0];
  Operation *before = nullptr;
  for (Operation *user : buffer.getUsers()) {
    Operation *there = op->getBlock()->findAncestorOpInBlock(*user);
    if (there && there->isBeforeInBlock(op) && (!before || before->isBeforeInBlock(there)))
      before = there;
  }
  Value start =
      before && cast<MemRefType>(buffer.getType()).getLayout().isIdentity() ? filledWith(before) : Value();
  if (start)
    before->erase();
  return start;
}

} // namespace dual::lowering
