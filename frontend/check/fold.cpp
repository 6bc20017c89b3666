#include "frontend/check/fold.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>
#include <limits>

namespace dual::check {

using mlir::Value;

Fold::Fold(Emitter &checker, ReductionOp op, const TypeRef &element, size_t places, bool fuses,
           SourceRange range)
    : checker(checker), op(op), element(element), total(element), places(places), fuses(fuses), range(range) {
  if (element->element.isF16() || element->element.isBF16())
    total = tensorType(checker.builder.getF32Type(), element->shape);
}

bool Fold::needsSome() const {
  bool extremum = op == ReductionOp::max || op == ReductionOp::min;
  return isPosition() || (extremum && !mlir::isa<mlir::FloatType>(element->element));
}

Value Fold::fill(double real, int64_t integer) {
  Val one = checker.scalar(checker.numberConstant(total->element, real, integer));
  return checker.broadcastTo(one, total->shape, range, "").leaf();
}

Value Fold::cast(Value value, mlir::Type to) {
  auto shaped = mlir::dyn_cast<mlir::RankedTensorType>(value.getType());
  mlir::Type type = shaped ? mlir::Type(shaped.clone(to)) : to;
  return value.getType() == type ? value : checker.emit<dl::CastOp>(range, type, value).getResult();
}

// The total; how many there were, for a mean; whether there was one, where that matters; the best place.
Fold::Carried Fold::initial() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  bool one = op == ReductionOp::prod || op == ReductionOp::all;
  double real = one ? 1 : op == ReductionOp::max ? -infinity : op == ReductionOp::min ? infinity : 0;
  Carried carried = {fill(needsSome() ? 0 : real, one)};
  if (op == ReductionOp::mean)
    carried.push_back(checker.intConstant(0).leaf());
  if (needsSome())
    carried.push_back(checker.boolConstant(false).leaf());
  if (isPosition())
    carried.append(places, checker.intConstant(0).leaf());
  return carried;
}

Value Fold::combined(Value sum, llvm::ArrayRef<Value> elements) {
  auto binary = [&](dl::BinaryKind kind, Value a, Value b) -> Value {
    return checker.emit<dl::BinaryOp>(range, a.getType(), kind, a, b);
  };
  if (fuses && mlir::isa<mlir::FloatType>(total->element))
    return checker.emit<dl::FmaOp>(range, sum.getType(), elements[0], elements[1], sum);
  if (fuses)
    return binary(dl::BinaryKind::Add, sum, binary(dl::BinaryKind::Mul, elements[0], elements[1]));
  static const dl::BinaryKind kinds[] = {dl::BinaryKind::Add, dl::BinaryKind::Mul, dl::BinaryKind::Max,
                                         dl::BinaryKind::Min, dl::BinaryKind::Add, dl::BinaryKind::Or,
                                         dl::BinaryKind::And};
  return binary(kinds[int(op)], sum, elements[0]);
}

// Better than the best so far, or the first NaN, or the very first.
Value Fold::wins(Value x, mlir::ValueRange carried) {
  mlir::Type flag = checker.builder.getI1Type();
  auto compare = [&](dl::CompareKind kind, Value a, Value b) -> Value {
    return checker.emit<dl::CompareOp>(range, flag, kind, a, b);
  };
  auto binary = [&](dl::BinaryKind kind, Value a, Value b) -> Value {
    return checker.emit<dl::BinaryOp>(range, flag, kind, a, b);
  };
  bool largest = op == ReductionOp::max || op == ReductionOp::argmax;
  Value better = compare(largest ? dl::CompareKind::Gt : dl::CompareKind::Lt, x, carried[0]);
  if (mlir::isa<mlir::FloatType>(total->element)) {
    Value firstNaN = binary(dl::BinaryKind::And, compare(dl::CompareKind::Ne, x, x),
                            compare(dl::CompareKind::Eq, carried[0], carried[0]));
    better = binary(dl::BinaryKind::Or, better, firstNaN);
  }
  Value isFirst = checker.emit<dl::UnaryOp>(range, flag, dl::UnaryKind::Not, carried[1]);
  return binary(dl::BinaryKind::Or, better, isFirst);
}

Fold::Carried Fold::next(mlir::ValueRange carried, llvm::ArrayRef<Value> elements, llvm::ArrayRef<Value> at) {
  Carried wide;
  for (Value value : elements)
    wide.push_back(cast(value, total->element));
  Carried result;
  auto choose = [&](Value condition, Value a, Value b) -> Value {
    return checker.emit<dl::SelectOp>(range, a.getType(), condition, a, b);
  };
  if (isPosition()) {
    Value better = wins(wide[0], carried);
    result = {choose(better, wide[0], carried[0]), checker.boolConstant(true).leaf()};
    for (size_t k = 0; k < places; ++k)
      result.push_back(choose(better, at[k], carried[2 + k]));
    return result;
  }
  if (needsSome()) {
    Val some = checker.broadcastTo(checker.scalar(carried[1]), total->shape, range, "");
    return {choose(some.leaf(), combined(carried[0], wide), wide[0]), checker.boolConstant(true).leaf()};
  }
  result = {combined(carried[0], wide)};
  if (op == ReductionOp::mean)
    result.push_back(checker.emit<dl::BinaryOp>(range, carried[1].getType(), dl::BinaryKind::Add, carried[1],
                                                checker.intConstant(1).leaf()));
  return result;
}

Fold::Carried Fold::nextAt(Value all, llvm::ArrayRef<Value> at, llvm::ArrayRef<Value> elements) {
  llvm::SmallVector<Value> offsets(at.begin(), at.end()), sizes(at.size(), checker.intConstant(1).leaf());
  std::vector<Dim> box(at.size(), Dim(1));
  for (const Dim &dim : total->shape) {
    offsets.push_back(checker.intConstant(0).leaf());
    sizes.push_back(checker.dimValue(dim));
    box.push_back(dim);
  }
  mlir::Type boxType = checker.mlirType(tensorType(total->element, box));
  llvm::SmallVector<int64_t> strides(box.size(), 1);
  Value old = checker.emit<dl::SliceOp>(range, boxType, all, offsets, sizes, strides);
  old = checker.emit<dl::ReshapeOp>(range, checker.mlirType(total), old, checker.dynamicSizes(total->shape));
  Value changed = next(old, elements, {})[0];
  changed = checker.emit<dl::ReshapeOp>(range, boxType, changed, checker.dynamicSizes(box));
  return {checker.emit<dl::InsertOp>(range, all.getType(), changed, all, offsets, strides)};
}

Val Fold::result(mlir::ValueRange carried) {
  if (needsSome())
    checker.emit<dl::CheckOp>(range, carried[1], fmt::format("`{}` of no elements", spelling(op)), "VALUE",
                              mlir::ValueRange{});
  if (isPosition()) {
    TypeRef place = tensorType(checker.builder.getI64Type());
    return places == 1 ? checker.make(place, {carried[2]})
                       : checker.make(tupleType(std::vector<TypeRef>(places, place)),
                                      llvm::SmallVector<Value>(carried.drop_front(2)));
  }
  Value value = carried[0];
  if (op == ReductionOp::mean) {
    Val count = checker.scalar(cast(carried[1], total->element));
    value = checker.emit<dl::BinaryOp>(range, value.getType(), dl::BinaryKind::Div, value,
                                       checker.broadcastTo(count, total->shape, range, "").leaf());
  }
  return checker.make(element, {cast(value, element->element)});
}

} // namespace dual::check
