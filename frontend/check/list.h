// Lists: what a value of a list type can do. See list_column.h for how it lies.
#pragma once

#include "frontend/check/checker.h"
#include "frontend/check/list_column.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

class Lists {
public:
  using Value = mlir::Value;

  Lists(Emitter &check, SourceRange range) : check(check), columns(check, range), range(range) {}

  Val empty(const TypeRef &type);
  Val of(const TypeRef &type, llvm::ArrayRef<Val> elements);
  // The number of elements.
  Val length(const Val &list);
  // Element `at`, which is inside.
  Val element(const Val &list, Value at);
  Val pushed(const Val &list, const Val &element);
  Val withoutLast(const Val &list);
  Val stored(const Val &list, Value at, const Val &element);
  Val part(const Val &list, Value from, Value count);
  Val joined(const Val &list, const Val &other);
  // Those of the numbers `order`, a tensor, in that order.
  Val taken(const Val &list, const Val &order);
  // The value with every list in it without room for more elements.
  Val packed(const Val &value);
  // All elements as a tensor: they are tensors of one shape.
  Val asTensor(const Val &list);
  // The same elements in a list of another type, whose elements have sizes of their own.
  Val as(const Val &list, const TypeRef &type);
  // What `turn` makes of `initial`, element after element; the list is the first thing that it is given and
  // gives.
  Val collected(const TypeRef &type, Value count, llvm::function_ref<Val(Value, const Val &)> turn);

  // `[a, b]`, texts in it in quotes.
  Val text(const Val &list, const std::string &spec);

private:
  template <typename Make> Val each(const TypeRef &type, Value length, Make make);
  Columns::Tensors tensors(const Val &list, const Column &column);
  Emitter &check;

protected:
  Columns columns;
  SourceRange range;
};

// The same as a program says it.
class ListUse : public Lists {
public:
  ListUse(Checker &check, SourceRange range) : Lists(check, range), check(check) {}

  // `xs.push(e)`, `xs.pop()`.
  Val method(const FnValue &fn, const CallExpr &call);
  // `xs[i]`, `xs[a:b]`.
  Val subscript(const Val &list, const SubscriptExpr &given);
  Val updated(const Val &list, const SubscriptExpr &place, const Val &given);
  // `["a", "b"]` as a list with such elements.
  Val literal(const ListExpr &given, const TypeRef &type);

private:
  std::optional<Value> position(const Val &list, const Expr &given);
  Val slice(const Val &list, const Subscript &given);
  Val stepped(const Val &list, Value from, Value to, const Expr &given);
  Val padded(const Val &list, Value at, const Expr &pad);
  Val push(const Expr &place, const Val &list, const CallExpr &call);
  Val pop(const Expr &place, const Val &list, const CallExpr &call);
  void require(dl::CompareKind kind, Value a, Value b, SourceRange at, const std::string &message,
               llvm::ArrayRef<Value> values);

  Checker &check;
};

} // namespace dual::check
