// Reductions and contractions.
#include "mlir/dl/Kinds.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/kernels/contract.h"

using namespace mlir;

namespace dual::interpreter {

static LogicalResult reduce(dl::ReduceOp op, Access &in) {
  in.set(0, host::reduce(dl::toHost(op.getKind()), in.tensor(0), dl::toDims(op.getAxes())));
  return success();
}

/// Writes the sizes that an operand gives to the iteration dims.
static void collectSizes(const host::Tensor &x, ArrayRef<int64_t> dims, host::Dims &sizes) {
  for (auto [axis, dim] : llvm::enumerate(dims)) {
    while (static_cast<int64_t>(sizes.size()) <= dim)
      sizes.push_back(0);
    sizes[dim] = x.shape()[axis];
  }
}

static host::Tensor contract(dl::ContractOp op, Access &in) {
  host::Dims sizes;
  collectSizes(in.tensor(0), op.getLhsDims(), sizes);
  collectSizes(in.tensor(1), op.getRhsDims(), sizes);
  return host::contract(in.tensor(0), in.tensor(1), dl::toDims(op.getLhsDims()), dl::toDims(op.getRhsDims()),
                        sizes, dl::shapeOf(op.getType()).size());
}

void addReductions(Handlers &handlers) {
  handlers.add<reduce>();
  handlers.add<contract>();
}

} // namespace dual::interpreter
