// Constants as attributes and as tensors.
#include "mlir/dl/Constants.h"

#include "mlir/dl/Dl.h"
#include "runtime/host/kernels/shape.h"

using namespace mlir;

namespace dual::dl {

host::DType dtypeOf(Type element) {
  if (element.isF16())
    return host::DType::F16;
  if (element.isBF16())
    return host::DType::BF16;
  if (element.isF32())
    return host::DType::F32;
  if (element.isF64())
    return host::DType::F64;
  if (element.isIndex())
    return host::DType::I64;
  switch (element.getIntOrFloatBitWidth()) {
  case 1:
    return host::DType::Bool;
  case 8:
    return element.isUnsignedInteger() ? host::DType::U8 : host::DType::I8;
  case 16:
    return host::DType::I16;
  case 32:
    return host::DType::I32;
  default:
    return host::DType::I64;
  }
}

/// A scalar with the low bytes of `bits`.
static host::Tensor scalarOfBits(host::DType dtype, const APInt &bits) {
  host::Tensor result = host::Tensor::uninitialized(dtype, {});
  uint64_t word = bits.getZExtValue();
  std::memcpy(result.mutableData(), &word,
              host::byteSize(dtype)); // little-endian, as all targets of the host are
  return result;
}

host::Tensor firstElement(TypedAttr constant) {
  host::DType dtype = dtypeOf(elementType(constant.getType()));
  if (auto number = dyn_cast<IntegerAttr>(constant))
    return scalarOfBits(dtype, number.getValue());
  if (auto number = dyn_cast<FloatAttr>(constant))
    return scalarOfBits(dtype, number.getValue().bitcastToAPInt());
  auto dense = cast<DenseElementsAttr>(constant);
  if (isa<FloatType>(dense.getElementType()))
    return scalarOfBits(dtype, (*dense.value_begin<APFloat>()).bitcastToAPInt());
  return scalarOfBits(dtype, *dense.value_begin<APInt>());
}

/// The elements of a constant that is no splat; bool elements may be packed, so they go one by one.
static void copyElements(DenseElementsAttr dense, host::Tensor &result) {
  if (result.dtype() != host::DType::Bool) {
    std::memcpy(result.mutableData(), dense.getRawData().data(), result.byteCount());
    return;
  }
  bool *next = result.mutableAs<bool>();
  for (bool element : dense.getValues<bool>())
    *next++ = element;
}

host::Tensor toTensor(TypedAttr constant) {
  auto dense = dyn_cast<DenseElementsAttr>(constant);
  if (!dense)
    return firstElement(constant);
  ArrayRef<int64_t> shape = shapeOf(dense.getType());
  host::Dims dims(shape.data(), shape.size());
  host::DType dtype = dtypeOf(dense.getElementType());
  if (dense.empty())
    return host::Tensor::zeros(dtype, dims);
  if (dense.isSplat())
    return host::full(dims, firstElement(constant));
  host::Tensor result = host::Tensor::uninitialized(dtype, dims);
  copyElements(dense, result);
  return result;
}

static bool isUniform(const host::Tensor &value) {
  const char *bytes = static_cast<const char *>(value.data());
  size_t width = host::byteSize(value.dtype());
  return value.size() > 0 && std::memcmp(bytes, bytes + width, value.byteCount() - width) == 0;
}

/// The first element of `value`.
static TypedAttr scalarAttribute(const host::Tensor &value, Type type) {
  uint64_t word = 0;
  std::memcpy(&word, value.data(), host::byteSize(value.dtype()));
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  APInt bits(width, word);
  if (auto floating = dyn_cast<FloatType>(type))
    return FloatAttr::get(type, APFloat(floating.getFloatSemantics(), bits));
  return IntegerAttr::get(type, bits);
}

TypedAttr splatAttribute(const host::Tensor &value, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return scalarAttribute(value, type);
  if (tensor.getNumElements() == 0)
    return DenseElementsAttr::get(tensor, ArrayRef<Attribute>());
  return DenseElementsAttr::get(tensor, Attribute(scalarAttribute(value, tensor.getElementType())));
}

TypedAttr toAttribute(const host::Tensor &value, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return scalarAttribute(value, type);
  if (value.size() == 0 || isUniform(value))
    return splatAttribute(value, type);
  if (value.dtype() == host::DType::Bool)
    return DenseElementsAttr::get(tensor, ArrayRef(value.as<bool>(), value.size()));
  ArrayRef<char> bytes(static_cast<const char *>(value.data()), value.byteCount());
  return DenseElementsAttr::getFromRawBuffer(tensor, bytes);
}

} // namespace dual::dl
