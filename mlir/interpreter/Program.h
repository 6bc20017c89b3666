// A function made ready to run: every SSA value has a number, every op its handler, and every operand knows
// whether it is read for the last time. Made once per function, so that a step at run time looks nothing up.
#ifndef DUAL_MLIR_INTERPRETER_PROGRAM_H
#define DUAL_MLIR_INTERPRETER_PROGRAM_H

#include "mlir/interpreter/Interpreter.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <vector>

namespace dual::interpreter {

class Frame;
struct Step;
struct Block;

/// Runs one op on the values of a frame.
using Handler = mlir::LogicalResult (*)(const Step &step, Frame &frame);

/// An operand: the number of its value, and whether nothing reads the value after this op.
struct Use {
  uint32_t slot;
  bool isLast;
};

struct Step {
  mlir::Operation *op = nullptr;
  Handler handler = nullptr;
  llvm::SmallVector<Use, 3> operands;
  llvm::SmallVector<uint32_t, 1> results;
  /// Tensors and texts that die here; their memory is given back after the step.
  llvm::SmallVector<uint32_t, 1> dying;
  /// A call that may come back to this function.
  bool isRecursive = false;
  /// The value of a constant, made when numbering.
  std::optional<Value> literal;
  /// Of a node of recursive data, once one has been made.
  mutable const host::NodeLayout *layout = nullptr;
  std::vector<Block> regions;
};

/// A region's only block. The terminator only passes values on: whoever owns the region reads its operands.
struct Block {
  llvm::SmallVector<uint32_t, 2> arguments;
  std::vector<Step> steps;
  Step terminator;
};

struct Program {
  Block body;
  uint32_t slots = 0;
};

/// Numbers the body of `function`, or says which op there cannot be interpreted.
std::variant<std::unique_ptr<Program>, Failure> makeProgram(mlir::func::FuncOp function,
                                                            dl::CallGraph &calls);

} // namespace dual::interpreter

#endif
