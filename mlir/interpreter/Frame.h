// The values of one call, and what an op's handler sees of them.
#ifndef DUAL_MLIR_INTERPRETER_FRAME_H
#define DUAL_MLIR_INTERPRETER_FRAME_H

#include "mlir/dl/Recursion.h"
#include "mlir/interpreter/Program.h"
#include "runtime/host/progress.h"

namespace dual::interpreter {

class Access;

/// What all calls of one interpreter share.
struct Session {
  mlir::ModuleOp module;
  Options options;
  llvm::DenseMap<mlir::StringAttr, std::unique_ptr<Program>> programs;
  dl::CallGraph calls;
  /// Recursive calls that have not ended.
  int64_t depth = 0;
  /// Why the running call ends; set by whoever returns mlir::failure().
  std::optional<Failure> failure;
  std::unique_ptr<host::Progress> progress;

  explicit Session(mlir::ModuleOp module) : module(module), calls(module) {}

  /// The function of that name, numbered when first asked for; null with `failure` set.
  Program *program(mlir::StringAttr name, mlir::Location where);
  /// Runs the function that `in` calls: operands become its arguments, what it gives the results.
  mlir::LogicalResult call(mlir::StringAttr name, Access &in);
  mlir::LogicalResult fail(std::string message, llvm::StringRef code, mlir::Location where);
  /// Fails if the user asked for an end.
  mlir::LogicalResult poll(mlir::Location where);
};

/// The slots of one call.
class Frame {
public:
  Frame(Session &session, const Program &program) : session(session), slots(program.slots) {}

  /// Runs the steps of a block whose arguments are set.
  mlir::LogicalResult run(const Block &block);
  /// Moves values into the arguments of a block.
  void enter(const Block &block, llvm::MutableArrayRef<Value> values);
  /// What a terminator passes on, from operand `first`; values that nobody reads later are moved.
  void leave(const Step &terminator, unsigned first, llvm::SmallVectorImpl<Value> &values);

  Session &session;
  std::vector<Value> slots;
};

/// One op at work: its operands by number, its results, its way to fail.
class Access {
public:
  Access(const Step &step, Frame &frame) : step(step), frame(frame) {}

  const Value &value(unsigned i) const { return frame.slots[step.operands[i].slot]; }
  const host::Tensor &tensor(unsigned i) const { return *std::get_if<host::Tensor>(&value(i)); }
  const std::string &text(unsigned i) const { return *std::get_if<std::string>(&value(i)); }
  const host::Node &node(unsigned i) const { return *std::get_if<host::Data>(&value(i))->get(); }
  int64_t integer(unsigned i) const { return tensor(i).item<int64_t>(); }
  bool boolean(unsigned i) const { return tensor(i).item<bool>(); }

  /// The operand as the caller's own: moved if this is its last use, so that an update happens in place.
  Value take(unsigned i) {
    Value &held = frame.slots[step.operands[i].slot];
    return step.operands[i].isLast ? std::move(held) : held;
  }
  host::Tensor takeTensor(unsigned i) {
    auto &held = *std::get_if<host::Tensor>(&frame.slots[step.operands[i].slot]);
    return step.operands[i].isLast ? std::move(held) : held;
  }

  /// Scalars in a row, as offsets or sizes.
  host::Dims integers(mlir::OperandRange range) const;
  std::vector<host::Tensor> tensors(mlir::OperandRange range) const;
  /// The shape of a result type whose dynamic dims are, in order, the operands of `sizes`.
  host::Dims shape(mlir::Type type, mlir::OperandRange sizes) const;

  void set(unsigned i, Value value) { frame.slots[step.results[i]] = std::move(value); }
  /// Sets all results to what a terminator passes on in its frame.
  void setFrom(const Step &terminator, Frame &from);
  mlir::LogicalResult fail(std::string message, llvm::StringRef code) {
    return frame.session.fail(std::move(message), code, step.op->getLoc());
  }
  mlir::LogicalResult poll() { return frame.session.poll(step.op->getLoc()); }

  const Step &step;
  Frame &frame;
};

} // namespace dual::interpreter

#endif
