#include "frontend/check/list.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;
using Tensors = Columns::Tensors;

Tensors Lists::tensors(const Val &list, const Column &column) {
  return Tensors(llvm::ArrayRef(list.leaves).slice(column.first, column.count));
}

// A list whose columns are made one by one.
template <typename Make> Val Lists::each(const TypeRef &type, Value length, Make make) {
  Val result = check.make(type, {length});
  for (const Column &column : columnsOf(type))
    result.leaves.append(make(column));
  return result;
}

Val Lists::empty(const TypeRef &type) {
  return each(type, columns.number(0), [&](const Column &column) { return columns.empty(column); });
}

Val Lists::of(const TypeRef &type, llvm::ArrayRef<Val> elements) {
  if (elements.empty())
    return empty(type);
  size_t leaf = 0;
  return each(type, columns.number(static_cast<int64_t>(elements.size())), [&](const Column &column) {
    llvm::SmallVector<Value> values;
    for (const Val &element : elements)
      values.push_back(element.leaves[leaf]);
    ++leaf;
    return columns.of(column, values);
  });
}

Val Lists::length(const Val &list) { return check.scalar(list.leaf()); }

Val Lists::element(const Val &list, Value at) {
  Val result = check.make(list.type->inner, {});
  for (const Column &column : columnsOf(list.type))
    result.leaves.push_back(columns.read(column, tensors(list, column), list.leaf(), at));
  return check.refresh(result, range);
}

Val Lists::pushed(const Val &list, const Val &element) {
  size_t leaf = 0;
  return each(list.type, columns.plus(list.leaf(), columns.number(1)), [&](const Column &column) {
    return columns.pushed(column, tensors(list, column), list.leaf(), element.leaves[leaf++]);
  });
}

Val Lists::withoutLast(const Val &list) {
  return each(list.type, columns.minus(list.leaf(), columns.number(1)), [&](const Column &column) {
    return columns.withoutLast(column, tensors(list, column), list.leaf());
  });
}

Val Lists::stored(const Val &list, Value at, const Val &element) {
  size_t leaf = 0;
  return each(list.type, list.leaf(), [&](const Column &column) {
    return columns.stored(column, tensors(list, column), list.leaf(), at, element.leaves[leaf++]);
  });
}

Val Lists::part(const Val &list, Value from, Value count) {
  return each(list.type, count, [&](const Column &column) {
    return columns.part(column, tensors(list, column), list.leaf(), from, count);
  });
}

Val Lists::joined(const Val &list, const Val &other) {
  return each(list.type, columns.plus(list.leaf(), other.leaf()), [&](const Column &column) {
    return columns.joined(column, tensors(list, column), list.leaf(), tensors(other, column), other.leaf());
  });
}

Val Lists::taken(const Val &list, const Val &order) {
  return each(list.type, columns.size(order.leaf()), [&](const Column &column) {
    return columns.taken(column, tensors(list, column), list.leaf(), order);
  });
}

// The elements one by one only if there are lists in them.
Val Lists::packed(const Val &value) {
  const TypeRef &type = value.type;
  if (!holdsList(type) || type->kind == Type::Kind::grad)
    return value;
  Val result = check.make(type, {});
  if (type->kind != Type::Kind::list) {
    for (size_t k = 0; k < type->members.size(); ++k)
      result.leaves.append(packed(check.member(value, k)).leaves);
    return result;
  }
  auto packElement = [&](Value at, const Val &so) { return pushed(so, packed(element(value, at))); };
  const Val list = holdsList(type->inner) ? collected(type, value.leaf(), packElement) : value;
  return each(type, list.leaf(), [&](const Column &column) {
    return column.isNodes()
               ? tensors(list, column)
               : columns.part(column, tensors(list, column), list.leaf(), columns.number(0), list.leaf());
  });
}

Val Lists::asTensor(const Val &list) {
  Column column = columnsOf(list.type).front();
  std::vector<Dim> shape = column.data->shape;
  shape.front() = check.freshDim("?", list.leaf(), range);
  TypeRef type = tensorType(column.data->element, shape);
  Value all = columns.rows(list.leaves[column.first], columns.number(0), list.leaf());
  return check.make(type, {check.castTo(all, check.mlirType(type), range)});
}

Val Lists::as(const Val &list, const TypeRef &type) {
  return collected(type, list.leaf(), [&](Value at, const Val &so) {
    Val element = check.coerce(this->element(list, at), type->inner, range, "the element");
    return element.isError() ? so : pushed(so, element);
  });
}

Val Lists::collected(const TypeRef &type, Value count, llvm::function_ref<Val(Value, const Val &)> turn) {
  Tensors initial(empty(type).leaves);
  Tensors all = columns.repeated(count, initial, [&](Value at, const Tensors &so) {
    return Tensors(turn(at, check.make(type, so)).leaves);
  });
  return check.make(type, all);
}

} // namespace dual::check
