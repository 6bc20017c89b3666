// Gather and scatter-add by index tensors.
#include "mlir/dl/Kinds.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/kernels/element.h"
#include "runtime/host/kernels/sort.h"

using namespace mlir;

namespace dual::interpreter {

namespace {

/// Walks the positions r of a box in row-major order and says which element [e0, e1, ...] of the indexed
/// tensor belongs to each: axis k is read at r[dims[k]], or where that is -1 at the next index tensor's r.
class Positions {
public:
  Positions(const host::Tensor &source, const host::Dims &box, ArrayRef<int64_t> dims,
            const std::vector<host::Tensor> &indices);

  /// Offset in the indexed tensor of the current position.
  int64_t offset() const;
  void next();

private:
  struct Index {
    const int64_t *values;
    int64_t stride;
  };
  host::Dims box_;
  host::Dims at_;
  host::Dims steps_; // per axis of the box: by how much the directly read axes move
  llvm::SmallVector<Index, 2> indices_;
  int64_t direct_ = 0;
  int64_t flat_ = 0;
};

} // namespace

Positions::Positions(const host::Tensor &source, const host::Dims &box, ArrayRef<int64_t> dims,
                     const std::vector<host::Tensor> &indices)
    : box_(box), at_(host::Dims::filled(box.size(), 0)), steps_(host::Dims::filled(box.size(), 0)) {
  host::Dims strides = host::rowMajorStrides(source.shape());
  for (auto [axis, dim] : llvm::enumerate(dims)) {
    if (dim >= 0)
      steps_[dim] += strides[axis];
    else
      indices_.push_back({indices[indices_.size()].as<int64_t>(), strides[axis]});
  }
}

int64_t Positions::offset() const {
  int64_t offset = direct_;
  for (const Index &index : indices_)
    offset += index.values[flat_] * index.stride;
  return offset;
}

void Positions::next() {
  ++flat_;
  for (size_t axis = box_.size(); axis-- > 0;) {
    direct_ += steps_[axis];
    if (++at_[axis] < box_[axis])
      return;
    direct_ -= steps_[axis] * box_[axis];
    at_[axis] = 0;
  }
}

/// The index tensors have the result's shape; without any, its axes are those of `x` that `dims` names.
static host::Dims gatheredShape(dl::GatherOp op, const host::Tensor &x,
                                const std::vector<host::Tensor> &indices) {
  if (!indices.empty())
    return indices[0].shape();
  host::Dims shape = dl::toDims(op.getType().getShape());
  for (auto [axis, dim] : llvm::enumerate(op.getDims()))
    shape[dim] = x.shape()[axis];
  return shape;
}

template <class T> static void gatherInto(host::Tensor &result, const host::Tensor &x, Positions positions) {
  T *out = result.mutableAs<T>();
  for (int64_t i = 0, count = result.size(); i < count; ++i, positions.next())
    out[i] = x.as<T>()[positions.offset()];
}

static host::Tensor gather(dl::GatherOp op, Access &in) {
  const host::Tensor &x = in.tensor(0);
  std::vector<host::Tensor> indices = in.tensors(op.getIndices());
  host::Tensor result = host::Tensor::uninitialized(x.dtype(), gatheredShape(op, x, indices));
  Positions positions(x, result.shape(), op.getDims(), indices);
  host::visit(x.dtype(), [&](auto tag) { gatherInto<typename decltype(tag)::type>(result, x, positions); });
  return result;
}

template <class T> static void addInto(host::Tensor &dest, const host::Tensor &x, Positions positions) {
  T *out = dest.mutableAs<T>();
  const T *values = x.as<T>();
  for (int64_t i = 0, count = x.size(); i < count; ++i, positions.next()) {
    T &target = out[positions.offset()];
    target = host::store<T>(host::addOf(host::load(target), host::load(values[i])));
  }
}

/// In place if nothing reads `dest` later, `x` included.
static host::Tensor scatterAdd(dl::ScatterAddOp op, Access &in) {
  host::Tensor x = in.tensor(0), dest = in.takeTensor(1);
  Positions positions(dest, x.shape(), op.getDims(), in.tensors(op.getIndices()));
  host::visit(x.dtype(), [&](auto tag) { addInto<typename decltype(tag)::type>(dest, x, positions); });
  return dest;
}

static host::Tensor argsort(dl::ArgsortOp op, Access &in) {
  return host::argsort(in.tensor(0), op.getAxis(), op.getDescending());
}

void addIndexing(Handlers &handlers) {
  handlers.add<gather>();
  handlers.add<scatterAdd>();
  handlers.add<argsort>();
}

} // namespace dual::interpreter
