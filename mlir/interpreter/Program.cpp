// Numbers the values of a function and finds the last use of each, walking every block backwards.
#include "mlir/interpreter/Program.h"

#include "mlir/dl/Constants.h"
#include "mlir/dl/Dl.h"
#include "mlir/interpreter/Handlers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace dual::interpreter {

namespace {

/// Values that are read after the point reached by the backward walk.
using Live = llvm::DenseSet<mlir::Value>;

class Numbering {
public:
  Numbering(Program &program, dl::CallGraph &calls) : program_(program), calls_(calls) {}

  void block(mlir::Block &source, Block &target);
  /// Marks last uses in `block`; `live` is what is read after it, then what is read before it.
  void lastUses(Block &block, Live &live);

  std::optional<Failure> failure;

private:
  uint32_t slotOf(mlir::Value value);
  Step step(Operation &op);
  void regions(Operation &op, Step &step);
  void lastUses(Step &step, Live &live);
  void regionUses(Step &step, Live &live);

  Program &program_;
  dl::CallGraph &calls_;
  llvm::DenseMap<mlir::Value, uint32_t> slots_;
};

} // namespace

/// What a constant op stands for; nothing for other ops.
static std::optional<Value> literalOf(Operation &op) {
  if (auto constant = dyn_cast<dl::ConstantOp>(op))
    return dl::toTensor(constant.getValue());
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return dl::toTensor(constant.getValue());
  if (auto text = dyn_cast<dl::StringOp>(op))
    return text.getValue().str();
  return std::nullopt;
}

uint32_t Numbering::slotOf(mlir::Value value) {
  auto [entry, isNew] = slots_.try_emplace(value, program_.slots);
  program_.slots += isNew;
  return entry->second;
}

void Numbering::block(mlir::Block &source, Block &target) {
  for (BlockArgument argument : source.getArguments())
    target.arguments.push_back(slotOf(argument));
  for (Operation &op : source.without_terminator()) {
    target.steps.push_back(step(op));
    regions(op, target.steps.back());
  }
  target.terminator = step(*source.getTerminator());
}

Step Numbering::step(Operation &op) {
  Step step;
  step.op = &op;
  step.handler = handlerOf(op);
  step.literal = literalOf(op);
  if (auto call = dyn_cast<func::CallOp>(op))
    step.isRecursive = calls_.isRecursive(call);
  if (!step.handler && !failure)
    failure =
        Failure{"no way to interpret `" + op.getName().getStringRef().str() + "`", "INTERNAL", op.getLoc()};
  for (mlir::Value operand : op.getOperands())
    step.operands.push_back({slotOf(operand), false});
  for (mlir::Value result : op.getResults())
    step.results.push_back(slotOf(result));
  return step;
}

void Numbering::regions(Operation &op, Step &step) {
  for (Region &region : op.getRegions()) {
    step.regions.emplace_back();
    if (!region.empty())
      block(region.front(), step.regions.back());
  }
}

void Numbering::lastUses(Block &block, Live &live) {
  lastUses(block.terminator, live);
  for (Step &step : llvm::reverse(block.steps))
    lastUses(step, live);
}

/// A scalar needs no giving back: it lies in its slot.
static bool ownsMemory(mlir::Value value) {
  return isa<RankedTensorType, dl::StrType, dl::DataType>(value.getType());
}

void Numbering::lastUses(Step &step, Live &live) {
  if (!step.op)
    return;
  regionUses(step, live);
  // From the back, so that an operand that stands twice is last where it is read last.
  for (unsigned i = step.operands.size(); i-- > 0;) {
    mlir::Value operand = step.op->getOperand(i);
    step.operands[i].isLast = live.insert(operand).second;
    if (step.operands[i].isLast && ownsMemory(operand))
      step.dying.push_back(step.operands[i].slot);
  }
}

/// One branch of an `if` runs once, so a value may end in each. The body of a loop runs again: what it takes
/// from outside lives through all of it.
void Numbering::regionUses(Step &step, Live &live) {
  Live before = live;
  for (auto [number, block] : llvm::enumerate(step.regions)) {
    Live inside = live;
    if (!isa<scf::IfOp>(step.op))
      mlir::visitUsedValuesDefinedAbove(step.op->getRegion(number),
                                        [&](OpOperand *use) { inside.insert(use->get()); });
    lastUses(block, inside);
    before.insert(inside.begin(), inside.end());
  }
  live = std::move(before);
}

std::variant<std::unique_ptr<Program>, Failure> makeProgram(func::FuncOp function, dl::CallGraph &calls) {
  auto program = std::make_unique<Program>();
  Numbering numbering(*program, calls);
  numbering.block(function.getBody().front(), program->body);
  if (numbering.failure)
    return std::move(*numbering.failure);
  Live live;
  numbering.lastUses(program->body, live);
  return program;
}

} // namespace dual::interpreter
