// Where a function of a library asks its caller whether to go on.
#include "lowering/Passes.h"
#include "lowering/linalg/Rt.h"
#include "lowering/poll/Cost.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_PLACEPOLLS
#include "lowering/Passes.h.inc"

namespace {

/// Operations between two polls: a millisecond's at most, and so many that asking costs nothing.
constexpr int64_t mostQuiet = int64_t{1} << 20, blockCost = int64_t{1} << 18;

/// Whether a block's end is a number. A loop that begins elsewhere may end where none are left; this one gets
/// there never.
bool beginsNearZero(scf::ForOp loop) {
  auto first = getConstantIntValue(loop.getLowerBound());
  return first && *first >= 0 && *first <= INT32_MAX;
}

/// The same loop as a loop over blocks of turns, which is given.
scf::ForOp cutIntoBlocks(scf::ForOp loop, int64_t turns) {
  ImplicitLocOpBuilder b(loop.getLoc(), loop);
  Value length = arith::MulIOp::create(b, loop.getStep(), arith::ConstantIndexOp::create(b, turns));
  auto blocks = scf::ForOp::create(b, loop.getLowerBound(), loop.getUpperBound(), length, loop.getInitArgs());
  loop.replaceAllUsesWith(blocks.getResults());
  b.setInsertionPointToStart(blocks.getBody());
  Value end = arith::AddIOp::create(b, blocks.getInductionVar(), length);
  end = arith::MinSIOp::create(b, end, loop.getUpperBound());
  if (!loop.getInitArgs().empty()) {
    scf::YieldOp::create(b, loop.getResults());
    b.setInsertionPoint(blocks.getBody()->getTerminator());
  }
  loop->moveBefore(blocks.getBody()->getTerminator());
  loop.setLowerBound(blocks.getInductionVar());
  loop.setUpperBound(end);
  loop.getInitArgsMutable().assign(blocks.getRegionIterArgs());
  return blocks;
}

/// Where in the function's work a poll stands.
struct Place {
  int64_t from = 0, to = 0;
  Value at, of; // turns of the outermost loop; null: at `from`
};

class Polls {
public:
  explicit Polls(func::FuncOp function)
      : function(function), isKernel(function->hasAttr("dl.kernel")),
        b(function.getLoc(), function.getContext()) {
    b.setInsertionPointToStart(&function.getBody().front());
    zero = number(0);
    total = isKernel ? totalOf() : zero;
  }

  /// Those inside. False if there is no need of any.
  bool placeInside() {
    SmallVector<Operation *> steps =
        llvm::map_to_vector(function.getBody().front(), [](Operation &op) { return &op; });
    int64_t all = 0, before = 0;
    for (Operation *op : steps)
      all += costOf(op).operations;
    for (Operation *op : steps) {
      if (auto last = dyn_cast<rt::PollOp>(op)) { // nothing stops what comes behind it
        last.getTotalMutable().assign(total);
        return true;
      }
      int64_t after = before + costOf(op).operations;
      around = isKernel ? Place{part(before, all), part(after, all), {}, {}} : Place{-1, 0, {}, {}};
      step(op);
      before = after;
    }
    return found;
  }

  void placeFirst() {
    around = isKernel ? Place() : Place{-1, 1, {}, {}};
    b.setInsertionPointAfterValue(total);
    pollHere();
  }

private:
  Value number(int64_t value) { return arith::ConstantOp::create(b, b.getI64IntegerAttr(value)); }

  /// Of the table that the recursion goes down, of the first size; else hundredths.
  Value totalOf() {
    if (auto depth = function->getAttrOfType<AffineMapAttr>("dl.depth"))
      if (auto symbol = dyn_cast<AffineSymbolExpr>(depth.getValue().getResult(0)))
        return copyOf(symbol.getPosition());
    auto dims = function->getAttrOfType<IntegerAttr>("dl.dim_count");
    return dims && dims.getInt() > 0 ? copyOf(0) : number(100);
  }

  /// An operation of its own, that the first poll can stand behind.
  Value copyOf(unsigned dim) { return arith::AddIOp::create(b, function.getArgument(dim), zero); }

  static int64_t part(int64_t done, int64_t all) {
    return static_cast<int64_t>(static_cast<double>(done) / static_cast<double>(all) * rt::wholeWork);
  }

  void pollHere() {
    found = true;
    rt::PollOp::create(b, total, around.at ? around.at : zero, around.of ? around.of : zero, around.from,
                       around.to);
  }

