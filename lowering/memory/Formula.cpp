#include "lowering/memory/Formula.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace dual::lowering {

constexpr int64_t alignment = 64;

Formulas::Formulas(func::FuncOp kernel, bool exact) : context(kernel.getContext()), exact(exact) {
  if (auto count = kernel->getAttrOfType<IntegerAttr>("dl.dim_count"))
    llvm::append_range(dims, kernel.getArguments().take_front(count.getInt()));
}

SmallVector<Value> Formulas::symbolsAt(ImplicitLocOpBuilder &b) {
  return llvm::map_to_vector(
      dims, [&](Value dim) -> Value { return arith::IndexCastOp::create(b, b.getIndexType(), dim); });
}

AffineExpr Formulas::exactly(Value number) {
  llvm::SaveAndRestore only(exact, true);
  return valueOf(number);
}

AffineExpr Formulas::larger(AffineExpr x, AffineExpr y) {
  if (!x || !y || x == y)
    return x == y ? x : AffineExpr();
  return exact ? AffineExpr() : isAtLeast(x, y) ? x : isAtLeast(y, x) ? y : AffineExpr();
}

AffineExpr Formulas::valueOf(affine::AffineApplyOp apply) {
  SmallVector<AffineExpr> operands;
  for (Value operand : apply.getOperands())
    operands.push_back(exactly(operand));
  if (llvm::is_contained(operands, AffineExpr()))
    return {};
  ArrayRef<AffineExpr> all(operands);
  unsigned dimCount = apply.getAffineMap().getNumDims();
  return apply.getAffineMap().getResult(0).replaceDimsAndSymbols(all.take_front(dimCount),
                                                                 all.drop_front(dimCount));
}

AffineExpr Formulas::valueOf(Value size) {
  APInt known;
  if (matchPattern(size, m_ConstantInt(&known)))
    return getAffineConstantExpr(known.getSExtValue(), context);
  if (auto found = llvm::find(dims, size); found != dims.end())
    return getAffineSymbolExpr(found - dims.begin(), context);
  Operation *op = size.getDefiningOp();
  if (auto apply = dyn_cast_or_null<affine::AffineApplyOp>(op))
    return valueOf(apply);
  if (isa_and_nonnull<arith::IndexCastOp>(op))
    return valueOf(op->getOperand(0));
  if (isa_and_nonnull<arith::MinSIOp>(op) && !exact) { // at most either
    AffineExpr x = valueOf(op->getOperand(0));
    return x ? x : valueOf(op->getOperand(1));
  }
  if (auto dim = dyn_cast_or_null<memref::DimOp>(op))
    if (auto axis = dim.getConstantIndex())
      return sizeOf(dim.getSource(), *axis);
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::FloorDivSIOp, arith::MaxSIOp>(op))
    return {};
  bool grows = isa<arith::AddIOp, arith::MulIOp, arith::MaxSIOp>(op); // with its second operand
  AffineExpr x = valueOf(op->getOperand(0)),
             y = grows ? valueOf(op->getOperand(1)) : exactly(op->getOperand(1));
  if (!x || !y)
    return {};
  if (isa<arith::MaxSIOp>(op)) // the turns of a loop, at least 0
    return isAtLeast(x, y) ? x : isAtLeast(y, x) ? y : AffineExpr();
  if (isa<arith::AddIOp>(op))
    return x + y;
  if (isa<arith::SubIOp>(op))
    return x - y;
  return isa<arith::MulIOp>(op) ? x * y : x.floorDiv(y);
}

static Value dynamicSize(MemRefType type, int64_t axis, ValueRange sizes) {
  return sizes[type.getDynamicDimIndex(axis)];
}

/// What a loop's result or argument has the size of: what goes around keeps its size, which SettleLoops
/// checks, and the condition of a `while` hands on what it was given. Null for all else.
static Value sameSize(Value buffer) {
  auto argument = dyn_cast<BlockArgument>(buffer);
  Operation *op = argument ? argument.getOwner()->getParentOp() : buffer.getDefiningOp();
  unsigned number = argument ? argument.getArgNumber() : cast<OpResult>(buffer).getResultNumber();
  if (auto loop = dyn_cast_or_null<scf::ForOp>(op))
    return loop.getInitArgs()[argument ? number - loop.getNumInductionVars() : number];
  auto loop = dyn_cast_or_null<scf::WhileOp>(op);
  if (!loop)
    return {};
  bool isBefore = argument && argument.getOwner() == loop.getBeforeBody();
  return isBefore ? loop.getInits()[number] : loop.getConditionOp().getArgs()[number];
}

AffineExpr Formulas::sizeOf(Value buffer, int64_t axis) {
  if (Value from = sameSize(buffer))
    return sizeOf(from, axis);
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(axis))
    return getAffineConstantExpr(type.getDimSize(axis), context);
  Operation *op = buffer.getDefiningOp();
  if (auto view = dyn_cast_or_null<memref::ViewOp>(op))
    return valueOf(dynamicSize(type, axis, view.getSizes()));
  if (auto alloc = dyn_cast_or_null<memref::AllocOp>(op))
    return valueOf(dynamicSize(type, axis, alloc.getDynamicSizes()));
  if (auto cast = dyn_cast_or_null<memref::CastOp>(op))
    return sizeOf(cast.getSource(), axis);
  if (auto part = dyn_cast_or_null<memref::SubViewOp>(op);
      part && part.getSourceType().getRank() == type.getRank())
    return valueOf(part.getDynamicSize(axis));
  if (auto choice = dyn_cast_or_null<scf::IfOp>(op)) {
    unsigned number = cast<OpResult>(buffer).getResultNumber();
    return larger(sizeOf(choice.thenYield().getOperand(number), axis),
                  sizeOf(choice.elseYield().getOperand(number), axis));
  }
  if (auto select = dyn_cast_or_null<arith::SelectOp>(op))
    return larger(sizeOf(select.getTrueValue(), axis), sizeOf(select.getFalseValue(), axis));
  return {};
}

AffineExpr Formulas::bytesOf(memref::AllocOp op) {
  MemRefType type = op.getType();
  AffineExpr bytes = getAffineConstantExpr(type.getElementTypeBitWidth() / 8, context);
  unsigned nextDynamic = 0;
  for (int64_t size : type.getShape()) {
    AffineExpr factor = ShapedType::isDynamic(size) ? valueOf(op.getDynamicSizes()[nextDynamic++])
                                                    : getAffineConstantExpr(size, context);
    if (!factor)
      return {};
    bytes = bytes * factor;
  }
  if (bytes.isMultipleOf(alignment))
    return bytes;
  return simplifyAffineExpr(bytes.ceilDiv(alignment) * alignment, 0, dims.size());
}

/// Without a symbol's negative coefficient: sums of products of what is not negative.
static bool isNeverNegative(AffineExpr e) {
  if (auto constant = dyn_cast<AffineConstantExpr>(e))
    return constant.getValue() >= 0;
  auto binary = dyn_cast<AffineBinaryOpExpr>(e);
  return !binary || (isNeverNegative(binary.getLHS()) && isNeverNegative(binary.getRHS()));
}

bool isAtLeast(AffineExpr large, AffineExpr small) {
  return large == small || isNeverNegative(simplifyAffineExpr(large - small, 0, /*numSymbols=*/64));
}

} // namespace dual::lowering
