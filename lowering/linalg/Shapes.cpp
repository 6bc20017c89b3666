// Operations that move elements and compute none.
#include "lowering/linalg/Convert.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dual::lowering {
namespace {

Value copyThrough(Builder &b, Value x, Type type, ArrayRef<AffineMap> maps, const Sizes &sizes) {
  return generic(b, x, type, maps, sizes, dl::elementType(type),
                 [](Builder &, ValueRange v) { return v[0]; });
}

Value toTensorType(Builder &b, Value tensor, Type type) {
  return tensor.getType() == type ? tensor : tensor::CastOp::create(b, type, tensor).getResult();
}

struct LowerDim : DlPattern<dl::DimOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::DimOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    replaceWith(r, b, op, toI64(b, sizesOf(b, adaptor.getX())[op.getAxis()]));
    return success();
  }
};

struct LowerBroadcast : DlPattern<dl::BroadcastOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::BroadcastOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Sizes sizes = sizesOf(b, op.getType(), adaptor.getSizes());
    AffineMap identity = b.getMultiDimIdentityMap(sizes.size());
    Value x = adaptor.getX();
    if (!isa<RankedTensorType>(x.getType()))
      replaceWith(r, b, op,
                  generic(b, {}, {}, identity, sizes, dl::elementType(op.getType()),
                          [&](Builder &, ValueRange) { return x; }));
    else
      replaceWith(r, b, op, copyThrough(b, x, op.getX().getType(), {sourceMap(op, b), identity}, sizes));
    return success();
  }

  static AffineMap sourceMap(dl::BroadcastOp op, Builder &b) {
    SmallVector<AffineExpr> results;
    ArrayRef<int64_t> from = dl::shapeOf(op.getX().getType()), to = dl::shapeOf(op.getType());
    for (auto [axis, target] : llvm::enumerate(op.getAxes())) {
      bool stretches = from[axis] == 1 && to[target] != 1;
      results.push_back(stretches ? b.getAffineConstantExpr(0) : b.getAffineDimExpr(target));
    }
    return AffineMap::get(to.size(), 0, results, b.getContext());
  }
};

ReassociationIndices allAxes(int64_t rank) { return llvm::to_vector<2>(llvm::seq<int64_t>(0, rank)); }

/// Through one dimension, which suits every pair of shapes.
struct LowerReshape : DlPattern<dl::ReshapeOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ReshapeOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value x = adaptor.getX();
    auto result = dyn_cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    if (!isa<RankedTensorType>(x.getType()))
      x = tensor::FromElementsOp::create(b, RankedTensorType::get({1}, storageType(x.getType())),
                                         toStorage(b, x));
    replaceWith(r, b, op,
                result ? reshape(b, x, result, sizesOf(b, result, adaptor.getSizes()))
                       : onlyElement(b, x, dl::elementType(op.getType())));
    return success();
  }

  static Value reshape(Builder &b, Value x, RankedTensorType result, const Sizes &sizes) {
    Value flat = flatten(b, x);
    if (result.getRank() == 1)
      return toTensorType(b, flat, result);
    // Known sizes go into the type: upstream's patterns break on a dynamic axis whose output_shape is a
    // constant.
    SmallVector<int64_t> shape;
    for (OpFoldResult size : sizes)
      shape.push_back(getConstantIntValue(size).value_or(ShapedType::kDynamic));
    auto known = RankedTensorType::get(shape, result.getElementType());
    flat = toTensorType(b, flat, RankedTensorType::get({product(shape)}, result.getElementType()));
    SmallVector<ReassociationIndices> groups{allAxes(result.getRank())};
    return toTensorType(b, tensor::ExpandShapeOp::create(b, known, flat, groups, sizes), result);
  }

  static Value flatten(Builder &b, Value x) {
    auto type = cast<RankedTensorType>(x.getType());
    if (type.getRank() == 1)
      return x;
    SmallVector<ReassociationIndices> groups{allAxes(type.getRank())};
    auto flat = RankedTensorType::get({product(type.getShape())}, type.getElementType());
    return tensor::CollapseShapeOp::create(b, flat, x, groups);
  }

  static int64_t product(ArrayRef<int64_t> shape) {
    int64_t count = 1;
    for (int64_t size : shape) {
      if (ShapedType::isDynamic(size))
        return ShapedType::kDynamic;
      count *= size;
    }
    return count;
  }

  static Value onlyElement(Builder &b, Value x, Type element) {
    SmallVector<Value> zeros(cast<RankedTensorType>(x.getType()).getRank(),
                             arith::ConstantIndexOp::create(b, 0));
    return fromStorage(b, tensor::ExtractOp::create(b, x, zeros), element);
  }
};

