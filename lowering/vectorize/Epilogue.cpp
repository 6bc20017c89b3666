// The elementwise operation that works on a contraction's result: done on the accumulators while they are in
// registers.
#include "lowering/vectorize/Vectorize.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace dual::lowering {

/// The buffer or argument that a view looks at.
static Value rootOf(Value buffer) {
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    buffer = view.getViewSource();
  return buffer;
}

/// Memory that only its own name reaches: fresh, or a kernel's argument.
static bool isApart(Value root) {
  if (root.getDefiningOp<memref::AllocOp>())
    return true;
  auto argument = dyn_cast<BlockArgument>(root);
  return argument && argument.getOwner()->getParentOp()->hasAttr("dl.kernel");
}

static bool isWhole(linalg::GenericOp op, OpOperand &operand) {
  return op.getMatchingIndexingMap(&operand).isIdentity();
}

/// Whether `op` may stand between a contraction and its epilogue: it touches no memory but to get some.
static bool isHarmless(Operation &op) { return isa<memref::AllocOp>(op) || isMemoryEffectFree(&op); }

/// The next operation that does something.
static linalg::GenericOp nextGeneric(linalg::GenericOp op) {
  Operation *next = op->getNextNode();
  while (next && isHarmless(*next))
    next = next->getNextNode();
  return dyn_cast_or_null<linalg::GenericOp>(next);
}

/// Whether `reader` takes `buffer` element by element and suits lanes in all else.
static bool readsInPlace(linalg::GenericOp reader, Value buffer) {
  unsigned last = reader.getNumLoops() - 1;
  bool reads = false;
  for (OpOperand *input : reader.getDpsInputOperands()) {
    bool isBuffer = input->get() == buffer;
    bool isMemory = isa<MemRefType>(input->get().getType());
    if (isBuffer ? !isWhole(reader, *input)
                 : isMemory && (!suitsLanes(reader, *input, last) || rootOf(input->get()) == rootOf(buffer)))
      return false;
    reads |= isBuffer;
  }
  return reads;
}

/// Results are written tile by tile, while the contraction still reads its operands for later tiles.
static bool writesWhereNobodyReads(linalg::GenericOp reader, linalg::GenericOp contraction) {
  Value buffer = contraction.getDpsInits()[0];
  unsigned last = reader.getNumLoops() - 1;
  return llvm::all_of(reader.getDpsInitsMutable(), [&](OpOperand &init) {
    Value root = rootOf(init.get());
    return isWhole(reader, init) && isUnitStride(reader, init, last) && isApart(root) &&
           (init.get() == buffer || root != rootOf(buffer)) &&
           llvm::none_of(contraction.getDpsInputs(), [&](Value x) { return rootOf(x) == root; });
  });
}

linalg::GenericOp findEpilogue(linalg::GenericOp contraction) {
  unsigned rank = contraction.getNumParallelLoops();
  AffineMap map = contraction.getMatchingIndexingMap(contraction.getDpsInitOperand(0));
  linalg::GenericOp reader = nextGeneric(contraction);
  if (!reader || reader.getNumLoops() != rank || reader.getNumParallelLoops() != rank ||
      !hasVectorBody(reader) ||
      map !=
          AffineMap::getMultiDimIdentityMap(contraction.getNumLoops(), map.getContext()).getMajorSubMap(rank))
    return {};
  bool fits =
      readsInPlace(reader, contraction.getDpsInits()[0]) && writesWhereNobodyReads(reader, contraction);
  return fits ? reader : linalg::GenericOp();
}

bool isReadLater(linalg::GenericOp contraction, linalg::GenericOp epilogue) {
  Value buffer = contraction.getDpsInits()[0];
  if (llvm::is_contained(epilogue.getDpsInits(), buffer))
    return false;
  return !buffer.getDefiningOp<memref::AllocOp>() || llvm::any_of(buffer.getUsers(), [&](Operation *user) {
    return user != contraction && user != epilogue && !isa<memref::DeallocOp>(user);
  });
}

} // namespace dual::lowering
