// Types, sizes and the building of linalg.generic.
#include "lowering/linalg/Convert.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace dual::lowering {

Type pointerType(MLIRContext *context) { return LLVM::LLVMPointerType::get(context); }

Type storageType(Type element) {
  if (element.isInteger(1) || element.isUnsignedInteger(8))
    return IntegerType::get(element.getContext(), 8);
  return element;
}

DlTypeConverter::DlTypeConverter() {
  addConversion([](Type type) { return type; });
  addConversion([](IntegerType type) -> Type {
    return type.isUnsigned() ? IntegerType::get(type.getContext(), type.getWidth()) : type;
  });
  addConversion([](RankedTensorType type) -> Type { return type.clone(storageType(type.getElementType())); });
  addConversion([](dl::StrType type) -> Type {
    return RankedTensorType::get({ShapedType::kDynamic}, IntegerType::get(type.getContext(), 8));
  });
  addConversion([](dl::DataType type) { return LLVM::LLVMPointerType::get(type.getContext()); });
}

OpFoldResult toIndex(Builder &b, Value size) {
  APInt known;
  // A negative size, which a check refuses when it runs, must not become a static one.
  if (matchPattern(size, m_ConstantInt(&known)) && !known.isNegative())
    return b.getIndexAttr(known.getSExtValue());
  if (auto cast = size.getDefiningOp<arith::IndexCastOp>(); cast && cast.getIn().getType().isIndex())
    return cast.getIn();
  return arith::IndexCastOp::create(b, b.getIndexType(), size).getResult();
}

Value asIndexValue(Builder &b, OpFoldResult size) {
  return getValueOrCreateConstantIndexOp(b, b.getLoc(), size);
}

Value toI64(Builder &b, OpFoldResult size) {
  if (auto known = getConstantIntValue(size))
    return arith::ConstantOp::create(b, b.getI64IntegerAttr(*known));
  return arith::IndexCastOp::create(b, b.getI64Type(), cast<Value>(size));
}

static OpFoldResult sizeOf(Builder &b, Value tensor, int64_t axis) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(axis))
    return b.getIndexAttr(type.getDimSize(axis));
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    return empty.getMixedSizes()[axis];
  if (auto destination = tensor.getDefiningOp<DestinationStyleOpInterface>())
    return sizeOf(b, destination.getDpsInitOperand(cast<OpResult>(tensor).getResultNumber())->get(), axis);
  if (auto cast = tensor.getDefiningOp<tensor::CastOp>();
      cast && isa<RankedTensorType>(cast.getSource().getType()))
    return sizeOf(b, cast.getSource(), axis);
  if (auto expand = tensor.getDefiningOp<tensor::ExpandShapeOp>())
    return expand.getMixedOutputShape()[axis];
  if (auto slice = tensor.getDefiningOp<tensor::ExtractSliceOp>())
    return slice.getMixedSizes()[axis];
  return tensor::DimOp::create(b, tensor, axis).getResult();
}

Sizes sizesOf(Builder &b, Value tensor) {
  Sizes sizes;
  if (auto type = dyn_cast<RankedTensorType>(tensor.getType()))
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      sizes.push_back(sizeOf(b, tensor, axis));
  return sizes;
}

Sizes sizesOf(Builder &b, Type type, ValueRange dynamic) {
  Sizes sizes;
  for (int64_t size : dl::shapeOf(type)) {
    if (!ShapedType::isDynamic(size)) {
      sizes.push_back(b.getIndexAttr(size));
      continue;
    }
    sizes.push_back(toIndex(b, dynamic.front()));
    dynamic = dynamic.drop_front();
  }
  return sizes;
}

Value toStorage(Builder &b, Value x) {
  return x.getType().isInteger(1) ? arith::ExtUIOp::create(b, b.getI8Type(), x).getResult() : x;
}

Value fromStorage(Builder &b, Value x, Type element) {
  if (!element.isInteger(1))
    return x;
  Value zero = arith::ConstantOp::create(b, b.getIntegerAttr(x.getType(), 0));
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, x, zero);
}

Value generic(Builder &b, ValueRange inputs, TypeRange types, ArrayRef<AffineMap> maps, const Sizes &sizes,
              Type resultElement, EmitElement emit) {
  Value init = tensor::EmptyOp::create(b, sizes, storageType(resultElement));
  SmallVector<utils::IteratorType> iterators(maps.back().getNumDims(), utils::IteratorType::parallel);
  auto op = linalg::GenericOp::create(b, init.getType(), inputs, init, maps, iterators,
                                      [&](OpBuilder &builder, Location loc, ValueRange args) {
                                        Builder in(loc, builder);
                                        SmallVector<Value> elements;
                                        for (auto [arg, type] : llvm::zip(args, types))
                                          elements.push_back(fromStorage(in, arg, dl::elementType(type)));
                                        linalg::YieldOp::create(in, toStorage(in, emit(in, elements)));
                                      });
  return op.getResult(0);
}

Value elementwise(Builder &b, ValueRange inputs, TypeRange types, Type resultElement, EmitElement emit) {
  Sizes sizes = sizesOf(b, inputs.front());
  SmallVector<AffineMap> maps(inputs.size() + 1, b.getMultiDimIdentityMap(sizes.size()));
  return generic(b, inputs, types, maps, sizes, resultElement, emit);
}

void replaceWith(ConversionPatternRewriter &r, Builder &b, const TypeConverter &types, Operation *op,
                 ValueRange values) {
  SmallVector<Value> results;
  for (auto [value, type] : llvm::zip(values, op->getResultTypes())) {
    Type wanted = types.convertType(type);
    results.push_back(value.getType() == wanted ? value
                                                : tensor::CastOp::create(b, wanted, value).getResult());
  }
  r.replaceOp(op, results);
}

static Value loopLevel(Builder &b, ArrayRef<OpFoldResult> sizes, SmallVector<Value> &ivs, Value carried,
                       llvm::function_ref<Value(Builder &, ValueRange, Value)> body) {
  if (sizes.empty())
    return body(b, ivs, carried);
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  ValueRange initial = carried ? ValueRange(carried) : ValueRange();
  auto loop = scf::ForOp::create(b, zero, asIndexValue(b, sizes.front()), one, initial);
  OpBuilder::InsertionGuard guard(b);
  if (carried)
    b.setInsertionPointToEnd(loop.getBody());
  else
    b.setInsertionPoint(loop.getBody()->getTerminator());
  ivs.push_back(loop.getInductionVar());
  Value inner = carried ? Value(loop.getRegionIterArg(0)) : Value();
  Value result = loopLevel(b, sizes.drop_front(), ivs, inner, body);
  ivs.pop_back();
  if (!carried)
    return {};
  scf::YieldOp::create(b, result);
  return loop.getResult(0);
}

Value loopNest(Builder &b, const Sizes &sizes, Value carried,
               llvm::function_ref<Value(Builder &, ValueRange, Value)> body) {
  SmallVector<Value> ivs;
  return loopLevel(b, sizes, ivs, carried, body);
}

} // namespace dual::lowering
