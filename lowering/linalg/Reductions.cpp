// Reductions and contractions. The combining op of a body says in which order the vectorizer must work:
// `arith.addf` on the accumulator means 64 lanes (statement 33), `math.fma` and everything else index order.
#include "lowering/linalg/Convert.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace dual::lowering {
namespace {

Value fill(Builder &b, const Sizes &sizes, TypedAttr value) {
  Value empty = tensor::EmptyOp::create(b, sizes, value.getType());
  Value constant = arith::ConstantOp::create(b, value);
  return linalg::FillOp::create(b, constant, empty).getResult(0);
}

TypedAttr zeroOf(Builder &b, Type type) { return b.getZeroAttr(type); }

/// -inf or the least number for Max, +inf or the largest for Min.
TypedAttr extreme(Builder &b, Type dlElement, Type stored, bool least) {
  if (isa<FloatType>(stored)) {
    double infinity = std::numeric_limits<double>::infinity();
    return b.getFloatAttr(stored, least ? -infinity : infinity);
  }
  if (dlElement.isInteger(1))
    return b.getIntegerAttr(stored, least ? 0 : 1);
  unsigned width = stored.getIntOrFloatBitWidth();
  if (dlElement.isUnsignedInteger())
    return b.getIntegerAttr(stored, least ? APInt::getMinValue(width) : APInt::getMaxValue(width));
  return b.getIntegerAttr(stored, least ? APInt::getSignedMinValue(width) : APInt::getSignedMaxValue(width));
}

TypedAttr startValue(Builder &b, dl::ReduceKind kind, Type dlElement, Type stored) {
  switch (kind) {
  case dl::ReduceKind::Prod:
    return cast<TypedAttr>(b.getOneAttr(stored));
  case dl::ReduceKind::All:
    return b.getIntegerAttr(stored, 1);
  case dl::ReduceKind::Max:
    return extreme(b, dlElement, stored, true);
  case dl::ReduceKind::Min:
    return extreme(b, dlElement, stored, false);
  default:
    return zeroOf(b, stored);
  }
}

dl::BinaryKind combiner(dl::ReduceKind kind) {
  switch (kind) {
  case dl::ReduceKind::Prod:
    return dl::BinaryKind::Mul;
  case dl::ReduceKind::Max:
    return dl::BinaryKind::Max;
  case dl::ReduceKind::Min:
    return dl::BinaryKind::Min;
  case dl::ReduceKind::Any:
    return dl::BinaryKind::Or;
  case dl::ReduceKind::All:
    return dl::BinaryKind::And;
  default:
    return dl::BinaryKind::Add;
  }
}

/// The iteration space of reducing some axes of a tensor.
struct ReduceSpace {
  AffineMap result;
  SmallVector<utils::IteratorType> iterators;
  Sizes kept;
  Value count; // index: how many elements each result has

