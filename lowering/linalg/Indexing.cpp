// Reading and adding by computed indices, joining, counting.
#include "lowering/linalg/Convert.h"

using namespace mlir;

namespace dual::lowering {
namespace {

/// Where axis k of `x` is read: at r[dims[k]], or at the next of the index values.
SmallVector<Value> addressOf(Builder &b, ArrayRef<int64_t> dims, ValueRange indices,
                             llvm::function_ref<Value(int64_t)> position) {
  SmallVector<Value> at;
  for (int64_t dim : dims) {
    if (dim >= 0) {
      at.push_back(position(dim));
      continue;
    }
    at.push_back(arith::IndexCastOp::create(b, b.getIndexType(), indices.front()));
    indices = indices.drop_front();
  }
  return at;
}

struct LowerGather : DlPattern<dl::GatherOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::GatherOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getType());
    ValueRange indices = adaptor.getIndices();
    Sizes sizes = indices.empty() ? sizesOf(b, adaptor.getX()) : sizesOf(b, indices.front());
    SmallVector<AffineMap> maps(indices.size() + 1, b.getMultiDimIdentityMap(sizes.size()));
    replaceWith(r, b, op,
                generic(b, indices, op.getIndices().getTypes(), maps, sizes, element,
                        [&](Builder &in, ValueRange values) {
                          auto at = addressOf(in, op.getDims(), values, [&](int64_t dim) -> Value {
                            return linalg::IndexOp::create(in, dim);
                          });
                          return fromStorage(in, tensor::ExtractOp::create(in, adaptor.getX(), at), element);
                        }));
    return success();
  }
};

/// Element after element, as the order of adding is promised.
struct LowerScatterAdd : DlPattern<dl::ScatterAddOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ScatterAddOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getType());
    Sizes sizes = sizesOf(b, adaptor.getX());
    replaceWith(r, b, op,
                loopNest(b, sizes, adaptor.getDest(), [&](Builder &in, ValueRange ivs, Value dest) -> Value {
                  SmallVector<Value> values;
                  for (Value index : adaptor.getIndices())
                    values.push_back(tensor::ExtractOp::create(in, index, ivs));
                  auto at = addressOf(in, op.getDims(), values, [&](int64_t dim) { return ivs[dim]; });
                  Value term = tensor::ExtractOp::create(in, adaptor.getX(), ivs);
                  Value old = tensor::ExtractOp::create(in, dest, at);
                  Value sum = emitBinary(in, dl::BinaryKind::Add, element, old, term);
                  return tensor::InsertOp::create(in, sum, dest, at);
                }));
    return success();
  }
};

struct LowerConcat : DlPattern<dl::ConcatOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ConcatOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    int64_t axis = op.getAxis();
    auto type = cast<RankedTensorType>(getTypeConverter()->convertType(op.getType()));
    SmallVector<Value> starts{arith::ConstantIndexOp::create(b, 0)};
    for (Value x : adaptor.getXs())
      starts.push_back(arith::AddIOp::create(b, starts.back(), asIndexValue(b, sizesOf(b, x)[axis])));
    Sizes total = sizesOf(b, adaptor.getXs().front());
    total[axis] =
        type.isDynamicDim(axis) ? OpFoldResult(starts.back()) : b.getIndexAttr(type.getDimSize(axis));
    Value result = tensor::EmptyOp::create(b, total, type.getElementType());
    Sizes offsets(total.size(), b.getIndexAttr(0)), steps(total.size(), b.getIndexAttr(1));
    for (auto [x, start] : llvm::zip(adaptor.getXs(), starts)) {
      offsets[axis] = start;
      result = tensor::InsertSliceOp::create(b, x, result, offsets, sizesOf(b, x), steps);
    }
    replaceWith(r, b, op,
                result.getType() == type ? result : tensor::CastOp::create(b, type, result).getResult());
    return success();
  }
};

struct LowerIota : DlPattern<dl::IotaOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::IotaOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Sizes sizes = sizesOf(b, op.getType(), adaptor.getSizes());
    replaceWith(r, b, op,
                generic(b, {}, {}, b.getMultiDimIdentityMap(sizes.size()), sizes, b.getI64Type(),
                        [&](Builder &in, ValueRange) -> Value {
                          Value index = linalg::IndexOp::create(in, op.getAxis());
                          return arith::IndexCastOp::create(in, in.getI64Type(), index);
                        }));
    return success();
  }
};

struct LowerArgsort : DlPattern<dl::ArgsortOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ArgsortOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value init = tensor::EmptyOp::create(b, sizesOf(b, adaptor.getX()), b.getI64Type());
    Value axis = arith::ConstantOp::create(b, b.getI64IntegerAttr(op.getAxis()));
    Value descending = arith::ConstantOp::create(b, b.getI64IntegerAttr(op.getDescending()));
    int64_t element = rt::dtypeNumber(dl::elementType(op.getX().getType()));
    replaceWith(r, b, op,
                callOnTensors(b, "dual_rt_argsort", {axis, descending, adaptor.getX()}, init,
                              {-1, -1, element, rt::dtypeNumber(b.getI64Type())}));
    return success();
  }
};

} // namespace

void addIndexingPatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerGather, LowerScatterAdd, LowerConcat, LowerIota, LowerArgsort>(types,
                                                                                   patterns.getContext());
}

} // namespace dual::lowering
