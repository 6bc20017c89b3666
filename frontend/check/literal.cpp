// Brackets: numbers, bools and tensors of one shape make a tensor, all else makes a list.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/list.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// Whether two tensors have different shapes for all sizes.
static bool differ(const DimTable &dims, const TypeRef &a, const TypeRef &b) {
  for (auto [x, y] : llvm::zip(a->shape, b->shape))
    if (!(x == y) && (dims.isNeverNegative(x - y - Dim(1)) || dims.isNeverNegative(y - x - Dim(1))))
      return true;
  return a->shape.size() != b->shape.size();
}

// The type that both fit: sizes in which they differ are `?`.
static TypeRef common(const TypeRef &a, const TypeRef &b) {
  std::vector<Dim> theirs;
  collectDims(b, theirs);
  size_t next = 0;
  return mapDims(a, [&](const Dim &mine) { return mine == theirs[next++] ? mine : Dim::unknown(); });
}

Val Checker::listExpr(const ListExpr &given, const TypeRef &expected) {
  if (expected && expected->kind == Type::Kind::list)
    return expected->inner ? ListUse(*this, given.range).literal(given, expected) : ownList(given);
  TypeRef inner, dtype = expected && expected->isTensor() && expected->shape.empty() ? expected : nullptr;
  if (expected && expected->isTensor() && !expected->shape.empty())
    inner = tensorType(expected->element, {expected->shape.begin() + 1, expected->shape.end()});
  if (given.elements.empty() && inner)
    return zeroOf(withRows(inner, Dim(0)));
  if (given.elements.empty()) {
    diags.error(DiagCode::cannot_infer, given.range, "nothing here says what the elements of `[]` are")
        .help("name the type: `let xs: list[f32] = []`");
    return make(errorType(), {});
  }
  llvm::SmallVector<const Expr *> elements;
  for (const ExprPtr &element : given.elements)
    elements.push_back(element.get());
  std::vector<Val> parts(elements.size(), make(errorType(), {}));
  bool isFloat = false, isList = false;
  for (size_t k : bracketsLast(elements)) {
    Val &part = parts[k] = expr(*elements[k], inner ? inner : dtype);
    if (part.fn)
      return value(*elements[k]); // says that it is none
    if (part.isError() && !part.literal)
      return part;
    isFloat |= part.literal && part.literal->isFloat;
    if (part.literal)
      continue;
    isList |= !part.type->isTensor();
    isList |= inner && inner->isTensor() && sameStructure(part.type, inner) && differ(dims, part.type, inner);
    if (!inner)
      inner = part.type;
  }
  if (!inner && dtype && (!isFloat || mlir::isa<mlir::FloatType>(dtype->element)))
    inner = dtype;
  if (!inner)
    inner = tensorType(isFloat ? mlir::Type(builder.getF32Type()) : mlir::Type(builder.getI64Type()));
  return isList ? listOf(given, parts) : stacked(given, parts, inner);
}

TypeRef Emitter::withRows(const TypeRef &row, const Dim &count) {
  std::vector<Dim> shape = row->shape;
  shape.insert(shape.begin(), count);
  return tensorType(row->element, shape);
}

// Numbers in brackets are a tensor; several tensors of one shape are stacked.
Val Checker::stacked(const ListExpr &given, llvm::ArrayRef<Val> parts, const TypeRef &inner) {
  TypeRef row = withRows(inner, Dim(1));
  llvm::SmallVector<Value> rows;
  for (auto [part, element] : llvm::zip(parts, given.elements)) {
    bool isNumber = part.literal || part.type->isScalar();
    if (isNumber && !inner->shape.empty())
      return error(DiagCode::type_mismatch, element->range,
                   fmt::format("the element is a number; expected `{}`, as the others are", text(inner)));
    Val x = coerce(part, inner, element->range, "the element");
    if (x.isError())
      return x;
    rows.push_back(emit<dl::ReshapeOp>(given.range, mlirType(row), x.leaf(), dynamicSizes(row->shape)));
  }
  TypeRef type = withRows(inner, Dim(static_cast<int64_t>(parts.size())));
  return make(type, {emit<dl::ConcatOp>(given.range, mlirType(type), rows, 0)});
}

// Where a list is asked for, and nothing says of what.
Val Checker::ownList(const ListExpr &given) {
  std::vector<Val> parts;
  bool isFloat = false;
  for (const ExprPtr &element : given.elements) {
    parts.push_back(expr(*element));
    if (parts.back().fn)
      return value(*element); // says that it is none
    if (parts.back().isError() && !parts.back().literal)
      return parts.back();
    isFloat |= parts.back().literal && parts.back().literal->isFloat;
  }
  TypeRef number = tensorType(isFloat ? mlir::Type(builder.getF32Type()) : mlir::Type(builder.getI64Type()));
  for (auto [part, element] : llvm::zip_equal(parts, given.elements))
    if (part.literal)
      part = coerce(part, number, element->range, "the element");
  return listOf(given, parts);
}

Val Checker::listOf(const ListExpr &given, llvm::ArrayRef<Val> parts) {
  TypeRef type = llvm::find_if(parts, [](const Val &part) { return !part.literal; })->type;
  for (auto [part, element] : llvm::zip(parts, given.elements)) {
    if (part.literal || !sameStructure(part.type, type))
      return error(DiagCode::type_mismatch, element->range,
                   fmt::format("the element is {}; expected `{}`, as the others are",
                               part.literal ? "a number" : "`" + text(part.type) + "`", text(type)));
    type = common(type, part.type);
  }
  std::vector<Val> elements;
  for (auto [part, element] : llvm::zip(parts, given.elements)) {
    elements.push_back(coerce(part, type, element->range, "the element"));
    if (elements.back().isError())
      return elements.back();
  }
  return Lists(*this, given.range).of(listType(*builder.getContext(), type), elements);
}

} // namespace dual::check
