// Constants and elementwise operations.
#include "lowering/linalg/Convert.h"

using namespace mlir;

namespace dual::lowering {
namespace {

/// On scalars the element itself, on tensors a linalg.generic around it.
Value apply(Builder &b, ValueRange inputs, TypeRange types, Type result, EmitElement emit) {
  if (!isa<RankedTensorType>(types.front()))
    return emit(b, inputs);
  return elementwise(b, inputs, types, dl::elementType(result), emit);
}

struct LowerConstant : DlPattern<dl::ConstantOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ConstantOp op, Adaptor, Builder &b, ConversionPatternRewriter &r) const override {
    Type type = getTypeConverter()->convertType(op.getType());
    r.replaceOpWithNewOp<arith::ConstantOp>(op, type, storageAttribute(op.getValue(), op.getType(), type));
    return success();
  }

  static TypedAttr storageAttribute(TypedAttr value, Type from, Type to) {
    if (from == to)
      return value;
    Type element = dl::elementType(to);
    unsigned width = element.getIntOrFloatBitWidth();
    if (auto dense = dyn_cast<DenseElementsAttr>(value))
      return cast<DenseElementsAttr>(
          dense.mapValues(element, [&](const APInt &x) { return x.zextOrTrunc(width); }));
    return IntegerAttr::get(element, cast<IntegerAttr>(value).getValue().zextOrTrunc(width));
  }
};

struct LowerUnary : DlPattern<dl::UnaryOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::UnaryOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getType());
    replaceWith(r, b, op,
                apply(b, adaptor.getX(), op.getX().getType(), op.getType(),
                      [&](Builder &in, ValueRange x) { return emitUnary(in, op.getKind(), element, x[0]); }));
    return success();
  }
};

struct LowerBinary : DlPattern<dl::BinaryOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::BinaryOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getType());
    replaceWith(
        r, b, op,
        apply(b, adaptor.getOperands(), op->getOperandTypes(), op.getType(),
              [&](Builder &in, ValueRange x) { return emitBinary(in, op.getKind(), element, x[0], x[1]); }));
    return success();
  }
};

struct LowerCompare : DlPattern<dl::CompareOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::CompareOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getLhs().getType());
    replaceWith(
        r, b, op,
        apply(b, adaptor.getOperands(), op->getOperandTypes(), op.getType(),
              [&](Builder &in, ValueRange x) { return emitCompare(in, op.getKind(), element, x[0], x[1]); }));
    return success();
  }
};

struct LowerSelect : DlPattern<dl::SelectOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::SelectOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    replaceWith(r, b, op,
                apply(b, adaptor.getOperands(), op->getOperandTypes(), op.getType(),
                      [&](Builder &in, ValueRange x) -> Value {
                        return arith::SelectOp::create(in, x[0], x[1], x[2]);
                      }));
    return success();
  }
};

struct LowerFma : DlPattern<dl::FmaOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::FmaOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getType());
    replaceWith(r, b, op,
                apply(b, adaptor.getOperands(), op->getOperandTypes(), op.getType(),
                      [&](Builder &in, ValueRange x) { return emitFma(in, element, x[0], x[1], x[2]); }));
    return success();
  }
};

struct LowerIPow : DlPattern<dl::IPowOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::IPowOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getType());
    Value exponent = adaptor.getExponent();
    replaceWith(r, b, op,
                apply(b, adaptor.getBase(), op.getBase().getType(), op.getType(),
                      [&](Builder &in, ValueRange x) { return emitIPow(in, element, x[0], exponent); }));
    return success();
  }
};

struct LowerCast : DlPattern<dl::CastOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::CastOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type from = dl::elementType(op.getX().getType()), to = dl::elementType(op.getType());
    replaceWith(r, b, op,
                apply(b, adaptor.getX(), op.getX().getType(), op.getType(),
                      [&](Builder &in, ValueRange x) { return emitCast(in, from, to, x[0]); }));
    return success();
  }
};

struct LowerStopGradient : DlPattern<dl::StopGradientOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::StopGradientOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    replaceWith(r, b, op, adaptor.getX());
    return success();
  }
};

struct LowerAgain : DlPattern<dl::AgainOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::AgainOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value x = adaptor.getX();
    if (isa<RankedTensorType>(x.getType())) {
      replaceWith(r, b, op, rt::AgainOp::create(b, x.getType(), x).getResult());
      return success();
    }
    Value tensor = tensor::FromElementsOp::create(b, RankedTensorType::get({}, x.getType()), x);
    Value again = rt::AgainOp::create(b, tensor.getType(), tensor);
    replaceWith(r, b, op, tensor::ExtractOp::create(b, again, ValueRange()).getResult());
    return success();
  }
};

} // namespace

void addElementwisePatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerConstant, LowerUnary, LowerBinary, LowerCompare, LowerSelect, LowerFma, LowerIPow,
               LowerCast, LowerStopGradient, LowerAgain>(types, patterns.getContext());
}

} // namespace dual::lowering
