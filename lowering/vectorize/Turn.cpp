// A copy of a tensor whose axes stand in another order, made in square blocks that are turned in registers.
#include "lowering/vectorize/Vectorize.h"

using namespace mlir;

namespace dual::lowering {
namespace {

class Turn {
public:
  /// `order[k]` is the axis of `source` that becomes axis k.
  Turn(Builder &b, Value source, ArrayRef<int64_t> order, int64_t lanes)
      : source(source), type(cast<MemRefType>(source.getType())), order(order), lanes(lanes),
        last(order.back()), unit(type.getRank() - 1) {
    SmallVector<int64_t> shape;
    Values dynamic;
    for (int64_t axis = 0; axis <= unit; ++axis)
      sizes.push_back(b.createOrFold<memref::DimOp>(source, axis));
    for (int64_t axis : order) {
      shape.push_back(type.getDimSize(axis));
      if (type.isDynamicDim(axis))
        dynamic.push_back(sizes[axis]);
    }
    target = memref::AllocOp::create(b, MemRefType::get(shape, type.getElementType()), dynamic,
                                     b.getI64IntegerAttr(64));
  }

  Value copy(Builder &b) {
    if (last == unit)
      loops(b, sizes, [&](Builder &in, ValueRange at) { element(in, at); });
    else
      planes(b);
    return target;
  }

private:
  void planes(Builder &b) {
    Values others;
    for (int64_t axis = 0; axis < unit; ++axis)
      if (axis != last)
        others.push_back(sizes[axis]);
    loops(b, others, [&](Builder &in, ValueRange outer) {
      Values at(unit + 1);
      for (int64_t axis = 0, next = 0; axis < unit; ++axis)
        if (axis != last)
          at[axis] = outer[next++];
      plane(in, at);
    });
  }

  /// Squares as far as they go in both directions, then single elements.
  void plane(Builder &in, Values at) {
    Value zero = indexConstant(in, 0), one = indexConstant(in, 1), step = indexConstant(in, lanes);
    auto wholeOf = [&](int64_t axis) {
      return in.createOrFold<arith::SubIOp>(sizes[axis], in.createOrFold<arith::RemUIOp>(sizes[axis], step));
    };
    Value wholeLast = isUnit() ? wholeOf(last) : zero, wholeUnit = isUnit() ? wholeOf(unit) : zero;
    auto each = [&](Value fromLast, Value toLast, Value fromUnit, Value toUnit, Value by, auto body) {
      loop(in, fromLast, toLast, by, {}, [&](Builder &middle, Value i, ValueRange) {
        loop(middle, fromUnit, toUnit, by, {}, [&](Builder &deep, Value j, ValueRange) {
          at[last] = i, at[unit] = j;
          return body(deep, at), Values();
        });
        return Values();
      });
    };
    auto single = [&](Builder &deep, Values &here) { element(deep, here); };
    each(zero, wholeLast, zero, wholeUnit, step, [&](Builder &deep, Values &here) { square(deep, here); });
    each(zero, wholeLast, wholeUnit, sizes[unit], one, single);
    each(wholeLast, sizes[last], zero, sizes[unit], one, single);
  }

  bool isUnit() {
    int64_t offset;
    SmallVector<int64_t> strides;
    return succeeded(type.getStridesAndOffset(strides, offset)) && strides.back() == 1;
  }

  Values turned(ValueRange at) {
    return llvm::map_to_vector(order, [&](int64_t axis) { return at[axis]; });
  }

  void element(Builder &in, ValueRange at) {
    memref::StoreOp::create(in, memref::LoadOp::create(in, source, at), target, turned(at));
  }

  Values shifted(Builder &in, Values at, int64_t axis, int64_t by) {
    at[axis] = in.createOrFold<arith::AddIOp>(at[axis], indexConstant(in, by));
    return at;
  }

  void square(Builder &in, Values &at) {
    auto vector = VectorType::get({lanes}, type.getElementType());
    Values rows;
    for (int64_t r = 0; r < lanes; ++r)
      rows.push_back(vector::LoadOp::create(in, vector, source, shifted(in, at, last, r)));
    for (int64_t distance = 1; distance < lanes; distance *= 2)
      swapHalves(in, rows, distance);
    for (int64_t r = 0; r < lanes; ++r)
      vector::StoreOp::create(in, rows[r], target, turned(shifted(in, at, unit, r)));
  }

  /// Rows i and i + d change places in those lanes whose number differs from the row's in bit d.
  void swapHalves(Builder &in, Values &rows, int64_t distance) {
    SmallVector<int64_t> upper, lower;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      upper.push_back(lane & distance ? lanes + lane - distance : lane);
      lower.push_back(lane & distance ? lanes + lane : lane + distance);
    }
    for (int64_t row = 0; row < lanes; ++row)
      if (!(row & distance)) {
        Value a = rows[row], b = rows[row + distance];
        rows[row] = vector::ShuffleOp::create(in, a, b, upper);
        rows[row + distance] = vector::ShuffleOp::create(in, a, b, lower);
      }
  }

  Value source, target;
  MemRefType type;
  ArrayRef<int64_t> order;
  int64_t lanes, last, unit;
  Values sizes;
};

} // namespace

Value turnOperand(Builder &b, linalg::GenericOp op, OpOperand &operand, unsigned dim, int64_t lanes) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  SmallVector<AffineExpr> order;
  for (AffineExpr e : map.getResults())
    if (!e.isFunctionOfDim(dim))
      order.push_back(e);
  order.push_back(b.getAffineDimExpr(dim));
  auto axes = llvm::map_to_vector(order, [&](AffineExpr e) -> int64_t {
    return llvm::find(map.getResults(), e) - map.getResults().begin();
  });
  Value copy = Turn(b, operand.get(), axes, lanes).copy(b);
  auto maps = op.getIndexingMapsArray();
  maps[operand.getOperandNumber()] = AffineMap::get(map.getNumDims(), 0, order, b.getContext());
  op.setIndexingMapsAttr(b.getAffineMapArrayAttr(maps));
  operand.set(copy);
  return copy;
}

} // namespace dual::lowering
