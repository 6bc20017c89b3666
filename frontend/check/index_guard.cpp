// What counts only where a condition holds: branches and short-circuits over whole tensors.
#include "frontend/check/control.h"
#include "frontend/check/index.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

bool isFlags(const Indexed &part) {
  return !part.value.literal && part.value.type->isTensor() && part.value.type->element.isInteger(1);
}

static const Expr *only(const Block &block) {
  auto *plain = block.stmts.size() == 1 ? block.stmts[0]->as<ExprStmt>() : nullptr;
  return plain ? plain->value.get() : nullptr;
}

// The right side counts only where the left one has not decided.
Indexed IndexWalk::logical(const LogicalExpr &given) {
  Indexed left = walk(*given.lhs);
  if (failed || !isFlags(left))
    return failed ? fail()
                  : fail(DiagCode::type_mismatch, given.lhs->range,
                         fmt::format("`{}` does not apply to `{}`", spelling(given.op),
                                     dtypeText(checker.settle(left.value, given.range).type->element)));
  Indexed open = given.op == LogicalOp::logicalAnd ? left : negated(left, given.range);
  std::vector<Indexed> parts = {left, walkWhere(*given.rhs, open, given.range)};
  return combine(parts, given.range, [&] { return apply(given, parts); });
}

Indexed IndexWalk::negated(const Indexed &flags, SourceRange range) {
  Value value =
      checker.emit<dl::UnaryOp>(range, flags.value.leaf().getType(), dl::UnaryKind::Not, flags.value.leaf());
  return {checker.make(flags.value.type, {value}), flags.axes};
}

Indexed IndexWalk::walkWhere(const Expr &expr, const Indexed &flags, SourceRange range) {
  bool outer = std::exchange(cleans, cleans || bends(expr));
  Indexed result = where(flags, range, [&] { return walk(expr); });
  cleans = outer;
  return result;
}

// Whether its derivative multiplies with something, which may be infinite.
bool bends(const Expr &expr) {
  auto *binary = expr.as<BinaryExpr>();
  bool found = expr.is<CallExpr>() || (binary && binary->op != BinaryOp::add && binary->op != BinaryOp::sub);
  eachPart(expr, [&](const Expr &child) { found |= bends(child); });
  return found;
}

// What is not read has no derivative: 0 times infinity is none. So what comes in is cut off where it does not
// count.
Indexed IndexWalk::cleaned(const Indexed &given, SourceRange range) {
  if (!guard || !cleans || failed || given.value.literal ||
      !mlir::isa_and_nonnull<mlir::FloatType>(given.value.type->element))
    return given;
  return chosen(*guard, given, checker.scalar(checker.numberConstant(given.value.type->element, 0, 0)),
                range);
}

// The same for a factor of a contraction, by which the adjoint of the other one is multiplied. A factor that
// lacks some indices of the guard counts where it does at any of them: repeating it for each would cost more
// than the contraction.
Indexed IndexWalk::cleanedFactor(const Expr &expr, const Indexed &given, SourceRange range) {
  if (!guard || failed || given.value.literal || !readsVariables(expr) ||
      !mlir::isa_and_nonnull<mlir::FloatType>(given.value.type->element))
    return given;
  std::vector<int64_t> others;
  std::vector<int> kept;
  for (auto [place, axis] : llvm::enumerate(guard->axes))
    if (llvm::is_contained(given.axes, axis))
      kept.push_back(axis);
    else
      others.push_back(place);
  Val counts = others.empty() ? guard->value
                              : checker.reduce(ReductionOp::any, guard->value, others, /*keep=*/false, range);
  Val zero = checker.scalar(checker.numberConstant(given.value.type->element, 0, 0));
  return chosen({counts, kept}, given, zero, range);
}

Indexed IndexWalk::both(const Indexed &a, const Indexed &b, SourceRange range) {
  std::vector<Indexed> parts = {a, b};
  return combine(parts, range, [&] {
    return checker.make(parts[0].value.type, {checker.emit<dl::BinaryOp>(
                                                 range, parts[0].value.leaf().getType(), dl::BinaryKind::And,
                                                 parts[0].value.leaf(), parts[1].value.leaf())});
  });
}

Indexed IndexWalk::where(const Indexed &flags, SourceRange range, llvm::function_ref<Indexed()> inside) {
  auto outer = guard;
  guard = outer ? both(*outer, flags, range) : flags;
  Indexed result = inside();
  guard = outer;
  return result;
}

// The value where the flags hold, elsewhere another one.
Indexed IndexWalk::chosen(const Indexed &flags, const Indexed &value, const Val &other, SourceRange range) {
  std::vector<Indexed> parts = {flags, value, {other, {}}};
  return combine(parts, range,
                 [&] { return checker.selectValues(parts[0].value, parts[1].value, parts[2].value, range); });
}

// The value where it counts, elsewhere one that passes every check.
Indexed IndexWalk::masked(const Indexed &given, int64_t safe, SourceRange range) {
  if (!guard || failed || given.value.literal ||
      !mlir::isa_and_nonnull<mlir::IntegerType>(given.value.type->element))
    return given;
  return chosen(*guard, given, checker.scalar(checker.numberConstant(given.value.type->element, 0, safe)),
                range);
}

static bool divides(const Expr &expr) {
  auto *binary = expr.as<BinaryExpr>();
  return binary && (binary->op == BinaryOp::div || binary->op == BinaryOp::mod);
}

bool IndexWalk::mayFail(const Expr &expr) {
  bool found = expr.is<SubscriptExpr>() || expr.is<CallExpr>() || divides(expr);
  eachPart(expr, [&](const Expr &child) { found |= mayFail(child); });
  return found;
}

// What depends on no index is computed once, if it counts anywhere.
Val IndexWalk::whereAny(const Expr &expr) {
  std::vector<int64_t> all;
  for (size_t k = 0; k < guard->axes.size(); ++k)
    all.push_back(k);
  Val any =
      all.empty() ? guard->value : checker.reduce(ReductionOp::any, guard->value, all, false, expr.range);
  Val first;
  auto known = checker.frame.dimValues; // sizes that the first side finds are nothing to the other
  return checker.branches(
      any.leaf(), [&] { return first = checker.settle(checker.expr(expr), expr.range); },
      [&] { return first.isError() ? first : checker.zeroOf(checker.typeOutside(first.type, known)); }, {},
      nullptr, expr.range);
}

Indexed IndexWalk::choice(const IfExpr &given, size_t branch) {
  bool last = branch + 1 == given.branches.size();
  const Expr *yes = only(*given.branches[branch].body),
             *no = last && given.elseBody ? only(*given.elseBody) : nullptr;
  if (!yes || (last && !no))
    return leave();
  Indexed flags = walk(*given.branches[branch].condition);
  if (failed || !isFlags(flags))
    return failed ? fail()
                  : fail(DiagCode::bad_condition, given.branches[branch].condition->range,
                         fmt::format("the condition is `{}`; expected one `bool`",
                                     dtypeText(checker.settle(flags.value, given.range).type->element)));
  Indexed onTrue = walkWhere(*yes, flags, given.range), rest = negated(flags, given.range);
  Indexed onFalse = last ? walkWhere(*no, rest, given.range)
                         : where(rest, given.range, [&] { return choice(given, branch + 1); });
  std::vector<Indexed> parts = {flags, onTrue, onFalse};
  if (failed || !checker.agree(parts[1].value, parts[2].value, given.range, asked))
    return fail();
  return combine(parts, given.range, [&] {
    return checker.selectValues(parts[0].value, parts[1].value, parts[2].value, given.range);
  });
}

} // namespace dual::check
