#include "frontend/check/list_nodes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace dual::check {

using mlir::Value;

// The fields of a node with two trees: how many elements the first of them has, then both.
enum Slot { count, first, others };
// No variant of an enum has this number, so trees of different lengths have different structures.
static constexpr int64_t treeVariant = -1;

// ---- what it does

Value NodeColumn::empty() {
  return check.emit<dl::NoNodeOp>(range, dl::DataType::get(check.builder.getContext()));
}

Value NodeColumn::read(Value tree, Value length, Value at) {
  return call("list.at", {tree, length, at}, &NodeColumn::readBody);
}

Value NodeColumn::pushed(Value tree, Value length, Value element) {
  return call("list.push", {tree, length, element}, &NodeColumn::pushedBody);
}

Value NodeColumn::stored(Value tree, Value length, Value at, Value element) {
  return call("list.store", {tree, length, at, element}, &NodeColumn::storedBody);
}

Value NodeColumn::withoutLast(Value tree, Value length) {
  return call("list.pop", {tree, length}, &NodeColumn::withoutLastBody);
}

// ---- the functions

Value NodeColumn::call(const char *name, llvm::ArrayRef<Value> args, Body body) {
  mlir::Type node = dl::DataType::get(check.builder.getContext());
  if (!check.module.lookupSymbol(name)) {
    mlir::OpBuilder::InsertionGuard guard(check.builder);
    auto type = check.builder.getFunctionType(mlir::ValueRange(args).getTypes(), node);
    mlir::Block *made = check.openFunction(name, type, range);
    check.emit<mlir::func::ReturnOp>(range, (this->*body)(made->getArguments()));
  }
  return check.emit<mlir::func::CallOp>(range, name, node, args).getResult(0);
}

Value NodeColumn::readBody(mlir::ValueRange args) {
  Value tree = args[0], length = args[1], at = args[2];
  auto below = [&] {
    Value left = field(tree, Slot::count);
    return choose(
        is(dl::CompareKind::Lt, at, left), [&] { return read(field(tree, Slot::first), left, at); },
        [&] {
          return read(field(tree, Slot::others), columns.minus(length, left), columns.minus(at, left));
        });
  };
  return choose(is(dl::CompareKind::Eq, length, columns.number(1)), [&] { return tree; }, below);
}

Value NodeColumn::pushedBody(mlir::ValueRange args) {
  Value tree = args[0], length = args[1], element = args[2];
  auto beside = [&] { return joined(length, tree, element); };
  auto below = [&] {
    Value left = field(tree, Slot::count), right = columns.minus(length, left);
    return choose(is(dl::CompareKind::Eq, left, right), beside, [&] {
      return joined(left, field(tree, Slot::first), pushed(field(tree, Slot::others), right, element));
    });
  };
  auto some = [&] { return choose(is(dl::CompareKind::Eq, length, columns.number(1)), beside, below); };
  return choose(is(dl::CompareKind::Eq, length, columns.number(0)), [&] { return element; }, some);
}

Value NodeColumn::storedBody(mlir::ValueRange args) {
  Value tree = args[0], length = args[1], at = args[2], element = args[3];
  auto below = [&] {
    Value left = field(tree, Slot::count), mine = field(tree, Slot::first);
    Value right = field(tree, Slot::others);
    return choose(
        is(dl::CompareKind::Lt, at, left),
        [&] { return joined(left, stored(mine, left, at, element), right); },
        [&] {
          return joined(left, mine,
                        stored(right, columns.minus(length, left), columns.minus(at, left), element));
        });
  };
  return choose(is(dl::CompareKind::Eq, length, columns.number(1)), [&] { return element; }, below);
}

Value NodeColumn::withoutLastBody(mlir::ValueRange args) {
  Value tree = args[0], length = args[1];
  auto below = [&] {
    Value left = field(tree, Slot::count), right = columns.minus(length, left),
          mine = field(tree, Slot::first);
    return choose(
        is(dl::CompareKind::Eq, right, columns.number(1)), [&] { return mine; },
        [&] { return joined(left, mine, withoutLast(field(tree, Slot::others), right)); });
  };
  return choose(is(dl::CompareKind::Eq, length, columns.number(1)), [&] { return empty(); }, below);
}

// ---- their steps

Value NodeColumn::is(dl::CompareKind kind, Value a, Value b) {
  return check.emit<dl::CompareOp>(range, check.builder.getI1Type(), kind, a, b);
}

Value NodeColumn::choose(Value condition, llvm::function_ref<Value()> onTrue,
                         llvm::function_ref<Value()> onFalse) {
  return columns
      .choose(
          condition, [&]() -> Columns::Tensors { return {onTrue()}; },
          [&]() -> Columns::Tensors { return {onFalse()}; })
      .front();
}

Value NodeColumn::field(Value tree, int slot) {
  mlir::Type type = slot == Slot::count ? mlir::Type(check.builder.getI64Type()) : tree.getType();
  return check.emit<dl::FieldOp>(range, type, tree, check.builder.getI64IntegerAttr(slot));
}

Value NodeColumn::joined(Value count, Value first, Value others) {
  return check.emit<dl::NodeOp>(range, first.getType(), check.builder.getI64IntegerAttr(treeVariant),
                                check.builder.getStringAttr(""), mlir::ValueRange{count, first, others});
}

} // namespace dual::check
