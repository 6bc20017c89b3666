// Folds of the ops that move, make or reduce elements.
#include "mlir/dl/FoldTools.h"
#include "mlir/dl/Kinds.h"
#include "runtime/host/kernels/shape.h"

using namespace mlir;

namespace dual::dl {

static bool isIota(ArrayRef<int64_t> list) {
  for (auto [index, entry] : llvm::enumerate(list))
    if (entry != static_cast<int64_t>(index))
      return false;
  return true;
}

static bool isStatic(Type type) { return !ShapedType::isDynamicShape(shapeOf(type)); }

/// A uniform constant under a new static shape, whatever moved its elements.
static OpFoldResult foldUniform(Attribute x, Type type) {
  if (!isUniformConstant(x) || !isStatic(type))
    return {};
  return splatAttribute(firstElement(cast<TypedAttr>(x)), type);
}

/// `compute` on a small constant with a small result.
static OpFoldResult foldSmall(Attribute x, Type type,
                              function_ref<host::Tensor(const host::Tensor &)> compute) {
  if (OpFoldResult uniform = foldUniform(x, type))
    return uniform;
  auto tensors = isFoldableResult(type) ? constantTensors(x) : std::nullopt;
  if (!tensors)
    return {};
  return toAttribute(compute(tensors->front()), type);
}

/// Equal types with every axis in its place: a dynamic axis never stretches, so nothing is repeated.
OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType() && isIota(getAxes()))
    return getX();
  return foldSmall(adaptor.getX(), getType(), [&](const host::Tensor &x) {
    return host::broadcast(x, toDims(getType().getShape()), toDims(getAxes()));
  });
}

/// Equal counts make the only dynamic dim equal, unless another dim is 0.
static bool keepsShape(Type from, Type to) {
  ArrayRef<int64_t> shape = shapeOf(to);
  int64_t dynamic = llvm::count(shape, ShapedType::kDynamic);
  return from == to && (dynamic == 0 || (dynamic == 1 && !llvm::is_contained(shape, 0)));
}

OpFoldResult BytesOp::fold(FoldAdaptor) {
  auto text = getText().getDefiningOp<TextOp>();
  return text && text.getBytes().getType() == getType() ? OpFoldResult(text.getBytes()) : OpFoldResult();
}

OpFoldResult TextOp::fold(FoldAdaptor) {
  auto bytes = getBytes().getDefiningOp<BytesOp>();
  return bytes ? OpFoldResult(bytes.getText()) : OpFoldResult();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (keepsShape(getX().getType(), getType()))
    return getX();
  return foldSmall(adaptor.getX(), getType(),
                   [&](const host::Tensor &x) { return host::reshape(x, toDims(shapeOf(getType()))); });
}

/// transpose(transpose(x)) reads x directly, which is x itself when the permutations undo each other.
static bool mergeTransposes(TransposeOp op) {
  auto inner = op.getX().getDefiningOp<TransposeOp>();
  if (!inner)
    return false;
  SmallVector<int64_t> merged;
  for (int64_t axis : op.getPermutation())
    merged.push_back(inner.getPermutation()[axis]);
  op.setOperand(inner.getX());
  op.setPermutation(merged);
  return true;
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (isIota(getPermutation()) && getX().getType() == getType())
    return getX();
  if (mergeTransposes(*this))
    return getResult();
  return foldSmall(adaptor.getX(), getType(),
                   [&](const host::Tensor &x) { return host::transpose(x, toDims(getPermutation())); });
}

/// The constants' values, or nothing if one is unknown.
static std::optional<SmallVector<int64_t>> constantNumbers(ArrayRef<Attribute> attributes) {
  SmallVector<int64_t> numbers;
  for (Attribute attribute : attributes) {
    auto number = dyn_cast_if_present<IntegerAttr>(attribute);
    if (!number)
      return std::nullopt;
    numbers.push_back(number.getInt());
  }
  return numbers;
}

/// Whether the box lies inside; one that does not stays, for the check before it to report.
static bool isInside(ArrayRef<int64_t> shape, ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes,
                     ArrayRef<int64_t> strides) {
  for (auto [dim, offset, size, stride] : llvm::zip(shape, offsets, sizes, strides)) {
    int64_t last = offset + (size - 1) * stride;
    if (size < 0 || (size > 0 && (offset < 0 || offset >= dim || last < 0 || last >= dim)))
      return false;
  }
  return true;
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  auto offsets = constantNumbers(adaptor.getOffsets()), sizes = constantNumbers(adaptor.getSizes());
  bool known = offsets && sizes && isStatic(getX().getType()) && isStatic(getType());
  if (!known || !isInside(getX().getType().getShape(), *offsets, *sizes, getStrides()))
    return {};
  bool isWhole = ArrayRef<int64_t>(*sizes) == getX().getType().getShape() &&
                 llvm::all_of(getStrides(), [](int64_t stride) { return stride == 1; });
  if (isWhole)
    return getX();
  return foldSmall(adaptor.getX(), getType(), [&](const host::Tensor &x) {
    return host::slice(x, toDims(*offsets), toDims(*sizes), toDims(getStrides()));
  });
}

OpFoldResult ConcatOp::fold(FoldAdaptor adaptor) {
  if (getXs().size() == 1 && getXs()[0].getType() == getType())
    return getXs()[0];
  auto tensors = isFoldableResult(getType()) ? constantTensors(adaptor.getXs()) : std::nullopt;
  if (!tensors)
    return {};
  return toAttribute(host::concat({tensors->begin(), tensors->end()}, getAxis()), getType());
}

OpFoldResult IotaOp::fold(FoldAdaptor) {
  if (!isFoldableResult(getType()))
    return {};
  return toAttribute(host::iota(host::DType::I64, toDims(shapeOf(getType())), getAxis()), getType());
}

OpFoldResult ReduceOp::fold(FoldAdaptor adaptor) {
  auto tensors = constantTensors(adaptor.getX());
  if (!tensors || !isFoldableResult(getType()))
    return {};
  return toAttribute(host::reduce(toHost(getKind()), tensors->front(), toDims(getAxes())), getType());
}

} // namespace dual::dl
