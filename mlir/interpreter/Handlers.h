// Which function runs which op.
#ifndef DUAL_MLIR_INTERPRETER_HANDLERS_H
#define DUAL_MLIR_INTERPRETER_HANDLERS_H

#include "mlir/interpreter/Frame.h"

#include "llvm/ADT/DenseMap.h"

namespace dual::interpreter {

/// The handler of an op; null if there is none.
Handler handlerOf(mlir::Operation &op);

/// From ops to handlers; every family adds its own.
class Handlers {
public:
  /// `F` is `host::Tensor f(SomeOp, Access &)` for an op with one result that cannot fail, or
  /// `LogicalResult f(SomeOp, Access &)`, which sets the results itself.
  template <auto F> void add() { addFor<F>(F); }
  Handler find(mlir::TypeID op) const { return table_.lookup(op); }

private:
  template <auto F, class Result, class Op> void addFor(Result (*)(Op, Access &)) {
    table_[mlir::TypeID::get<Op>()] = [](const Step &step, Frame &frame) {
      Access access(step, frame);
      auto op = llvm::cast<Op>(step.op);
      if constexpr (std::is_same_v<Result, mlir::LogicalResult>)
        return F(op, access);
      else
        return access.set(0, F(op, access)), mlir::success();
    };
  }

  llvm::DenseMap<mlir::TypeID, Handler> table_;
};

void addConstants(Handlers &handlers);
void addElementwise(Handlers &handlers);
void addShapes(Handlers &handlers);
void addIndexing(Handlers &handlers);
void addReductions(Handlers &handlers);
void addRandom(Handlers &handlers);
void addControl(Handlers &handlers);
void addChecks(Handlers &handlers);
void addData(Handlers &handlers);
void addText(Handlers &handlers);
void addFiles(Handlers &handlers);
void addArguments(Handlers &handlers);

} // namespace dual::interpreter

#endif