  ReduceSpace(Builder &b, const Sizes &sizes, ArrayRef<int64_t> axes) {
    SmallVector<AffineExpr> exprs;
    count = arith::ConstantIndexOp::create(b, 1);
    for (auto [axis, size] : llvm::enumerate(sizes)) {
      bool reduced = llvm::is_contained(axes, static_cast<int64_t>(axis));
      iterators.push_back(reduced ? utils::IteratorType::reduction : utils::IteratorType::parallel);
      if (reduced) {
        count = arith::MulIOp::create(b, count, asIndexValue(b, size));
        continue;
      }
      exprs.push_back(b.getAffineDimExpr(axis));
      kept.push_back(size);
    }
    result = AffineMap::get(sizes.size(), 0, exprs, b.getContext());
  }
};

/// A tensor of rank 0 becomes its element.
Value finish(Builder &b, Value tensor, Type dlElement) {
  if (cast<RankedTensorType>(tensor.getType()).getRank() > 0)
    return tensor;
  return fromStorage(b, tensor::ExtractOp::create(b, tensor, ValueRange()), dlElement);
}

/// Applies `emit` to every element of the result: the division of a mean, the one rounding of 16-bit floats.
Value mapResult(Builder &b, Value tensor, Type element, EmitElement emit) {
  if (!isa<RankedTensorType>(tensor.getType()))
    return emit(b, tensor);
  return elementwise(b, tensor, tensor.getType(), element, emit);
}

struct LowerReduce : DlPattern<dl::ReduceOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ReduceOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    ReduceSpace space(b, sizesOf(b, adaptor.getX()), op.getAxes());
    bool isBest = op.getKind() == dl::ReduceKind::Argmax || op.getKind() == dl::ReduceKind::Argmin;
    replaceWith(r, b, op,
                isBest ? bestIndex(op, adaptor.getX(), b, space) : combine(op, adaptor.getX(), b, space));
    return success();
  }

  static Value combine(dl::ReduceOp op, Value x, Builder &b, ReduceSpace &space) {
    Type element = dl::elementType(op.getX().getType()), accumulator = accumulatorType(element);
    dl::BinaryKind kind = combiner(op.getKind());
    Value init = fill(b, space.kept, startValue(b, op.getKind(), element, storageType(accumulator)));
    SmallVector<AffineMap> maps{b.getMultiDimIdentityMap(space.iterators.size()), space.result};
    auto body = [&](OpBuilder &builder, Location loc, ValueRange args) {
      Builder in(loc, builder);
      Value old = fromStorage(in, args[1], accumulator);
      Value next = widen(in, fromStorage(in, args[0], element));
      Type type = isa<FloatType>(accumulator) ? accumulator : element;
      linalg::YieldOp::create(in, toStorage(in, emitBinary(in, kind, type, old, next)));
    };
    auto reduced = linalg::GenericOp::create(b, init.getType(), x, init, maps, space.iterators, body);
    return scale(op, b, finish(b, reduced.getResult(0), accumulator), space.count);
  }

  static Value scale(dl::ReduceOp op, Builder &b, Value total, Value count) {
    Type element = dl::elementType(op.getX().getType()), accumulator = accumulatorType(element);
    if (op.getKind() != dl::ReduceKind::Mean)
      return accumulator == element ? total : mapResult(b, total, element, [&](Builder &in, ValueRange x) {
        return narrow(in, x[0], element);
      });
    Value n = arith::IndexCastOp::create(b, b.getI64Type(), count);
    Value divisor = arith::SIToFPOp::create(b, accumulator, n);
    return mapResult(b, total, element, [&](Builder &in, ValueRange x) {
      return narrow(in, arith::DivFOp::create(in, x[0], divisor), element);
    });
  }

  /// Carries the best element beside its index; the first one always wins, so the start value is never seen.
  static Value bestIndex(dl::ReduceOp op, Value x, Builder &b, ReduceSpace &space) {
    Type element = dl::elementType(op.getX().getType()), stored = storageType(element);
    Value best = fill(b, space.kept, zeroOf(b, stored)),
          index = fill(b, space.kept, zeroOf(b, b.getI64Type()));
    SmallVector<AffineMap> maps{b.getMultiDimIdentityMap(space.iterators.size()), space.result, space.result};
    int64_t axis = op.getAxes().front();
    auto kind = op.getKind() == dl::ReduceKind::Argmax ? dl::CompareKind::Gt : dl::CompareKind::Lt;
    auto body = [&](OpBuilder &builder, Location loc, ValueRange args) {
      Builder in(loc, builder);
      Value position = linalg::IndexOp::create(in, axis);
      Value wins = isBetter(in, kind, element, args, position);
      Value here = arith::IndexCastOp::create(in, in.getI64Type(), position);
      linalg::YieldOp::create(in, ValueRange{arith::SelectOp::create(in, wins, args[0], args[1]),
                                             arith::SelectOp::create(in, wins, here, args[2])});
    };
    SmallVector<Type> types{best.getType(), index.getType()};
    auto found = linalg::GenericOp::create(b, types, x, ValueRange{best, index}, maps, space.iterators, body);
    return finish(b, found.getResult(1), b.getI64Type());
  }

  /// Better than the best so far, or the first NaN, or the very first element.
  static Value isBetter(Builder &b, dl::CompareKind kind, Type element, ValueRange args, Value position) {
    Value x = fromStorage(b, args[0], element), best = fromStorage(b, args[1], element);
    Value wins = emitCompare(b, kind, element, x, best);
    if (isa<FloatType>(element)) {
      Value isNaN = emitCompare(b, dl::CompareKind::Ne, element, x, x);
      Value bestIsNumber = emitCompare(b, dl::CompareKind::Eq, element, best, best);
      wins = arith::OrIOp::create(b, wins, arith::AndIOp::create(b, isNaN, bestIsNumber));
    }
    Value zero = arith::ConstantIndexOp::create(b, 0);
    return arith::OrIOp::create(b, wins, arith::CmpIOp::create(b, arith::CmpIPredicate::eq, position, zero));
  }
};

