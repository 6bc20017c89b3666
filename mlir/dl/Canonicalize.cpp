// Canonical forms: rewrites that need more than one op's own operands and attributes.
#include "mlir/dl/FoldTools.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace dual::dl {

static bool isConstant(Value value) { return matchPattern(value, m_Constant()); }

/// A constant stands on the right, so that folds and patterns look at one side only. Not of a maximum: of two
/// that are equal the first has the gradient.
static LogicalResult moveConstantRight(BinaryOp op, PatternRewriter &rewriter) {
  bool isOrdered = op.getKind() == BinaryKind::Max || op.getKind() == BinaryKind::Min;
  if (isOrdered || !isCommutative(op.getKind()) || !isConstant(op.getLhs()) || isConstant(op.getRhs()))
    return failure();
  rewriter.replaceOpWithNewOp<BinaryOp>(op, op.getType(), op.getKind(), op.getRhs(), op.getLhs());
  return success();
}

/// The comparison that holds when the sides change places.
static CompareKind mirrored(CompareKind kind) {
  switch (kind) {
  case CompareKind::Lt:
    return CompareKind::Gt;
  case CompareKind::Le:
    return CompareKind::Ge;
  case CompareKind::Gt:
    return CompareKind::Lt;
  case CompareKind::Ge:
    return CompareKind::Le;
  default:
    return kind;
  }
}

static LogicalResult moveComparedConstantRight(CompareOp op, PatternRewriter &rewriter) {
  if (!isConstant(op.getLhs()) || isConstant(op.getRhs()))
    return failure();
  rewriter.replaceOpWithNewOp<CompareOp>(op, op.getType(), mirrored(op.getKind()), op.getRhs(), op.getLhs());
  return success();
}

static LogicalResult mergeReshapes(ReshapeOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<ReshapeOp>();
  if (!inner)
    return failure();
  rewriter.modifyOpInPlace(op, [&] { op.getXMutable().assign(inner.getX()); });
  return success();
}

/// A check that holds goes; one that cannot hold stays and fails when it is reached.
static LogicalResult dropTrueCheck(CheckOp op, PatternRewriter &rewriter) {
  if (!matchPattern(op.getCondition(), m_One()))
    return failure();
  rewriter.eraseOp(op);
  return success();
}

static LogicalResult dropHoldingRange(CheckRangeOp op, PatternRewriter &rewriter) {
  APInt bound;
  DenseElementsAttr elements;
  IntegerAttr number;
  if (!matchPattern(op.getBound(), m_ConstantInt(&bound)))
    return failure();
  auto isInside = [&](const APInt &index) { return !index.isNegative() && index.slt(bound); };
  bool holds = matchPattern(op.getX(), m_Constant(&number))
                   ? isInside(number.getValue())
                   : matchPattern(op.getX(), m_Constant(&elements)) &&
                         llvm::all_of(elements.getValues<APInt>(), isInside);
  if (!holds)
    return failure();
  rewriter.eraseOp(op);
  return success();
}

void BinaryOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(moveConstantRight);
}

void CompareOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(moveComparedConstantRight);
}

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(mergeReshapes);
}

void CheckOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(dropTrueCheck);
}

void CheckRangeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *) {
  patterns.add(dropHoldingRange);
}

} // namespace dual::dl
