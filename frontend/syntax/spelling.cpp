// The operators as the user writes them: for messages, and for the printed tree.
#include "frontend/syntax/ast.h"

namespace dual {

const char *spelling(UnaryOp op) { return op == UnaryOp::negate ? "-" : "not"; }

const char *spelling(BinaryOp op) {
  static const char *const texts[] = {"+", "-", "*", "/", "%", "@", "**"};
  return texts[static_cast<int>(op)];
}

const char *spelling(CompareOp op) {
  static const char *const texts[] = {"==", "!=", "<", "<=", ">", ">="};
  return texts[static_cast<int>(op)];
}

const char *spelling(LogicalOp op) { return op == LogicalOp::logicalAnd ? "and" : "or"; }

const char *spelling(ReductionOp op) {
  static const char *const texts[] = {"sum", "prod", "max", "min", "mean", "any", "all", "argmax", "argmin"};
  return texts[static_cast<int>(op)];
}

const char *spelling(AssignOp op) {
  static const char *const texts[] = {"=", "+=", "-=", "*=", "/="};
  return texts[static_cast<int>(op)];
}

} // namespace dual
