// The column of a list whose elements are, or hold, nodes of an enum that contains itself: one node, or none
// of an empty list. It is an immutable binary tree over the elements, so lists share what they have in
// common, and whatever is done with nodes (counting, derivatives) is done with it.
//
// The tree of one element is that element. That of more is a node with two trees in it: that of the first
// `k` elements, `k` the largest power of two below their number, and that of the others. So a tree's form
// depends on nothing but the number of its elements, and one element is reached in a logarithm of steps.
#pragma once

#include "frontend/check/emitter.h"
#include "frontend/check/list_column.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

class NodeColumn {
public:
  using Value = mlir::Value;

  NodeColumn(Emitter &check, SourceRange range) : check(check), columns(check, range), range(range) {}

  Value empty();
  // Element `at` of `length`, which is inside.
  Value read(Value tree, Value length, Value at);
  // With `element` as number `length`, after those that are there.
  Value pushed(Value tree, Value length, Value element);
  // With `element` in place of number `at` of `length`.
  Value stored(Value tree, Value length, Value at, Value element);
  // Without the last of `length`, at least one.
  Value withoutLast(Value tree, Value length);

private:
  // A function of the program that calls itself, made where it is first needed.
  using Body = Value (NodeColumn::*)(mlir::ValueRange);
  Value call(const char *name, llvm::ArrayRef<Value> args, Body body);
  Value readBody(mlir::ValueRange args);
  Value pushedBody(mlir::ValueRange args);
  Value storedBody(mlir::ValueRange args);
  Value withoutLastBody(mlir::ValueRange args);

  Value is(dl::CompareKind kind, Value a, Value b);
  Value choose(Value condition, llvm::function_ref<Value()> onTrue, llvm::function_ref<Value()> onFalse);
  Value field(Value tree, int slot);
  Value joined(Value count, Value first, Value others);

  Emitter &check;
  Columns columns;
  SourceRange range;
};

} // namespace dual::check
