// dl.dim: a known size is a constant, an operand that made the axis is the size, and else it is asked of the
// value that the axis comes from, so that sizes lead back to a function's arguments.
#include "mlir/dl/Dl.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace dual::dl {

/// Number of `axis` among the dynamic dims of `type`.
static int64_t dynamicNumber(Type type, int64_t axis) {
  return llvm::count(shapeOf(type).take_front(axis), ShapedType::kDynamic);
}

static SizeSource axisOf(Value tensor, int64_t axis) { return {{}, tensor, axis}; }

static SizeSource sizeOperand(ValueRange sizes, Type type, int64_t axis) {
  return {sizes[dynamicNumber(type, axis)], {}};
}

static SizeSource sourceInReduce(ReduceOp op, int64_t axis) {
  int64_t rank = shapeOf(op.getX().getType()).size();
  for (int64_t from = 0; from < rank; ++from)
    if (!llvm::is_contained(op.getAxes(), from) && axis-- == 0)
      return axisOf(op.getX(), from);
  return {};
}

static SizeSource sourceInContract(ContractOp op, int64_t axis) {
  for (auto [operand, dims] :
       {std::pair(op.getLhs(), op.getLhsDims()), std::pair(op.getRhs(), op.getRhsDims())})
    if (const int64_t *found = llvm::find(dims, axis); found != dims.end())
      return axisOf(operand, found - dims.begin());
  return {};
}

static SizeSource sourceInConcat(ConcatOp op, int64_t axis) {
  return axis == static_cast<int64_t>(op.getAxis()) ? SizeSource() : axisOf(op.getXs()[0], axis);
}

static SizeSource sourceInGather(GatherOp op, int64_t axis) {
  if (!op.getIndices().empty())
    return axisOf(op.getIndices()[0], axis);
  return {};
}

SizeSource sizeSource(Value x, int64_t axis) {
  Operation *op = x.getDefiningOp();
  if (!op)
    return {};
  return TypeSwitch<Operation *, SizeSource>(op)
      .Case<UnaryOp, BinaryOp, CompareOp, FmaOp, IPowOp, CastOp, StopGradientOp, AgainOp>(
          [&](Operation *same) { return axisOf(same->getOperand(0), axis); })
      .Case([&](SelectOp select) { return axisOf(select.getOnTrue(), axis); })
      .Case<BroadcastOp, ReshapeOp, IotaOp, RandomOp>(
          [&](auto made) { return sizeOperand(made.getSizes(), x.getType(), axis); })
      .Case([&](SliceOp slice) { return SizeSource{slice.getSizes()[axis], {}}; })
      .Case([&](TransposeOp transpose) { return axisOf(transpose.getX(), transpose.getPermutation()[axis]); })
      .Case<InsertOp, ScatterAddOp>([&](auto update) { return axisOf(update.getDest(), axis); })
      .Case([&](GatherOp gather) { return sourceInGather(gather, axis); })
      .Case([&](ConcatOp concat) { return sourceInConcat(concat, axis); })
      .Case([&](ReduceOp reduce) { return sourceInReduce(reduce, axis); })
      .Case([&](ContractOp contract) { return sourceInContract(contract, axis); })
      .Case([&](PermutationOp permutation) { return SizeSource{permutation.getN(), {}}; })
      .Default([](Operation *) { return SizeSource(); });
}

OpFoldResult DimOp::fold(FoldAdaptor) {
  int64_t known = getX().getType().getShape()[getAxis()];
  if (!ShapedType::isDynamic(known))
    return IntegerAttr::get(getType(), known);
  SizeSource source = sizeSource(getX(), getAxis());
  if (source.size)
    return source.size;
  if (!source.tensor)
    return {};
  setOperand(source.tensor);
  setAxis(source.axis);
  return getResult();
}

} // namespace dual::dl