struct LowerTranspose : DlPattern<dl::TransposeOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::TransposeOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Sizes from = sizesOf(b, adaptor.getX()), sizes;
    SmallVector<unsigned> permutation(op.getPermutation().begin(), op.getPermutation().end());
    for (unsigned axis : permutation)
      sizes.push_back(from[axis]);
    AffineMap map = inversePermutation(AffineMap::getPermutationMap(permutation, b.getContext()));
    AffineMap identity = b.getMultiDimIdentityMap(sizes.size());
    replaceWith(r, b, op, copyThrough(b, adaptor.getX(), op.getX().getType(), {map, identity}, sizes));
    return success();
  }
};

Sizes indicesOf(Builder &b, ValueRange values) {
  return llvm::map_to_vector(values, [&](Value v) { return toIndex(b, v); });
}

/// A constant that lies outside of any tensor is 0: the check before it fails. MLIR takes a constant offset
/// of INT64_MIN, also one that it computes from indices and strides, for one that is not constant.
Sizes offsetsOf(Builder &b, ValueRange values) {
  constexpr int64_t beyond = int64_t(1) << 40;
  return llvm::map_to_vector(values, [&](Value v) -> OpFoldResult {
    auto known = getConstantIntValue(v);
    return known && (*known < 0 || *known > beyond) ? OpFoldResult(b.getIndexAttr(0)) : toIndex(b, v);
  });
}

/// Element j of an axis is offset + j * stride; subviews want strides above 0, so others are read one by one.
Value strided(Builder &b, OpFoldResult offset, int64_t stride, Value j) {
  Value factor = arith::ConstantIndexOp::create(b, stride);
  return arith::AddIOp::create(b, asIndexValue(b, offset), arith::MulIOp::create(b, j, factor));
}
bool hasNegative(ArrayRef<int64_t> strides) {
  return llvm::any_of(strides, [](int64_t s) { return s < 0; });
}

struct LowerSlice : DlPattern<dl::SliceOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::SliceOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    auto result = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    Sizes offsets = offsetsOf(b, adaptor.getOffsets()), sizes = indicesOf(b, adaptor.getSizes());
    for (auto [axis, size] : llvm::enumerate(result.getShape()))
      if (!ShapedType::isDynamic(size))
        sizes[axis] = b.getIndexAttr(size);
    if (hasNegative(op.getStrides()))
      replaceWith(r, b, op, toTensorType(b, readBackwards(op, adaptor.getX(), b, offsets, sizes), result));
    else
      replaceWith(r, b, op, forwards(b, adaptor.getX(), result, offsets, sizes, op.getStrides()));
    return success();
  }

  static Value forwards(Builder &b, Value x, RankedTensorType result, const Sizes &offsets,
                        const Sizes &sizes, ArrayRef<int64_t> strides) {
    Sizes steps = llvm::map_to_vector(strides, [&](int64_t s) -> OpFoldResult { return b.getIndexAttr(s); });
    return toTensorType(b, tensor::ExtractSliceOp::create(b, x, offsets, sizes, steps), result);
  }

  static Value readBackwards(dl::SliceOp op, Value x, Builder &b, const Sizes &offsets, const Sizes &sizes) {
    Type element = dl::elementType(op.getType());
    return generic(b, {}, {}, b.getMultiDimIdentityMap(sizes.size()), sizes, element,
                   [&](Builder &in, ValueRange) {
                     SmallVector<Value> at;
                     for (auto [axis, stride] : llvm::enumerate(op.getStrides()))
                       at.push_back(strided(in, offsets[axis], stride, linalg::IndexOp::create(in, axis)));
                     return fromStorage(in, tensor::ExtractOp::create(in, x, at), element);
                   });
  }
};

struct LowerInsert : DlPattern<dl::InsertOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::InsertOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Sizes offsets = offsetsOf(b, adaptor.getOffsets()), sizes = sizesOf(b, adaptor.getX());
    if (hasNegative(op.getStrides())) {
      replaceWith(r, b, op, writeBackwards(op, adaptor, b, offsets, sizes));
      return success();
    }
    Sizes steps =
        llvm::map_to_vector(op.getStrides(), [&](int64_t s) -> OpFoldResult { return b.getIndexAttr(s); });
    r.replaceOpWithNewOp<tensor::InsertSliceOp>(op, adaptor.getX(), adaptor.getDest(), offsets, sizes, steps);
    return success();
  }

  static Value writeBackwards(dl::InsertOp op, Adaptor adaptor, Builder &b, const Sizes &offsets,
                              const Sizes &sizes) {
    return loopNest(b, sizes, adaptor.getDest(), [&](Builder &in, ValueRange ivs, Value dest) -> Value {
      SmallVector<Value> at;
      for (auto [axis, stride] : llvm::enumerate(op.getStrides()))
        at.push_back(strided(in, offsets[axis], stride, ivs[axis]));
      return tensor::InsertOp::create(in, tensor::ExtractOp::create(in, adaptor.getX(), ivs), dest, at);
    });
  }
};

} // namespace

void addShapePatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerDim, LowerBroadcast, LowerReshape, LowerTranspose, LowerSlice, LowerInsert>(
      types, patterns.getContext());
}

} // namespace dual::lowering
