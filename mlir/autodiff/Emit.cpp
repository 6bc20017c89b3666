// The builder for derivative code.
#include "mlir/autodiff/Emit.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace dual::autodiff {

bool isFloat(Type type) { return isa<FloatType>(dl::elementType(type)); }

bool mayVary(Type type) { return isFloat(type) || isa<dl::DataType>(type); }

Value Emit::unary(dl::UnaryKind kind, Value x) { return create<dl::UnaryOp>(x.getType(), kind, x); }

Value Emit::binary(dl::BinaryKind kind, Value lhs, Value rhs) {
  return create<dl::BinaryOp>(lhs.getType(), kind, lhs, rhs);
}

Value Emit::sum(Value lhs, Value rhs) {
  return isa<dl::DataType>(lhs.getType()) ? create<dl::AddNodesOp>(lhs.getType(), lhs, rhs).getResult()
                                          : add(lhs, rhs);
}

Value Emit::compare(dl::CompareKind kind, Value lhs, Value rhs) {
  Type result = dl::numericType(dl::shapeOf(lhs.getType()), getI1Type());
  return create<dl::CompareOp>(result, kind, lhs, rhs);
}

Value Emit::select(Value condition, Value onTrue, Value onFalse) {
  return create<dl::SelectOp>(onTrue.getType(), condition, onTrue, onFalse);
}

Value Emit::scalar(Type element, double number) {
  TypedAttr value = isa<FloatType>(element)
                        ? TypedAttr(FloatAttr::get(element, number))
                        : TypedAttr(IntegerAttr::get(element, static_cast<int64_t>(number)));
  return create<dl::ConstantOp>(element, value);
}

Value Emit::zerosLike(Value like) {
  return isa<dl::DataType>(like.getType()) ? create<dl::NoNodeOp>(like.getType()).getResult()
                                           : splatLike(like, 0.0);
}

Value Emit::splatLike(Value like, double number) {
  Value value = scalar(dl::elementType(like.getType()), number);
  return isa<RankedTensorType>(like.getType()) ? broadcastLike(value, like, {}) : value;
}

Value Emit::placeholder(Type type) {
  if (isa<dl::DataType>(type))
    return create<dl::NoNodeOp>(type);
  Value zero = scalar(dl::elementType(type), 0.0);
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return zero;
  SmallVector<Value> sizes(tensor.getNumDynamicDims(), index(0));
  return create<dl::BroadcastOp>(type, zero, sizes, ArrayRef<int64_t>());
}

Value Emit::dim(Value x, int64_t axis) {
  int64_t size = dl::shapeOf(x.getType())[axis];
  if (!ShapedType::isDynamic(size))
    return index(size);
  return create<dl::DimOp>(getI64Type(), x, axis);
}

SmallVector<Value> Emit::dims(Value x) {
  SmallVector<Value> sizes;
  for (size_t axis : llvm::seq(dl::shapeOf(x.getType()).size()))
    sizes.push_back(dim(x, axis));
  return sizes;
}

SmallVector<Value> Emit::dynamicDims(Value x) {
  SmallVector<Value> sizes;
  for (auto [axis, size] : llvm::enumerate(dl::shapeOf(x.getType())))
    if (ShapedType::isDynamic(size))
      sizes.push_back(dim(x, axis));
  return sizes;
}

Value Emit::broadcastLike(Value x, Value like, ArrayRef<int64_t> axes) {
  return create<dl::BroadcastOp>(like.getType(), x, dynamicDims(like), axes);
}

Value Emit::reshapeLike(Value x, Value like) {
  if (x.getType() == like.getType())
    return x;
  return create<dl::ReshapeOp>(like.getType(), x, dynamicDims(like));
}

Value Emit::transpose(Value x, ArrayRef<int64_t> permutation) {
  if (llvm::is_sorted(permutation))
    return x;
  SmallVector<int64_t> shape;
  for (int64_t axis : permutation)
    shape.push_back(dl::shapeOf(x.getType())[axis]);
  Type result = dl::numericType(shape, dl::elementType(x.getType()));
  return create<dl::TransposeOp>(result, x, permutation);
}

Value Emit::reduce(dl::ReduceKind kind, Value x, ArrayRef<int64_t> axes) {
  if (axes.empty())
    return x;
  ArrayRef<int64_t> shape = dl::shapeOf(x.getType());
  SmallVector<int64_t> kept;
  for (int64_t axis : otherAxes(shape.size(), axes))
    kept.push_back(shape[axis]);
  bool isIndex = kind == dl::ReduceKind::Argmax || kind == dl::ReduceKind::Argmin;
  Type element = isIndex ? Type(getI64Type()) : dl::elementType(x.getType());
  return create<dl::ReduceOp>(dl::numericType(kept, element), kind, x, axes);
}

Value Emit::cast(Value x, Type element) {
  if (dl::elementType(x.getType()) == element)
    return x;
  return create<dl::CastOp>(dl::numericType(dl::shapeOf(x.getType()), element), x);
}

SmallVector<int64_t> otherAxes(int64_t rank, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> others;
  for (int64_t axis : llvm::seq(rank))
    if (!llvm::is_contained(axes, axis))
      others.push_back(axis);
  return others;
}

} // namespace dual::autodiff
