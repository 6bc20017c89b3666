#include "lowering/poll/Cost.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace dual::lowering {

constexpr int64_t assumedTurns = 64, most = int64_t{1} << 50;

static Cost operator+(Cost a, Cost b) {
  return {std::min(a.operations + b.operations, most), a.isOpen || b.isOpen};
}

static Cost times(int64_t turns, Cost cost) {
  bool isHuge = cost.operations > 0 && turns > most / cost.operations;
  return {isHuge ? most : turns * cost.operations, cost.isOpen};
}

static std::optional<int64_t> constantOf(Value value) {
  APInt known;
  return matchPattern(value, m_ConstantInt(&known)) ? std::optional(known.getSExtValue()) : std::nullopt;
}

/// What is left when tiles of a constant height have been cut off: from `end - end % tile` to `end`.
static std::optional<int64_t> restOf(scf::ForOp loop) {
  auto difference = loop.getLowerBound().getDefiningOp<arith::SubIOp>();
  auto rest = difference ? difference.getRhs().getDefiningOp<arith::RemUIOp>() : arith::RemUIOp();
  if (!rest || difference.getLhs() != loop.getUpperBound() || rest.getLhs() != loop.getUpperBound())
    return std::nullopt;
  return constantOf(rest.getRhs());
}

static std::optional<int64_t> turnsOf(scf::ForOp loop) {
  auto first = constantOf(loop.getLowerBound()), end = constantOf(loop.getUpperBound());
  auto step = constantOf(loop.getStep()), length = restOf(loop);
  if (first && end)
    length = std::max(*end - *first, int64_t{0});
  if (!length || !step || *step <= 0)
    return std::nullopt;
  return (*length + *step - 1) / *step;
}

/// Registers of 256 bits that an operation gives, or stores.
static int64_t registersOf(Operation *op) {
  int64_t bits = 0;
  for (TypeRange types : {TypeRange(op->getResultTypes()), TypeRange(op->getOperandTypes())})
    for (Type type : types)
      if (auto vector = dyn_cast<VectorType>(type); vector && vector.getElementType().isIntOrFloat())
        bits = std::max(bits, vector.getNumElements() * vector.getElementTypeBitWidth());
  return std::max<int64_t>(1, bits / 256);
}

Cost costOf(Block &block) {
  Cost total{1};
  for (Operation &op : block)
    total = total + costOf(&op);
  return total;
}

Cost costOf(Operation *op) {
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    auto turns = turnsOf(loop);
    Cost all = times(turns.value_or(assumedTurns), costOf(*loop.getBody()));
    return {all.operations, all.isOpen || !turns};
  }
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return {times(assumedTurns, costOf(*loop.getBeforeBody()) + costOf(*loop.getAfterBody())).operations,
            true};
  if (op->hasAttrOfType<FlatSymbolRefAttr>("callee"))
    return {assumedTurns * assumedTurns, true};
  Cost most{registersOf(op)};
  for (Region &region : op->getRegions()) // one of them runs
    for (Block &block : region)
      if (Cost cost = costOf(block); cost.operations > most.operations || cost.isOpen)
        most = {std::max(most.operations, cost.operations), most.isOpen || cost.isOpen};
  return most;
}

} // namespace dual::lowering
