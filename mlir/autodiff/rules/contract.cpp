// The adjoint of the contraction: two contractions.
#include "mlir/autodiff/Reverse.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

/// A tensor whose axis k runs along iteration dim `dims[k]`.
struct Operand {
  Value value;
  SmallVector<int64_t> dims;
};

/// dy as an operand. A scalar becomes one element along a dim of its own, numbered behind all others.
Operand cotangent(dl::ContractOp op, Value dy, Emit &emit) {
  int64_t rank = dl::shapeOf(dy.getType()).size();
  if (rank > 0)
    return {dy, llvm::to_vector(llvm::seq<int64_t>(rank))};
  int64_t own = 0;
  for (int64_t dim : llvm::concat<const int64_t>(op.getLhsDims(), op.getRhsDims()))
    own = std::max(own, dim + 1);
  Type type = RankedTensorType::get({1}, dy.getType());
  return {emit.create<dl::ReshapeOp>(type, dy, ValueRange()), {own}};
}

/// The size of an iteration dim, as the first of the operands that has it tells.
int64_t staticSize(int64_t dim, const Operand &a, const Operand &b) {
  for (const Operand *operand : {&a, &b}) {
    auto found = llvm::find(operand->dims, dim);
    if (found != operand->dims.end())
      return dl::shapeOf(operand->value.getType())[found - operand->dims.begin()];
  }
  llvm_unreachable("one of the operands has the dim");
}

/// sum over the dims not in `kept` of a * b; the reduced dims keep the order of the forward contraction.
Value contract(const Operand &a, const Operand &b, ArrayRef<int64_t> kept, Emit &emit) {
  SmallVector<int64_t> order(kept), reduced, shape;
  for (int64_t dim : llvm::concat<const int64_t>(a.dims, b.dims))
    if (!llvm::is_contained(kept, dim) && !llvm::is_contained(reduced, dim))
      reduced.push_back(dim);
  llvm::sort(reduced);
  llvm::append_range(order, reduced);
  auto number = [&](int64_t dim) -> int64_t { return llvm::find(order, dim) - order.begin(); };
  for (int64_t dim : kept)
    shape.push_back(staticSize(dim, a, b));
  Type type = dl::numericType(shape, dl::elementType(a.value.getType()));
  return emit.create<dl::ContractOp>(type, a.value, b.value, llvm::map_to_vector(a.dims, number),
                                     llvm::map_to_vector(b.dims, number));
}

/// `x` where the indices along the two axes are equal, 0 elsewhere.
Value keepDiagonal(Value x, int64_t first, int64_t second, Emit &emit) {
  Type type = dl::numericType(dl::shapeOf(x.getType()), emit.getI64Type());
  Value rows = emit.create<dl::IotaOp>(type, emit.dynamicDims(x), first);
  Value columns = emit.create<dl::IotaOp>(type, emit.dynamicDims(x), second);
  return emit.select(emit.compare(dl::CompareKind::Eq, rows, columns), x, emit.zerosLike(x));
}

/// The adjoint of `target`. A dim that only `target` has was summed: its elements share one adjoint. A dim
/// that it has twice means its diagonal.
Value operandAdjoint(const Operand &target, const Operand &dy, const Operand &other, Emit &emit) {
  SmallVector<int64_t> kept, axes;
  for (auto [axis, dim] : llvm::enumerate(target.dims))
    if (llvm::is_contained(dy.dims, dim) || llvm::is_contained(other.dims, dim))
      if (!llvm::is_contained(kept, dim)) {
        kept.push_back(dim);
        axes.push_back(axis);
      }
  Value adjoint = contract(dy, other, kept, emit);
  if (kept.size() == target.dims.size())
    return emit.reshapeLike(adjoint, target.value);
  adjoint = emit.broadcastLike(adjoint, target.value, axes);
  for (auto [axis, dim] : llvm::enumerate(target.dims)) {
    int64_t first = llvm::find(target.dims, dim) - target.dims.begin();
    if (first != static_cast<int64_t>(axis))
      adjoint = keepDiagonal(adjoint, first, axis, emit);
  }
  return adjoint;
}

LogicalResult contractRule(dl::ContractOp op, AdjointMap &adjoints, Emit &emit) {
  Operand dy = cotangent(op, adjoints.of(op), emit);
  Operand lhs{op.getLhs(), SmallVector<int64_t>(op.getLhsDims())};
  Operand rhs{op.getRhs(), SmallVector<int64_t>(op.getRhsDims())};
  adjoints.add(lhs.value, operandAdjoint(lhs, dy, rhs, emit), emit);
  adjoints.add(rhs.value, operandAdjoint(rhs, dy, lhs, emit), emit);
  return success();
}

} // namespace

void addContractRules(RuleTable &table) { table.add<dl::ContractOp>(contractRule); }

} // namespace dual::autodiff
