// Rows of values: made, filled, read.
#include "mlir/autodiff/Rows.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace dual::autodiff {

Type rowsType(Type type) {
  SmallVector<int64_t> shape{ShapedType::kDynamic};
  llvm::append_range(shape, dl::shapeOf(type));
  return dl::numericType(shape, dl::elementType(type));
}

Value zeroRows(Type type, Value count, ArrayRef<Value> sizes, Emit &emit) {
  SmallVector<Value> all{count};
  llvm::append_range(all, sizes);
  return emit.create<dl::BroadcastOp>(type, emit.scalar(dl::elementType(type), 0.0), all,
                                      ArrayRef<int64_t>());
}

Value grown(Value rows, Value needed, Emit &emit) {
  Value capacity = emit.create<dl::DimOp>(rows, 0);
  Value isShort = emit.compare(dl::CompareKind::Gt, needed, capacity);
  auto choice = emit.create<scf::IfOp>(rows.getType(), isShort, /*addThenBlock=*/true, /*addElseBlock=*/true);
  Emit more(emit.getLoc(), choice.thenBlock(), choice.thenBlock()->begin());
  SmallVector<Value> sizes = more.dynamicDims(rows);
  Value zeros = zeroRows(rows.getType(), more.binary(dl::BinaryKind::Max, capacity, needed),
                         ArrayRef(sizes).drop_front(), more);
  Value longer = more.create<dl::ConcatOp>(rows.getType(), ValueRange{rows, zeros}, 0);
  more.create<scf::YieldOp>(longer);
  Emit(emit.getLoc(), choice.elseBlock(), choice.elseBlock()->begin()).create<scf::YieldOp>(rows);
  return choice.getResult(0);
}

Value product(Type type, ArrayRef<Value> sizes, Emit &emit) {
  Value count = emit.index(1);
  for (int64_t size : dl::shapeOf(type))
    count = emit.mul(count, ShapedType::isDynamic(size) ? sizes.consume_front() : emit.index(size));
  return count;
}

namespace {

/// The box of row `turn`.
struct Box {
  SmallVector<Value> offsets, sizes;
  SmallVector<int64_t> strides;
  Type type;
};

Box boxOf(Type type, ArrayRef<Value> sizes, Value turn, Emit &emit) {
  Box box{{turn}, {emit.index(1)}, {1}, {}};
  SmallVector<int64_t> shape{1};
  for (int64_t size : dl::shapeOf(type)) {
    box.offsets.push_back(emit.index(0));
    box.sizes.push_back(ShapedType::isDynamic(size) ? sizes.consume_front() : emit.index(size));
    box.strides.push_back(1);
    shape.push_back(size);
  }
  box.type = RankedTensorType::get(shape, dl::elementType(type));
  return box;
}

} // namespace

Value withRow(Value rows, Value value, ArrayRef<Value> sizes, Value turn, Emit &emit) {
  Box box = boxOf(value.getType(), sizes, turn, emit);
  Value flat = emit.create<dl::ReshapeOp>(box.type, value, sizes);
  return emit.create<dl::InsertOp>(rows.getType(), flat, rows, box.offsets, box.strides);
}

Value rowOf(Value rows, Type type, ArrayRef<Value> sizes, Value turn, Emit &emit) {
  Box box = boxOf(type, sizes, turn, emit);
  Value slice = emit.create<dl::SliceOp>(box.type, rows, box.offsets, box.sizes, box.strides);
  return emit.create<dl::ReshapeOp>(type, slice, sizes);
}

} // namespace dual::autodiff
