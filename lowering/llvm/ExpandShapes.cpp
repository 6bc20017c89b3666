// Views with several sizes that only the run knows in one group, such as reshape(x, N, M).
#include "lowering/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_EXPANDSHAPES
#include "lowering/Passes.h.inc"

namespace {

/// Upstream's pass for strided metadata computes one such size of a group from the others; with two it reads
/// one that is not there. The operation itself names them all.
bool namesSeveralSizes(memref::ExpandShapeOp op) {
  MemRefType type = op.getResultType();
  return llvm::any_of(op.getReassociationIndices(), [&](ArrayRef<int64_t> group) {
    return llvm::count_if(group, [&](int64_t axis) { return type.isDynamicDim(axis); }) > 1;
  });
}

Value valueOf(ImplicitLocOpBuilder &b, OpFoldResult size) {
  auto value = dyn_cast<Value>(size);
  return value ? value : arith::ConstantIndexOp::create(b, *getConstantIntValue(size));
}

/// Axes of a group lie one in another: each stride is the next one's times its size.
void expand(memref::ExpandShapeOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  MemRefType type = op.getResultType();
  auto source = memref::ExtractStridedMetadataOp::create(b, op.getSrc());
  SmallVector<OpFoldResult> sizes = op.getMixedOutputShape(), strides(type.getRank());
  auto [known, offset] = type.getStridesAndOffset();
  for (auto [place, group] : llvm::enumerate(op.getReassociationIndices())) {
    Value stride = source.getStrides()[place];
    for (int64_t axis : llvm::reverse(group)) {
      strides[axis] = ShapedType::isDynamic(known[axis]) ? OpFoldResult(stride) : b.getIndexAttr(known[axis]);
      stride = b.createOrFold<arith::MulIOp>(stride, valueOf(b, sizes[axis]));
    }
  }
  OpFoldResult from =
      ShapedType::isDynamic(offset) ? OpFoldResult(source.getOffset()) : b.getIndexAttr(offset);
  auto view = memref::ReinterpretCastOp::create(b, type, source.getBaseBuffer(), from, sizes, strides);
  op.replaceAllUsesWith(view.getResult());
  op.erase();
}

struct Expand : impl::ExpandShapesBase<Expand> {
  void runOnOperation() override {
    SmallVector<memref::ExpandShapeOp> found;
    getOperation().walk([&](memref::ExpandShapeOp op) {
      if (namesSeveralSizes(op))
        found.push_back(op);
    });
    llvm::for_each(found, expand);
  }
};

} // namespace
} // namespace dual::lowering