  void step(Operation *op) {
    Cost cost = costOf(op);
    if (!cost.isOpen && quiet + cost.operations <= mostQuiet) {
      quiet += cost.operations;
      return;
    }
    if (isa<func::CallOp>(op))
      found = true; // inside
    if (!cost.isOpen && cost.operations <= blockCost)
      return pollBefore(op, cost.operations);
    if (auto loop = dyn_cast<scf::ForOp>(op))
      return pollTurns(loop);
    if (auto loop = dyn_cast<scf::WhileOp>(op))
      return pollTurn(*loop.getAfterBody(), {});
    int64_t before = quiet, most = quiet;
    for (Region &region : op->getRegions())
      for (Block &block : region) {
        quiet = before;
        stepsOf(block);
        most = std::max(most, quiet);
      }
    quiet = most;
  }

  void pollBefore(Operation *op, int64_t operations) {
    b.setInsertionPoint(op);
    pollHere();
    quiet = operations;
  }

  void stepsOf(Block &block) {
    for (Operation *op : llvm::map_to_vector(block, [](Operation &op) { return &op; }))
      step(op);
  }

  void pollTurns(scf::ForOp loop) {
    Cost turn = costOf(*loop.getBody());
    auto isBuffer = [](Type type) { return isa<MemRefType>(type); };
    bool isShort = !turn.isOpen && turn.operations < blockCost && beginsNearZero(loop);
    if (!isShort || llvm::any_of(loop.getResultTypes(), isBuffer))
      return pollTurn(*loop.getBody(), loop);
    scf::ForOp blocks = cutIntoBlocks(loop, blockCost / turn.operations);
    pollTurn(*blocks.getBody(), blocks, /*goesOn=*/false);
  }

  /// `loop`, if there is one, says how far the work is; `goesOn`: loops inside may need polls of their own.
  void pollTurn(Block &turn, scf::ForOp loop, bool goesOn = true) {
    SmallVector<Operation *> steps = llvm::map_to_vector(turn, [](Operation &op) { return &op; });
    Place outside = around;
    b.setInsertionPointToStart(&turn);
    if (loop && isKernel && loop->getParentOp() == function) {
      around.at = distance(loop.getInductionVar(), loop.getLowerBound());
      around.of = distance(loop.getUpperBound(), loop.getLowerBound());
    }
    pollHere();
    quiet = 0;
    for (Operation *op : steps)
      if (goesOn)
        step(op);
    around = outside;
    quiet = blockCost;
  }

  Value distance(Value to, Value from) {
    Value difference = arith::SubIOp::create(b, to, from);
    return arith::IndexCastOp::create(b, b.getI64Type(), difference);
  }

  func::FuncOp function;
  bool isKernel, found = false;
  ImplicitLocOpBuilder b;
  Value zero, total;
  Place around;
  int64_t quiet = 0; // what may have been done since the last poll
};

/// A kernel without checks gives nothing so far: now 0, or that it was stopped.
void giveOutcome(func::FuncOp kernel) {
  if (kernel->hasAttr("dl.heap") || kernel.getNumResults() > 0)
    return;
  Builder types(kernel.getContext());
  kernel.setFunctionType(types.getFunctionType(kernel.getArgumentTypes(), {types.getI32Type()}));
  kernel.walk([](func::ReturnOp op) {
    OpBuilder b(op);
    Value good = arith::ConstantOp::create(b, op.getLoc(), b.getI32IntegerAttr(0));
    op->setOperands(good);
  });
}

struct PlacePolls : impl::PlacePollsBase<PlacePolls> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> kernels;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr("dl.kernel"))
        kernels.push_back(function);
      else if (function->hasAttr("dl.library") && !function.isExternal())
        placeInCalled(function);
    SymbolTable symbols(getOperation());
    for (func::FuncOp kernel : kernels)
      if (!kernel.getName().contains('['))
        placeInVersions(kernel, symbols);
  }

  static void placeInCalled(func::FuncOp function) {
    Polls polls(function);
    (void)polls.placeInside();
    if (function->hasAttr("dl.recursive"))
      polls.placeFirst();
  }

  /// All versions of a kernel have one signature.
  static void placeInVersions(func::FuncOp kernel, SymbolTable &symbols) {
    SmallVector<func::FuncOp> versions = {kernel};
    if (auto copies = kernel->getAttrOfType<ArrayAttr>("dl.copies"))
      for (auto copy : copies.getAsRange<FlatSymbolRefAttr>())
        versions.push_back(symbols.lookup<func::FuncOp>(copy.getValue()));
    SmallVector<Polls> polls;
    bool any = false;
    for (func::FuncOp version : versions)
      any = polls.emplace_back(version).placeInside() || any;
    for (auto [version, places] : llvm::zip_equal(versions, polls))
      if (any) {
        places.placeFirst();
        giveOutcome(version);
        version->setAttr("dl.polls", UnitAttr::get(version.getContext()));
      }
  }
};

} // namespace
} // namespace dual::lowering
