// The static memory plan of kernels: every buffer is a range of one arena.
#include "lowering/Passes.h"
#include "lowering/memory/Memory.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_PLANMEMORY
#include "lowering/Passes.h.inc"

namespace {

/// A buffer lives from one op of the entry block to another, both counted.
struct Buffer {
  memref::AllocOp op;
  AffineExpr bytes;
  int64_t first, last;
};

/// A range of the arena, free from the op behind `busyUntil`.
struct Slot {
  AffineExpr offset, bytes;
  int64_t busyUntil;
};

class Plan {
public:
  explicit Plan(func::FuncOp kernel)
      : kernel(kernel), b(kernel.getLoc(), kernel.getContext()), formulas(kernel) {
    for (auto [number, op] : llvm::enumerate(kernel.getBody().front()))
      order[&op] = number;
  }

  /// Gives the first buffer whose size is no formula, or that outlives the turn of a loop that made it.
  std::optional<Location> collect() {
    BufferViewFlowAnalysis aliases(kernel);
    std::optional<Location> unplanned;
    kernel.walk([&](memref::AllocOp op) {
      unplanned = op.getLoc();
      AffineExpr bytes = formulas.bytesOf(op);
      if (!bytes)
        return WalkResult::interrupt();
      int64_t first = order[topLevel(op)], last = first;
      for (Value alias : aliases.resolve(op))
        for (Operation *user : alias.getUsers()) {
          if (!isa<memref::DeallocOp>(user))
            last = std::max(last, order[topLevel(user)]);
          if (carriesAround(op, alias))
            return WalkResult::interrupt();
        }
      buffers.push_back({op, bytes, first, last});
      unplanned.reset();
      return WalkResult::advance();
    });
    return unplanned;
  }

  void run() {
    AffineExpr total = b.getAffineConstantExpr(0);
    for (Buffer &buffer : buffers)
      place(buffer, total);
    kernel.walk([](memref::DeallocOp op) { op.erase(); });
    kernel->setAttr("dl.arena", AffineMapAttr::get(AffineMap::get(0, formulas.count(), total)));
  }

private:
  Operation *topLevel(Operation *op) {
    while (op->getBlock() != &kernel.getBody().front())
      op = op->getParentOp();
    return op;
  }

  /// A buffer made in an iteration and read in the next would be overwritten there.
  static bool carriesAround(memref::AllocOp op, Value alias) {
    auto argument = dyn_cast<BlockArgument>(alias);
    Operation *loop = argument ? argument.getOwner()->getParentOp() : nullptr;
    if (!loop || !isa<LoopLikeOpInterface>(loop) || !loop->isProperAncestor(op))
      return false;
    auto isWhile = dyn_cast<scf::WhileOp>(loop);
    return !isWhile || argument.getOwner() == isWhile.getBeforeBody();
  }

  void place(Buffer &buffer, AffineExpr &total) {
    Slot *slot = findFree(buffer);
    if (!slot) {
      slots.push_back({total, buffer.bytes, buffer.last});
      total = total + buffer.bytes;
      slot = &slots.back();
    }
    slot->busyUntil = buffer.last;
    replace(buffer.op, slot->offset);
  }

  /// The smallest free range that surely holds the buffer.
  Slot *findFree(const Buffer &buffer) {
    Slot *best = nullptr;
    for (Slot &slot : slots)
      if (slot.busyUntil < buffer.first && isAtLeast(slot.bytes, buffer.bytes) &&
          (!best || isAtLeast(best->bytes, slot.bytes)))
        best = &slot;
    return best;
  }

  void replace(memref::AllocOp op, AffineExpr offset) {
    b.setInsertionPoint(op);
    b.setLoc(op.getLoc());
    Value arena = kernel.getArguments().back();
    Value start = affine::expandAffineExpr(b, b.getLoc(), offset, {}, formulas.symbolsAt(b));
    op.replaceAllUsesWith(
        memref::ViewOp::create(b, op.getType(), arena, start, op.getDynamicSizes()).getResult());
    op.erase();
  }

  func::FuncOp kernel;
  ImplicitLocOpBuilder b;
  Formulas formulas;
  DenseMap<Operation *, int64_t> order;
  SmallVector<Buffer> buffers;
  SmallVector<Slot> slots;
};

} // namespace

std::optional<Location> unplannedBuffer(func::FuncOp kernel) { return Plan(kernel).collect(); }

namespace {

struct PlanPass : impl::PlanMemoryBase<PlanPass> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (isPlanned(function))
        if (failed(plan(function)))
          return signalPassFailure();
  }

  static LogicalResult plan(func::FuncOp kernel) {
    Plan made(kernel);
    if (made.collect())
      return kernel.emitError("a buffer came without a formula after memory was chosen");
    made.run();
    return success();
  }
};

} // namespace
} // namespace dual::lowering
