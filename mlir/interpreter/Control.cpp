// Branches, loops and calls.
#include "mlir/interpreter/Handlers.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace dual::interpreter {

/// What a loop hands from one turn to the next.
using Values = llvm::SmallVector<Value, 2>;

static void setResults(Values &values, Access &in) {
  for (auto [i, value] : llvm::enumerate(values))
    in.set(i, std::move(value));
}

/// Runs a block; then `values`, its arguments before, are what its terminator passes on from operand `first`.
static LogicalResult runBlock(const Block &block, Values &values, Frame &frame, unsigned first = 0) {
  frame.enter(block, values);
  values.clear();
  if (failed(frame.run(block)))
    return failure();
  frame.leave(block.terminator, first, values);
  return success();
}

static LogicalResult branch(scf::IfOp op, Access &in) {
  const Block &block = in.step.regions[in.boolean(0) ? 0 : 1];
  if (!block.terminator.op)
    return success();
  if (failed(in.frame.run(block)))
    return failure();
  in.setFrom(block.terminator, in.frame);
  return success();
}

/// The operands from `first` on, which a loop starts with.
static Values initialValues(Access &in, unsigned first) {
  Values values;
  for (unsigned i = first; i < in.step.operands.size(); ++i)
    values.push_back(in.take(i));
  return values;
}

static LogicalResult countedLoop(scf::ForOp op, Access &in) {
  int64_t upper = in.integer(1), stride = in.integer(2);
  const Block &body = in.step.regions[0];
  Values values = initialValues(in, 3);
  for (int64_t i = in.integer(0); i < upper; i += stride) {
    values.insert(values.begin(), host::Tensor::scalar(i));
    if (failed(in.poll()) || failed(runBlock(body, values, in.frame)))
      return failure();
  }
  setResults(values, in);
  return success();
}

static LogicalResult conditionalLoop(scf::WhileOp op, Access &in) {
  const Block &before = in.step.regions[0], &after = in.step.regions[1];
  Values values = initialValues(in, 0);
  while (true) {
    if (failed(in.poll()) || failed(runBlock(before, values, in.frame, 1)))
      return failure();
    if (!Access(before.terminator, in.frame).boolean(0))
      break;
    if (failed(runBlock(after, values, in.frame)))
      return failure();
  }
  setResults(values, in);
  return success();
}

static LogicalResult call(func::CallOp op, Access &in) {
  return in.frame.session.call(op.getCalleeAttr().getAttr(), in);
}

/// A terminator runs with its region, never as a step; being listed says that it is understood.
template <class Op> static LogicalResult terminator(Op op, Access &in) {
  llvm_unreachable("a terminator is no step");
}

void addControl(Handlers &handlers) {
  handlers.add<branch>();
  handlers.add<countedLoop>();
  handlers.add<conditionalLoop>();
  handlers.add<call>();
  handlers.add<terminator<scf::YieldOp>>();
  handlers.add<terminator<scf::ConditionOp>>();
  handlers.add<terminator<func::ReturnOp>>();
}

} // namespace dual::interpreter
