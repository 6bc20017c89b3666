// Verifiers of the ops that move, join or reduce elements.
#include "mlir/dl/Dl.h"
#include "mlir/dl/VerifyTools.h"

using namespace mlir;

namespace dual::dl {

static int64_t rankOf(Value value) { return shapeOf(value.getType()).size(); }

/// `count` things of the op's are one for every axis of a value.
static LogicalResult verifyPerAxis(Operation *op, StringRef what, int64_t count, int64_t rank) {
  if (count == rank)
    return success();
  return op->emitOpError() << "has " << count << " " << what << " for rank " << rank;
}

/// Whether the list is in 0..limit without repetition.
static LogicalResult verifyDistinct(Operation *op, StringRef what, ArrayRef<int64_t> list, int64_t limit) {
  SmallVector<bool> seen(limit, false);
  for (int64_t entry : list) {
    if (entry < 0 || entry >= limit)
      return op->emitOpError() << "has " << what << " " << entry << "; legal are 0 to " << limit - 1;
    if (seen[entry])
      return op->emitOpError() << "has " << what << " " << entry << " twice";
    seen[entry] = true;
  }
  return success();
}

LogicalResult BroadcastOp::verify() {
  ArrayRef<int64_t> from = shapeOf(getX().getType()), to = shapeOf(getType());
  if (failed(verifySameElement(*this, getX().getType(), getType())) ||
      failed(verifySizes(*this, getSizes(), getType())) ||
      failed(verifyPerAxis(*this, "axes", getAxes().size(), from.size())) ||
      failed(verifyDistinct(*this, "axis", getAxes(), to.size())))
    return failure();
  for (auto [axis, size] : llvm::zip(getAxes(), from))
    if (size != 1 && !sameDim(size, to[axis]))
      return emitOpError() << "cannot stretch size " << size << " to " << to[axis];
  return success();
}

LogicalResult ReshapeOp::verify() {
  if (failed(verifySameElement(*this, getX().getType(), getType())) ||
      failed(verifySizes(*this, getSizes(), getType())))
    return failure();
  ArrayRef<int64_t> from = shapeOf(getX().getType()), to = shapeOf(getType());
  if (ShapedType::isDynamicShape(from) || ShapedType::isDynamicShape(to))
    return success();
  int64_t before = ShapedType::getNumElements(from), after = ShapedType::getNumElements(to);
  if (before == after)
    return success();
  return emitOpError() << "makes " << after << " elements of " << before;
}

LogicalResult TransposeOp::verify() {
  ArrayRef<int64_t> from = shapeOf(getX().getType());
  if (failed(verifySameElement(*this, getX().getType(), getType())) ||
      failed(verifyPerAxis(*this, "permutation entries", getPermutation().size(), from.size())) ||
      failed(verifyDistinct(*this, "permutation entry", getPermutation(), from.size())))
    return failure();
  SmallVector<int64_t> expected;
  for (int64_t axis : getPermutation())
    expected.push_back(from[axis]);
  return verifyShape(*this, getType(), expected);
}

static LogicalResult verifyStrides(Operation *op, ArrayRef<int64_t> strides, int64_t rank) {
  if (llvm::is_contained(strides, 0))
    return op->emitOpError("has stride 0");
  return verifyPerAxis(op, "strides", strides.size(), rank);
}

LogicalResult SliceOp::verify() {
  int64_t rank = rankOf(getX());
  if (failed(verifySameElement(*this, getX().getType(), getType())) ||
      failed(verifyPerAxis(*this, "offsets", getOffsets().size(), rank)) ||
      failed(verifyPerAxis(*this, "sizes", getSizes().size(), rank)) ||
      failed(verifyStrides(*this, getStrides(), rank)))
    return failure();
  return verifyPerAxis(*this, "result axes", rankOf(getResult()), rank);
}

LogicalResult InsertOp::verify() {
  int64_t rank = rankOf(getDest());
  if (failed(verifySameElement(*this, getX().getType(), getType())) ||
      failed(verifyPerAxis(*this, "offsets", getOffsets().size(), rank)) ||
      failed(verifyStrides(*this, getStrides(), rank)))
    return failure();
  return verifyPerAxis(*this, "axes of the inserted box", rankOf(getX()), rank);
}

/// The rules of gather and scatter_add: `source` is indexed, `box` runs over the positions.
static LogicalResult verifyIndexing(Operation *op, Value source, Value box, ValueRange indices,
                                    ArrayRef<int64_t> dims) {
  if (failed(verifySameElement(op, source.getType(), box.getType())) ||
      failed(verifyPerAxis(op, "dims", dims.size(), rankOf(source))))
    return failure();
  int64_t indexed = llvm::count(dims, -1);
  if (indexed != static_cast<int64_t>(indices.size()))
    return op->emitOpError() << "has " << indices.size() << " index tensors for " << indexed
                             << " indexed dims";
  for (int64_t dim : dims)
    if (dim < -1 || dim >= rankOf(box))
      return op->emitOpError() << "has dim " << dim << "; legal are -1 to " << rankOf(box) - 1;
  for (Value index : indices) {
    if (!elementType(index.getType()).isInteger(64))
      return op->emitOpError() << "has indices of " << elementType(index.getType()) << ", not i64";
    if (failed(verifyShape(op, index.getType(), shapeOf(box.getType()))))
      return failure();
  }
  return success();
}

LogicalResult GatherOp::verify() {
  return verifyIndexing(*this, getX(), getResult(), getIndices(), getDims());
}

LogicalResult ScatterAddOp::verify() {
  return verifyIndexing(*this, getDest(), getX(), getIndices(), getDims());
}

LogicalResult ArgsortOp::verify() {
  if (failed(verifyAxis(*this, getAxis(), getX().getType())))
    return failure();
  return verifyShape(*this, getType(), shapeOf(getX().getType()));
}

LogicalResult ConcatOp::verify() {
  if (getXs().empty())
    return emitOpError("joins no tensors");
  if (failed(verifyAxis(*this, getAxis(), getType())))
    return failure();
  int64_t joined = 0;
  for (Value x : getXs()) {
    SmallVector<int64_t> expected(shapeOf(getType()));
    if (rankOf(x) == static_cast<int64_t>(expected.size()))
      expected[getAxis()] = shapeOf(x.getType())[getAxis()];
    if (failed(verifySameElement(*this, x.getType(), getType())) ||
        failed(verifyShape(*this, x.getType(), expected)))
      return failure();
    int64_t size = expected[getAxis()];
    joined =
        ShapedType::isDynamic(joined) || ShapedType::isDynamic(size) ? ShapedType::kDynamic : joined + size;
  }
  if (sameDim(joined, shapeOf(getType())[getAxis()]))
    return success();
  return emitOpError() << "joins " << joined << " along axis " << getAxis() << " into " << getType();
}

LogicalResult IotaOp::verify() {
  if (!elementType(getType()).isInteger(64))
    return emitOpError() << "gives i64, not " << elementType(getType());
  if (failed(verifySizes(*this, getSizes(), getType())))
    return failure();
  return verifyAxis(*this, getAxis(), getType());
}

/// The element type that a reduction of `element` gives.
static Type reducedElement(ReduceKind kind, Type element) {
  bool isIndex = kind == ReduceKind::Argmax || kind == ReduceKind::Argmin;
  return isIndex ? IntegerType::get(element.getContext(), 64) : element;
}

static LogicalResult verifyReducedElement(ReduceOp op, Type element) {
  ReduceKind kind = op.getKind();
  bool isBool = element.isInteger(1), wantsBool = kind == ReduceKind::Any || kind == ReduceKind::All;
  bool takesBoth = kind == ReduceKind::Max || kind == ReduceKind::Min;
  if (isBool != wantsBool && !takesBoth)
    return op.emitOpError() << "`" << stringifyReduceKind(kind) << "` takes "
                            << (wantsBool ? "bools" : "numbers") << ", not " << element;
  if (kind == ReduceKind::Mean && !isa<FloatType>(element))
    return op.emitOpError() << "`mean` takes floats, not " << element;
  return success();
}

LogicalResult ReduceOp::verify() {
  ArrayRef<int64_t> from = shapeOf(getX().getType());
  Type element = elementType(getX().getType());
  if (failed(verifyReducedElement(*this, element)) ||
      failed(verifyDistinct(*this, "axis", getAxes(), from.size())))
    return failure();
  if (!llvm::is_sorted(getAxes()))
    return emitOpError("has axes that do not ascend");
  bool isIndex = getKind() == ReduceKind::Argmax || getKind() == ReduceKind::Argmin;
  if (isIndex && getAxes().size() != 1)
    return emitOpError() << "`" << stringifyReduceKind(getKind()) << "` takes one axis, not "
                         << getAxes().size();
  SmallVector<int64_t> kept;
  for (auto [axis, size] : llvm::enumerate(from))
    if (!llvm::is_contained(getAxes(), static_cast<int64_t>(axis)))
      kept.push_back(size);
  Type expected = reducedElement(getKind(), element);
  if (elementType(getType()) != expected)
    return emitOpError() << "gives " << expected << ", not " << elementType(getType());
  return verifyShape(*this, getType(), kept);
}

/// The size of every iteration dim of a contraction, as the operands have them; two that disagree are an
/// error.
static LogicalResult collectSizes(ContractOp op, Value operand, ArrayRef<int64_t> dims,
                                  SmallVectorImpl<int64_t> &sizes) {
  if (failed(verifyPerAxis(op, "iteration dims", dims.size(), rankOf(operand))))
    return failure();
  for (auto [dim, size] : llvm::zip(dims, shapeOf(operand.getType()))) {
    if (dim < 0)
      return op.emitOpError() << "has iteration dim " << dim;
    if (dim >= static_cast<int64_t>(sizes.size()))
      sizes.resize(dim + 1, ShapedType::kDynamic);
    if (!sameDim(sizes[dim], size))
      return op.emitOpError() << "runs dim " << dim << " along sizes " << sizes[dim] << " and " << size;
    if (ShapedType::isDynamic(sizes[dim]))
      sizes[dim] = size;
  }
  return success();
}

LogicalResult ContractOp::verify() {
  SmallVector<int64_t> sizes;
  if (failed(verifySameElement(*this, getLhs().getType(), getType())) ||
      failed(verifySameElement(*this, getRhs().getType(), getType())) ||
      failed(collectSizes(*this, getLhs(), getLhsDims(), sizes)) ||
      failed(collectSizes(*this, getRhs(), getRhsDims(), sizes)))
    return failure();
  for (int64_t dim = 0, end = sizes.size(); dim < end; ++dim)
    if (!llvm::is_contained(getLhsDims(), dim) && !llvm::is_contained(getRhsDims(), dim))
      return emitOpError() << "has iteration dim " << dim << " on neither operand";
  size_t rank = rankOf(getResult());
  if (sizes.size() < rank)
    return emitOpError() << "has " << sizes.size() << " iteration dims for a result of rank " << rank;
  return verifyShape(*this, getType(), ArrayRef(sizes).take_front(rank));
}

} // namespace dual::dl
