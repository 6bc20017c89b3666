// Ops that move elements.
#include "mlir/dl/Kinds.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/kernels/shape.h"

using namespace mlir;

namespace dual::interpreter {

static host::Tensor broadcast(dl::BroadcastOp op, Access &in) {
  return host::broadcast(in.tensor(0), in.shape(op.getType(), op.getSizes()), dl::toDims(op.getAxes()));
}

static host::Tensor reshape(dl::ReshapeOp op, Access &in) {
  host::Dims shape = in.shape(op.getType(), op.getSizes());
  return host::reshape(in.tensor(0), shape);
}

static host::Tensor transpose(dl::TransposeOp op, Access &in) {
  return host::transpose(in.tensor(0), dl::toDims(op.getPermutation()));
}

static host::Tensor slice(dl::SliceOp op, Access &in) {
  return host::slice(in.tensor(0), in.integers(op.getOffsets()), in.integers(op.getSizes()),
                     dl::toDims(op.getStrides()));
}

/// In place if nothing reads `dest` later, `x` included.
static host::Tensor insert(dl::InsertOp op, Access &in) {
  host::Tensor x = in.tensor(0);
  return host::insertSlice(in.takeTensor(1), x, in.integers(op.getOffsets()), dl::toDims(op.getStrides()));
}

static host::Tensor concat(dl::ConcatOp op, Access &in) {
  return host::concat(in.tensors(op.getXs()), op.getAxis());
}

static host::Tensor iota(dl::IotaOp op, Access &in) {
  return host::iota(host::DType::I64, in.shape(op.getType(), op.getSizes()), op.getAxis());
}

void addShapes(Handlers &handlers) {
  handlers.add<broadcast>();
  handlers.add<reshape>();
  handlers.add<transpose>();
  handlers.add<slice>();
  handlers.add<insert>();
  handlers.add<concat>();
  handlers.add<iota>();
}

} // namespace dual::interpreter
