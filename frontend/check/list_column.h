// How a list lies: its length, then for each leaf of an element one column, which has room for more elements
// than there are. So a list is a group of tensors, and nothing after the checker knows of lists.
//
// A leaf of one size, such as `f32[3]`, has a column `f32[room, 3]`. A text, and a leaf with a size that each
// element has for itself, such as `i64[?]`, has its numbers one element after the other, `i64[room]`, and
// where they end: `ends[k]` is where element k begins, `ends[k + 1]` where it ends. If such a leaf has more
// than one axis, a third tensor has the sizes of each element.
#pragma once

#include "frontend/check/value.h"

namespace dual::check {

class Emitter;

// One leaf of the elements.
struct Column {
  TypeRef leaf;
  TypeRef data; // of the first tensor, or of the leaf itself
  size_t first; // which leaf of the list that is
  size_t count; // of how many tensors it consists

  bool isRagged() const { return count > 1; }
  bool isNodes() const { return leaf->isNode(); }
};

std::vector<Column> columnsOf(const TypeRef &list);

// The operations of one column: all take and give its tensors, or its tree.
class Columns {
public:
  using Value = mlir::Value;
  using Tensors = llvm::SmallVector<Value, 3>;

  Columns(Emitter &check, SourceRange range) : check(check), range(range) {}

  Tensors empty(const Column &column);
  // At least one, at once: as many `pushed` would be as many branches.
  Tensors of(const Column &column, llvm::ArrayRef<Value> elements);
  // Element `at` of `length`, which is inside.
  Value read(const Column &column, const Tensors &tensors, Value length, Value at);
  // With `element` as number `length`, after those that are there.
  Tensors pushed(const Column &column, const Tensors &tensors, Value length, Value element);
  // With `element` in place of number `at` of `length`.
  Tensors stored(const Column &column, const Tensors &tensors, Value length, Value at, Value element);
  // Without the last of `length`; there may be room for it further on.
  Tensors withoutLast(const Column &column, const Tensors &tensors, Value length);
  // `count` elements of `length` from `from` on.
  Tensors part(const Column &column, const Tensors &tensors, Value length, Value from, Value count);
  // The first `length` of one, then the first `otherLength` of the other.
  Tensors joined(const Column &column, const Tensors &tensors, Value length, const Tensors &other,
                 Value otherLength);
  // Those of the numbers `order`, in that order.
  Tensors taken(const Column &column, const Tensors &tensors, Value length, const Val &order);

  Value number(int64_t value);
  Value plus(Value a, Value b);
  Value minus(Value a, Value b);
  Value size(Value tensor);
  Value numberAt(Value numbers, Value at);
  // `count` rows from `from` on.
  Value rows(Value tensor, Value from, Value count);
  // With rows replaced from `at` on.
  Value replaced(Value tensor, Value rows, Value at);
  // With room for `needed` rows. Room is doubled, so a row costs the same however many there are.
  Value withRoom(Value tensor, Value needed);
  // An `if` whose two sides give values of the same types.
  Tensors choose(Value condition, llvm::function_ref<Tensors()> onTrue,
                 llvm::function_ref<Tensors()> onFalse);
  // What `turn` makes of `initial`, turn after turn; it takes the number of the turn.
  Tensors repeated(Value count, const Tensors &initial,
                   llvm::function_ref<Tensors(Value, const Tensors &)> turn);

private:
  Value zeros(Value like, Value count);
  Value asRow(Value element);
  Value stacked(mlir::Type type, llvm::ArrayRef<Value> rows);
  Value flat(const Column &column, Value element);
  Value sizesOf(const Column &column, Value element);
  Value shaped(const Column &column, const Tensors &tensors, Value numbers, Value at);
  Value shifted(Value numbers, Value by);
  Tensors storedRagged(const Column &column, const Tensors &tensors, Value length, Value at, Value element);

  Emitter &check;
  SourceRange range;
};

} // namespace dual::check
