// Boxes of tensors, and one axis of them of which an index tensor, a mask or a step picks places:
// `x[rows, 0]`, `x[:, mask] = v`, `x[::n, 1] += v`.
#include "frontend/check/box.h"
#include "frontend/check/index.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

Val Emitter::readBox(const Val &object, const Box &box, SourceRange range) {
  Value sliced = emit<dl::SliceOp>(range, mlirType(tensorType(object.type->element, box.full)), object.leaf(),
                                   box.offsets, box.sizes, box.strides);
  TypeRef type = tensorType(object.type->element, box.shape);
  if (box.shape.size() != box.full.size())
    sliced = emit<dl::ReshapeOp>(range, mlirType(type), sliced, dynamicSizes(box.shape));
  return make(type, {sliced});
}

Val Emitter::insertBox(const Val &object, const Box &box, const Val &value, SourceRange range) {
  mlir::Type boxType = mlirType(tensorType(object.type->element, box.full));
  Value x = emit<dl::ReshapeOp>(range, boxType, value.leaf(), dynamicSizes(box.full));
  return make(object.type, {emit<dl::InsertOp>(range, object.leaf().getType(), x, object.leaf(), box.offsets,
                                               box.strides)});
}

// The next axis of the box is one of which `index` picks places.
bool Emitter::pick(const Val &index, const Dim &size, SourceRange range, Box &box) {
  if (box.index) {
    diags
        .error(DiagCode::bad_subscript, range,
               "one subscript picks places already; two are written in index notation")
        .help("`let y[k] = x[r[k], c[k]]`");
    return false;
  }
  box.at = box.shape.size();
  if (index.type->element.isInteger(64)) {
    emit<dl::CheckRangeOp>(range, index.leaf(), dimValue(size), std::string(sources.text(range)));
    box.index = index;
    return true;
  }
  if (index.type->shape.size() != 1) {
    error(DiagCode::bad_subscript, range,
          fmt::format("beside other subscripts a mask has one axis; this is `{}`", text(index.type)));
    return false;
  }
  if (!requireEqual(index.type->shape[0], size, range, "the mask"))
    return false;
  box.index = placesOf(index, range);
  return true;
}

// With `count` axes from `from` on as the axes from `to` on.
static Val moved(llvm::function_ref<Val(const Val &, llvm::ArrayRef<int64_t>)> transposed, const Val &given,
                 size_t from, size_t to, size_t count) {
  llvm::SmallVector<int64_t> rest, axes;
  for (size_t axis = 0; axis < given.type->shape.size(); ++axis)
    (axis >= from && axis < from + count ? axes : rest).push_back(axis);
  rest.insert(rest.begin() + to, axes.begin(), axes.end());
  return from == to ? given : transposed(given, rest);
}

// The part with values at the places that its index picks, entry after entry.
Val Emitter::storePicked(const Val &part, const Box &box, const Val &given, SourceRange range,
                         std::optional<BinaryOp> op) {
  auto transposed = [&](const Val &x, llvm::ArrayRef<int64_t> axes) {
    std::vector<Dim> shape;
    for (int64_t axis : axes)
      shape.push_back(x.type->shape[axis]);
    TypeRef type = tensorType(x.type->element, shape);
    return make(type, {emit<dl::TransposeOp>(range, mlirType(type), x.leaf(), axes)});
  };
  size_t rank = box.index->type->shape.size();
  std::vector<Dim> shape = box.shape;
  shape.erase(shape.begin() + box.at);
  shape.insert(shape.begin() + box.at, box.index->type->shape.begin(), box.index->type->shape.end());
  Val value = coerce(stretched(given, shape, range), tensorType(part.type->element, shape), range,
                     "the stored value");
  if (value.isError())
    return value;
  Val rows = storeRows(moved(transposed, part, box.at, 0, 1), *box.index,
                       moved(transposed, value, box.at, 0, rank), range, op);
  return rows.isError() ? rows : moved(transposed, rows, 0, box.at, 1);
}

// `x[rows, 0] += v`: once for every entry. False: nothing is picked, and nothing was written.
bool Checker::addPicked(const AssignStmt &stmt, const Val &object, BinaryOp op) {
  auto &place = *stmt.target->as<SubscriptExpr>();
  IndexDraft draft(*this);
  Box part;
  if (!box(object, place, part))
    return true;
  if (!part.index) {
    draft.undo();
    return false;
  }
  Val added = expr(*stmt.value, tensorType(object.type->element));
  if (added.isError() && !added.literal)
    return true;
  Val changed = storePicked(readBox(object, part, place.range), part, added, place.range, op);
  if (!changed.isError())
    store(*place.object, insertBox(object, part, changed, place.range));
  return true;
}

} // namespace dual::check
