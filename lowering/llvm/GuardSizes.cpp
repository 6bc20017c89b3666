// Sizes that each fit may have a product that wraps: such a tensor is refused as one that memory cannot hold.
#include "lowering/linalg/Convert.h"
#include "lowering/llvm/Runtime.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace dual::lowering {

static constexpr double limit = 0x1p63;

static double bytesOf(Type element) {
  if (auto vector = dyn_cast<VectorType>(element))
    return bytesOf(vector.getElementType()) * static_cast<double>(vector.getNumElements());
  return element.isIntOrFloat() ? element.getIntOrFloatBitWidth() / 8 : sizeof(void *);
}

/// The bytes as far as the type says them. Counted in floats, which do not wrap.
static double knownBytes(MemRefType type) {
  double bytes = bytesOf(type.getElementType());
  for (int64_t size : type.getShape())
    bytes *= ShapedType::isDynamic(size) ? 1 : static_cast<double>(size);
  return bytes;
}

/// One size alone is checked where the program forms it.
static bool mayWrap(memref::AllocOp op) {
  return op.getDynamicSizes().size() > 1 || knownBytes(op.getType()) >= limit;
}

static void guardSize(memref::AllocOp op) {
  Builder b(op.getLoc(), op);
  auto number = [&](double value) -> Value { return arith::ConstantOp::create(b, b.getF64FloatAttr(value)); };
  Value bytes = number(knownBytes(op.getType()));
  for (Value size : op.getDynamicSizes()) {
    Value whole = arith::IndexCastOp::create(b, b.getI64Type(), size);
    bytes = arith::MulFOp::create(b, bytes, arith::SIToFPOp::create(b, b.getF64Type(), whole));
  }
  Value tooLarge = arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, bytes, number(limit));
  auto branch = scf::IfOp::create(b, tooLarge, /*withElseRegion=*/false);
  b.setInsertionPointToStart(branch.thenBlock());
  callRuntime(b, "dual_rt_too_large", {}, {});
}

void guardSizes(ModuleOp module) {
  SmallVector<memref::AllocOp> allocations;
  module.walk([&](memref::AllocOp op) {
    auto function = op->getParentOfType<func::FuncOp>();
    if (mayWrap(op) && (!function->hasAttr("dl.kernel") || function->hasAttr("dl.heap")))
      allocations.push_back(op);
  });
  llvm::for_each(allocations, guardSize);
}

} // namespace dual::lowering
