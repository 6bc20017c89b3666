// A reduction element by element: what its loop carries, and what is done at each turn.
#pragma once

#include "frontend/check/emitter.h"

namespace dual::check {

class Fold {
public:
  // `element`: the type of what is reduced. `places`: over how many indices, which argmax and argmin carry.
  // `fuses`: the elements come in pairs, whose product is added without a rounding of its own.
  Fold(Emitter &checker, ReductionOp op, const TypeRef &element, size_t places, bool fuses,
       SourceRange range);

  using Carried = llvm::SmallVector<mlir::Value>;
  Carried initial();
  Carried next(mlir::ValueRange carried, llvm::ArrayRef<mlir::Value> elements,
               llvm::ArrayRef<mlir::Value> at);
  Val result(mlir::ValueRange carried);
  mlir::Type carriedElement() const { return total->element; }
  // The same where many are carried, as the rows of a tensor: what becomes of `all` when the row `at`
  // changes.
  Carried nextAt(mlir::Value all, llvm::ArrayRef<mlir::Value> at, llvm::ArrayRef<mlir::Value> elements);

private:
  mlir::Value fill(double real, int64_t integer);
  mlir::Value cast(mlir::Value value, mlir::Type element);
  mlir::Value combined(mlir::Value total, llvm::ArrayRef<mlir::Value> elements);
  mlir::Value wins(mlir::Value element, mlir::ValueRange carried);
  bool isPosition() const { return op == ReductionOp::argmax || op == ReductionOp::argmin; }
  // Of nothing, an integer has no largest.
  bool needsSome() const;

  Emitter &checker;
  ReductionOp op;
  TypeRef element, total; // `total`: what is carried of it, 16-bit floats as f32
  size_t places;
  bool fuses;
  SourceRange range;
};

} // namespace dual::check