struct LowerContract : DlPattern<dl::ContractOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ContractOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = storageType(dl::elementType(op.getType())), accumulator = accumulatorType(element);
    int64_t rank = dl::shapeOf(op.getType()).size(), depth = iterationDims(op);
    SmallVector<AffineMap> maps{mapOf(b, depth, op.getLhsDims()), mapOf(b, depth, op.getRhsDims()),
                                mapOf(b, depth, llvm::to_vector(llvm::seq(rank)))};
    SmallVector<utils::IteratorType> iterators(depth, utils::IteratorType::reduction);
    std::fill_n(iterators.begin(), rank, utils::IteratorType::parallel);
    Value init = fill(b, resultSizes(op, adaptor, b, rank), zeroOf(b, accumulator));
    auto body = [&](OpBuilder &builder, Location loc, ValueRange args) {
      Builder in(loc, builder);
      linalg::YieldOp::create(in, accumulate(in, args));
    };
    auto product = linalg::GenericOp::create(
        b, init.getType(), ValueRange{adaptor.getLhs(), adaptor.getRhs()}, init, maps, iterators, body);
    Value total = finish(b, product.getResult(0), accumulator);
    if (accumulator != element)
      total =
          mapResult(b, total, element, [&](Builder &in, ValueRange x) { return narrow(in, x[0], element); });
    replaceWith(r, b, op, total);
    return success();
  }

  static Value accumulate(Builder &b, ValueRange args) {
    if (isa<FloatType>(args[2].getType()))
      return math::FmaOp::create(b, widen(b, args[0]), widen(b, args[1]), args[2]);
    return arith::AddIOp::create(b, args[2], arith::MulIOp::create(b, args[0], args[1]));
  }

  static int64_t iterationDims(dl::ContractOp op) {
    int64_t depth = dl::shapeOf(op.getType()).size();
    for (ArrayRef<int64_t> dims : {op.getLhsDims(), op.getRhsDims()})
      for (int64_t dim : dims)
        depth = std::max(depth, dim + 1);
    return depth;
  }

  static AffineMap mapOf(Builder &b, int64_t depth, ArrayRef<int64_t> dims) {
    auto exprs = llvm::map_to_vector(dims, [&](int64_t dim) { return b.getAffineDimExpr(dim); });
    return AffineMap::get(depth, 0, exprs, b.getContext());
  }

  static Sizes resultSizes(dl::ContractOp op, Adaptor adaptor, Builder &b, int64_t rank) {
    Sizes sizes(rank);
    auto take = [&](Value operand, ArrayRef<int64_t> dims) {
      for (auto [dim, size] : llvm::zip(dims, sizesOf(b, operand)))
        if (dim < rank && (sizes[dim].isNull() || isa<Attribute>(size)))
          sizes[dim] = size;
    };
    take(adaptor.getLhs(), op.getLhsDims());
    take(adaptor.getRhs(), op.getRhsDims());
    return sizes;
  }
};

} // namespace

void addReductionPatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerReduce, LowerContract>(types, patterns.getContext());
}

} // namespace dual::lowering
