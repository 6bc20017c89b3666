#include "frontend/check/list_column.h"
#include "frontend/check/emitter.h"
#include "frontend/check/list_nodes.h"
#include "frontend/check/static_size.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

namespace dual::check {

using mlir::Value;
using Tensors = Columns::Tensors;

std::vector<Column> columnsOf(const TypeRef &list) {
  std::vector<Column> columns;
  size_t next = 1;
  for (const Leaf &leaf : leavesOf(list->inner)) {
    bool isRagged = leaf.type->kind == Type::Kind::str || holdsUnknown(leaf.type);
    size_t count = !isRagged ? 1 : leaf.type->shape.size() > 1 ? 3 : 2;
    columns.push_back({leaf.type, list->members[next].type, next, count});
    next += count;
  }
  return columns;
}

// ---- numbers and rows

Value Columns::number(int64_t value) { return check.intConstant(value).leaf(); }

Value Columns::plus(Value a, Value b) {
  return check.emit<dl::BinaryOp>(range, a.getType(), dl::BinaryKind::Add, a, b);
}

Value Columns::minus(Value a, Value b) {
  return check.emit<dl::BinaryOp>(range, a.getType(), dl::BinaryKind::Sub, a, b);
}

Value Columns::size(Value tensor) { return check.emit<dl::DimOp>(range, tensor, 0); }

static mlir::RankedTensorType typeOf(Value tensor) {
  return mlir::cast<mlir::RankedTensorType>(tensor.getType());
}

Value Columns::numberAt(Value numbers, Value at) {
  mlir::Type i64 = check.builder.getI64Type();
  llvm::SmallVector<int64_t> strides = {1};
  Value one = check.emit<dl::SliceOp>(range, mlir::RankedTensorType::get({1}, i64), numbers,
                                      mlir::ValueRange{at}, mlir::ValueRange{number(1)}, strides);
  return check.emit<dl::ReshapeOp>(range, i64, one, mlir::ValueRange());
}

Value Columns::rows(Value tensor, Value from, Value count) {
  int64_t rank = typeOf(tensor).getRank();
  llvm::SmallVector<Value> offsets(rank, number(0)), sizes = {count};
  for (int64_t axis = 1; axis < rank; ++axis)
    sizes.push_back(check.emit<dl::DimOp>(range, tensor, axis));
  offsets.front() = from;
  llvm::SmallVector<int64_t> strides(rank, 1);
  return check.emit<dl::SliceOp>(range, tensor.getType(), tensor, offsets, sizes, strides);
}

Value Columns::replaced(Value tensor, Value rows, Value at) {
  llvm::SmallVector<Value> offsets(typeOf(tensor).getRank(), number(0));
  offsets.front() = at;
  llvm::SmallVector<int64_t> strides(offsets.size(), 1);
  return check.emit<dl::InsertOp>(range, tensor.getType(), rows, tensor, offsets, strides);
}

// As many rows of zeros, each as those of `like`.
Value Columns::zeros(Value like, Value count) {
  auto type = typeOf(like);
  llvm::SmallVector<Value> sizes = {count};
  for (int64_t axis = 1; axis < type.getRank(); ++axis)
    if (type.isDynamicDim(axis))
      sizes.push_back(check.emit<dl::DimOp>(range, like, axis));
  llvm::SmallVector<int64_t> axes;
  return check.emit<dl::BroadcastOp>(range, type, check.numberConstant(type.getElementType(), 0, 0), sizes,
                                     axes);
}

Value Columns::withRoom(Value tensor, Value needed) {
  Value room = size(tensor);
  Value lacks =
      check.emit<dl::CompareOp>(range, check.builder.getI1Type(), dl::CompareKind::Gt, needed, room);
  auto grown = [&]() -> Tensors {
    Value more =
        check.emit<dl::BinaryOp>(range, room.getType(), dl::BinaryKind::Max, room, minus(needed, room));
    return {
        check.emit<dl::ConcatOp>(range, tensor.getType(), mlir::ValueRange{tensor, zeros(tensor, more)}, 0)};
  };
  return choose(lacks, grown, [&]() -> Tensors { return {tensor}; }).front();
}

// ---- control flow

Tensors Columns::choose(Value condition, llvm::function_ref<Tensors()> onTrue,
                        llvm::function_ref<Tensors()> onFalse) {
  auto draft = mlir::scf::IfOp::create(check.builder, check.loc(range), mlir::TypeRange(), condition, true);
  Tensors sides[2];
  for (int side : {0, 1}) {
    mlir::OpBuilder::InsertionGuard guard(check.builder);
    mlir::Block *block = side == 0 ? draft.thenBlock() : draft.elseBlock();
    block->clear();
    check.builder.setInsertionPointToStart(block);
    sides[side] = side == 0 ? onTrue() : onFalse();
    mlir::scf::YieldOp::create(check.builder, check.loc(range), sides[side]);
  }
  auto choice = mlir::scf::IfOp::create(check.builder, check.loc(range),
                                        mlir::ValueRange(sides[0]).getTypes(), condition, true);
  choice.getThenRegion().takeBody(draft.getThenRegion());
  choice.getElseRegion().takeBody(draft.getElseRegion());
  draft.erase();
  return Tensors(choice.getResults());
}

Tensors Columns::repeated(Value count, const Tensors &initial,
                          llvm::function_ref<Tensors(Value, const Tensors &)> turn) {
  auto loop = mlir::scf::ForOp::create(check.builder, check.loc(range), number(0), count, number(1), initial);
  mlir::OpBuilder::InsertionGuard guard(check.builder);
  mlir::Block *body = loop.getBody();
  if (!body->empty())
    body->back().erase();
  check.builder.setInsertionPointToStart(body);
  Tensors next = turn(loop.getInductionVar(), Tensors(loop.getRegionIterArgs()));
  mlir::scf::YieldOp::create(check.builder, check.loc(range), next);
  return Tensors(loop.getResults());
}

// ---- one element

// A value of one size as a row of its column.
Value Columns::asRow(Value element) {
  llvm::SmallVector<int64_t> shape = {1};
  mlir::Type dtype = element.getType();
  llvm::SmallVector<Value> sizes;
  if (auto type = mlir::dyn_cast<mlir::RankedTensorType>(element.getType())) {
    shape.append(type.getShape().begin(), type.getShape().end());
    dtype = type.getElementType();
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        sizes.push_back(check.emit<dl::DimOp>(range, element, axis));
  }
  return check.emit<dl::ReshapeOp>(range, mlir::RankedTensorType::get(shape, dtype), element, sizes);
}

// The numbers of a value whose size is its own, in one row.
Value Columns::flat(const Column &column, Value element) {
  mlir::Type type = check.mlirType(column.data);
  if (column.leaf->kind == Type::Kind::str)
    return check.emit<dl::BytesOp>(range, type, element);
  Value count = number(1);
  for (size_t axis = 0; axis < column.leaf->shape.size(); ++axis)
    count = check.emit<dl::BinaryOp>(range, count.getType(), dl::BinaryKind::Mul, count,
                                     check.emit<dl::DimOp>(range, element, axis));
  return check.emit<dl::ReshapeOp>(range, type, element, mlir::ValueRange{count});
}

Value Columns::sizesOf(const Column &column, Value element) {
  llvm::SmallVector<Value> sizes;
  mlir::Type i64 = check.builder.getI64Type();
  for (size_t axis = 0; axis < column.leaf->shape.size(); ++axis)
    sizes.push_back(asRow(check.emit<dl::DimOp>(range, element, axis)));
  int64_t rank = static_cast<int64_t>(sizes.size());
  Value all = check.emit<dl::ConcatOp>(range, mlir::RankedTensorType::get({rank}, i64), sizes, 0);
  return asRow(all);
}

// The numbers of element `at` in its shape.
Value Columns::shaped(const Column &column, const Tensors &tensors, Value numbers, Value at) {
  if (column.leaf->kind == Type::Kind::str)
    return check.emit<dl::TextOp>(range, dl::StrType::get(check.builder.getContext()), numbers);
  if (column.count == 2)
    return numbers;
  Value mine = rows(tensors[2], at, number(1));
  TypeRef list =
      tensorType(check.builder.getI64Type(), {Dim(static_cast<int64_t>(column.leaf->shape.size()))});
  mine = check.emit<dl::ReshapeOp>(range, check.mlirType(list), mine, mlir::ValueRange());
  llvm::SmallVector<Value> sizes;
  for (size_t axis = 0; axis < column.leaf->shape.size(); ++axis)
    if (!isStaticSize(column.leaf->shape[axis]))
      sizes.push_back(numberAt(mine, number(static_cast<int64_t>(axis))));
  return check.emit<dl::ReshapeOp>(range, check.mlirType(column.leaf), numbers, sizes);
}

// ---- columns

Tensors Columns::empty(const Column &column) {
  if (column.isNodes())
    return {NodeColumn(check, range).empty()};
  auto none = [&](const TypeRef &type, int64_t count) {
    auto made = mlir::cast<mlir::RankedTensorType>(check.mlirType(type));
    llvm::SmallVector<Value> sizes = {number(count)};
    for (size_t axis = 1; axis < type->shape.size(); ++axis)
      if (!isStaticSize(type->shape[axis]))
        sizes.push_back(check.dimValue(type->shape[axis]));
    llvm::SmallVector<int64_t> axes;
    Value zero = check.numberConstant(made.getElementType(), 0, 0);
    return Value(check.emit<dl::BroadcastOp>(range, made, zero, sizes, axes));
  };
  Tensors tensors = {none(column.data, 0)};
  mlir::Type i64 = check.builder.getI64Type();
  if (column.isRagged())
    tensors.push_back(none(tensorType(i64, {Dim::unknown()}), 1));
  if (column.count == 3)
    tensors.push_back(
        none(tensorType(i64, {Dim::unknown(), Dim(static_cast<int64_t>(column.leaf->shape.size()))}), 0));
  return tensors;
}

// Some at a time: bufferization looks along a concatenation's operands once for each of them.
Value Columns::stacked(mlir::Type type, llvm::ArrayRef<Value> rows) {
  constexpr size_t most = 16;
  llvm::SmallVector<Value> parts(rows);
  while (parts.size() > 1 || parts[0].getType() != type) {
    llvm::SmallVector<Value> next;
    for (size_t from = 0; from < parts.size(); from += most)
      next.push_back(check.emit<dl::ConcatOp>(
          range, type, llvm::ArrayRef(parts).slice(from, std::min(most, parts.size() - from)), 0));
    parts = next;
  }
  return parts[0];
}

Tensors Columns::of(const Column &column, llvm::ArrayRef<Value> elements) {
  if (column.isNodes()) {
    Tensors tree = empty(column);
    for (auto [at, element] : llvm::enumerate(elements))
      tree = pushed(column, tree, number(static_cast<int64_t>(at)), element);
    return tree;
  }
  auto type = mlir::cast<mlir::RankedTensorType>(check.mlirType(column.data));
  llvm::SmallVector<Value> data, sizes, ends = {asRow(number(0))};
  Value end = number(0);
  for (Value element : elements) {
    if (!column.isRagged()) {
      llvm::SmallVector<int64_t> shape(type.getShape());
      shape.front() = 1;
      data.push_back(check.castTo(asRow(element), type.clone(shape), range));
      continue;
    }
    data.push_back(flat(column, element));
    end = plus(end, size(data.back()));
    ends.push_back(asRow(end));
    if (column.count == 3)
      sizes.push_back(sizesOf(column, element));
  }
  Tensors made = {stacked(type, data)};
  mlir::Type i64 = check.builder.getI64Type();
  int64_t rank = static_cast<int64_t>(column.leaf->shape.size());
  if (column.isRagged())
    made.push_back(stacked(mlir::RankedTensorType::get({mlir::ShapedType::kDynamic}, i64), ends));
  if (column.count == 3)
    made.push_back(stacked(mlir::RankedTensorType::get({mlir::ShapedType::kDynamic, rank}, i64), sizes));
  return made;
}

Value Columns::read(const Column &column, const Tensors &tensors, Value length, Value at) {
  if (column.isNodes())
    return NodeColumn(check, range).read(tensors[0], length, at);
  if (!column.isRagged())
    return check.elementAt(check.make(column.data, {tensors[0]}), at, range).leaf();
  Value begin = numberAt(tensors[1], at), end = numberAt(tensors[1], plus(at, number(1)));
  return shaped(column, tensors, rows(tensors[0], begin, minus(end, begin)), at);
}

Tensors Columns::pushed(const Column &column, const Tensors &tensors, Value length, Value element) {
  if (column.isNodes())
    return {NodeColumn(check, range).pushed(tensors[0], length, element)};
  Value more = plus(length, number(1));
  if (!column.isRagged())
    return {replaced(withRoom(tensors[0], more), asRow(element), length)};
  Value numbers = flat(column, element), begin = numberAt(tensors[1], length);
  Value end = plus(begin, size(numbers));
  Tensors result = {replaced(withRoom(tensors[0], end), numbers, begin),
                    replaced(withRoom(tensors[1], plus(more, number(1))), asRow(end), more)};
  if (column.count == 3)
    result.push_back(replaced(withRoom(tensors[2], more), sizesOf(column, element), length));
  return result;
}

Tensors Columns::stored(const Column &column, const Tensors &tensors, Value length, Value at, Value element) {
  if (column.isNodes())
    return {NodeColumn(check, range).stored(tensors[0], length, at, element)};
  if (!column.isRagged())
    return {replaced(tensors[0], asRow(element), at)};
  return storedRagged(column, tensors, length, at, element);
}

// In place if it is as large as what was there; else what stands behind moves.
Tensors Columns::storedRagged(const Column &column, const Tensors &tensors, Value length, Value at,
                              Value element) {
  Value next = plus(at, number(1)), begin = numberAt(tensors[1], at), end = numberAt(tensors[1], next);
  Value numbers = flat(column, element), by = minus(size(numbers), minus(end, begin));
  Value fits =
      check.emit<dl::CompareOp>(range, check.builder.getI1Type(), dl::CompareKind::Eq, by, number(0));
  auto inPlace = [&]() -> Tensors { return {replaced(tensors[0], numbers, begin), tensors[1]}; };
  auto moved = [&]() -> Tensors {
    Value behind = rows(tensors[0], end, minus(numberAt(tensors[1], length), end));
    llvm::SmallVector<Value> data = {rows(tensors[0], number(0), begin), numbers, behind};
    llvm::SmallVector<Value> ends = {rows(tensors[1], number(0), next),
                                     shifted(rows(tensors[1], next, minus(length, at)), by)};
    return {check.emit<dl::ConcatOp>(range, tensors[0].getType(), data, 0),
            check.emit<dl::ConcatOp>(range, tensors[1].getType(), ends, 0)};
  };
  Tensors result = choose(fits, inPlace, moved);
  if (column.count == 3)
    result.push_back(replaced(tensors[2], sizesOf(column, element), at));
  return result;
}

Value Columns::shifted(Value numbers, Value by) {
  llvm::SmallVector<int64_t> axes;
  Value all =
      check.emit<dl::BroadcastOp>(range, numbers.getType(), by, mlir::ValueRange{size(numbers)}, axes);
  return plus(numbers, all);
}

Tensors Columns::withoutLast(const Column &column, const Tensors &tensors, Value length) {
  if (column.isNodes())
    return {NodeColumn(check, range).withoutLast(tensors[0], length)};
  return tensors;
}

Tensors Columns::part(const Column &column, const Tensors &tensors, Value length, Value from, Value count) {
  if (column.isNodes())
    return repeated(count, empty(column), [&](Value at, const Tensors &so) {
      return pushed(column, so, at, read(column, tensors, length, plus(from, at)));
    });
  if (!column.isRagged())
    return {rows(tensors[0], from, count)};
  Value ends = rows(tensors[1], from, plus(count, number(1)));
  Value begin = numberAt(tensors[1], from), end = numberAt(tensors[1], plus(from, count));
  Tensors result = {rows(tensors[0], begin, minus(end, begin)), shifted(ends, minus(number(0), begin))};
  if (column.count == 3)
    result.push_back(rows(tensors[2], from, count));
  return result;
}

Tensors Columns::joined(const Column &column, const Tensors &tensors, Value length, const Tensors &other,
                        Value otherLength) {
  auto concat = [&](Value a, Value b) {
    return Value(check.emit<dl::ConcatOp>(range, a.getType(), mlir::ValueRange{a, b}, 0));
  };
  Value zero = number(0);
  if (column.isNodes())
    return repeated(otherLength, tensors, [&](Value at, const Tensors &so) {
      return pushed(column, so, plus(length, at), read(column, other, otherLength, at));
    });
  if (!column.isRagged())
    return {concat(rows(tensors[0], zero, length), rows(other[0], zero, otherLength))};
  Value total = numberAt(tensors[1], length), otherTotal = numberAt(other[1], otherLength);
  Value ends = shifted(rows(other[1], number(1), otherLength), total);
  Tensors result = {concat(rows(tensors[0], zero, total), rows(other[0], zero, otherTotal)),
                    concat(rows(tensors[1], zero, plus(length, number(1))), ends)};
  if (column.count == 3)
    result.push_back(concat(rows(tensors[2], zero, length), rows(other[2], zero, otherLength)));
  return result;
}

Tensors Columns::taken(const Column &column, const Tensors &tensors, Value length, const Val &order) {
  if (!column.isRagged() && !column.isNodes())
    return {check.castTo(check.gatherRows(check.make(column.data, {tensors[0]}), order, range).leaf(),
                         tensors[0].getType(), range)};
  return repeated(size(order.leaf()), empty(column), [&](Value at, const Tensors &so) {
    return pushed(column, so, at, read(column, tensors, length, numberAt(order.leaf(), at)));
  });
}

} // namespace dual::check
