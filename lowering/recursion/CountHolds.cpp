// Where nodes of recursive data are held and released.
#include "lowering/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_COUNTHOLDS
#include "lowering/Passes.h.inc"

namespace {

bool isData(Value value) { return isa<dl::DataType>(value.getType()); }

/// Held by somebody else for as long as the function runs: its arguments, and, since nodes do not change, all
/// that hangs below them.
bool isBorrowed(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return isa<func::FuncOp>(argument.getOwner()->getParentOp());
  if (auto field = value.getDefiningOp<dl::FieldOp>())
    return isBorrowed(field.getNode());
  return isa<dl::NoNodeOp>(value.getDefiningOp());
}

/// Other operations give a node that something else holds.
bool givesHold(Operation *op) {
  return isa<dl::NodeOp, dl::AddFieldOp, dl::AddNodesOp, dl::FillNodesOp, func::CallOp, scf::IfOp, scf::ForOp,
             scf::WhileOp>(op);
}

void retain(OpBuilder &b, Value value) {
  if (!value.getDefiningOp<dl::NoNodeOp>())
    dl::RetainOp::create(b, value.getLoc(), value);
}

class BlockHolds {
public:
  explicit BlockHolds(Block &block) : block(block), b(block.getParentOp()->getContext()) {}

  void run() {
    SmallVector<Value> held;
    for (BlockArgument argument : block.getArguments())
      if (isData(argument) && !isBorrowed(argument))
        held.push_back(argument);
    for (Operation &op : block)
      for (Value result : op.getResults())
        if (isData(result) && !isBorrowed(result))
          held.push_back(result);
    for (Value value : held)
      hold(value);
    handOn(held);
  }

private:
  /// The operation of this block in which `user` stands.
  Operation *here(Operation *user) { return block.findAncestorOpInBlock(*user); }

  Operation *lastUse(Value value) {
    Operation *last = value.getDefiningOp();
    for (Operation *user : value.getUsers())
      if (Operation *at = here(user); !last || last->isBeforeInBlock(at))
        last = at;
    return last;
  }

  /// Releases after the last use; what the terminator takes is handed on instead.
  void hold(Value value) {
    Operation *last = lastUse(value), *made = value.getDefiningOp();
    if (made && !givesHold(made)) {
      if (value.use_empty())
        return;
      b.setInsertionPointAfter(made);
      retain(b, value);
    }
    if (last == block.getTerminator())
      return;
    last ? b.setInsertionPointAfter(last) : b.setInsertionPointToStart(&block);
    dl::ReleaseOp::create(b, value.getLoc(), value);
  }

  /// Each operand of the terminator and of a loop's beginning carries a hold away.
  void handOn(ArrayRef<Value> held) {
    for (Operation &op : llvm::make_early_inc_range(block))
      if (isa<scf::ForOp, scf::WhileOp>(op)) {
        b.setInsertionPoint(&op);
        for (Value operand : op.getOperands())
          if (isData(operand))
            retain(b, operand);
      }
    llvm::SmallDenseSet<Value> own(held.begin(), held.end());
    b.setInsertionPoint(block.getTerminator());
    for (Value operand : block.getTerminator()->getOperands())
      if (isData(operand) && !own.erase(operand))
        retain(b, operand);
  }

  Block &block;
  OpBuilder b;
};

struct Count : impl::CountHoldsBase<Count> {
  void runOnOperation() override {
    SmallVector<Block *> blocks;
    getOperation().walk([&](Block *block) { blocks.push_back(block); });
    for (Block *block : blocks)
      BlockHolds(*block).run();
  }
};

} // namespace
} // namespace dual::lowering
