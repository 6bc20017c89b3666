// Index notation, as whole-tensor operations: every part of the body becomes a tensor whose axes are named by
// the indices it depends on.
#include "frontend/check/index.h"
#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

#include "llvm/Support/SaveAndRestore.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

Indexed IndexWalk::fail() {
  failed = true;
  return {checker.make(errorType(), {}), {}};
}

Indexed IndexWalk::fail(DiagCode code, SourceRange range, const std::string &message) {
  checker.error(code, range, message);
  return fail();
}

// To the loops, which can say everything.
Indexed IndexWalk::leave() {
  wantsLoops |= !failed;
  return fail();
}

std::vector<Dim> IndexWalk::shapeOver(const std::vector<int> &axes) {
  std::vector<Dim> shape;
  for (int index : axes)
    shape.push_back(*indices[index].range);
  return shape;
}

Indexed IndexWalk::iota(int index, SourceRange range) {
  TypeRef type = tensorType(checker.builder.getI64Type(), {*indices[index].range});
  Value value = checker.emit<dl::IotaOp>(range, checker.mlirType(type), checker.dynamicSizes(type->shape), 0);
  auto with = [&](dl::BinaryKind kind, const Dim &dim) {
    Val each = checker.broadcastTo(checker.scalar(checker.dimValue(dim)), type->shape, range, "");
    value = checker.emit<dl::BinaryOp>(range, value.getType(), kind, value, each.leaf());
  };
  if (indices[index].step != Dim(1))
    with(dl::BinaryKind::Mul, indices[index].step);
  if (indices[index].begin != Dim(0))
    with(dl::BinaryKind::Add, indices[index].begin);
  return {checker.make(type, {value}), {index}};
}

// The value repeated over more indices; literals stay as they are.
Indexed IndexWalk::over(const Indexed &given, const std::vector<int> &axes, SourceRange range) {
  if (given.value.literal || given.axes == axes)
    return given;
  llvm::SmallVector<int64_t> places;
  for (int axis : given.axes)
    places.push_back(std::find(axes.begin(), axes.end(), axis) - axes.begin());
  TypeRef type = tensorType(given.value.type->element, shapeOver(axes));
  Value value = checker.emit<dl::BroadcastOp>(range, checker.mlirType(type), given.value.leaf(),
                                              checker.dynamicSizes(type->shape), places);
  return {checker.make(type, {value}), axes};
}

std::vector<int> IndexWalk::join(const std::vector<int> &a, const std::vector<int> &b) {
  std::set<int> all(a.begin(), a.end());
  all.insert(b.begin(), b.end());
  return {all.begin(), all.end()};
}

bool IndexWalk::align(std::vector<Indexed> &parts, SourceRange range) {
  std::vector<int> axes;
  for (const Indexed &part : parts)
    axes = join(axes, part.axes);
  for (Indexed &part : parts)
    if (!part.value.literal)
      part = over(part, axes, range);
  return !failed;
}

// Whether a derivative may flow into it: not into sizes and other integers.
bool IndexWalk::readsVariables(const Expr &expr) {
  std::set<std::string> names;
  collectNames(expr, names);
  return llvm::any_of(names, [&](const std::string &name) {
    Binding *binding = checker.env->find(name);
    return binding && !(binding->value.type->isScalar() && binding->value.type->element.isInteger(64));
  });
}

// What depends on no index. Its own axes, if it has some, are no indices.
Indexed IndexWalk::plain(const Expr &expr) {
  Indexed result{guard && (mayFail(expr) || bends(expr)) ? whereAny(expr) : checker.expr(expr, asked), {}};
  if (result.value.literal)
    return result;
  if (result.value.isError())
    return fail();
  if (!result.value.type->isScalar())
    return leave();
  return readsVariables(expr) ? cleaned(result, expr.range) : result;
}

Indexed IndexWalk::walk(const Expr &expr) {
  if (failed)
    return fail();
  if (!depends(expr))
    return plain(expr);
  bool passesOn = expr.is<BinaryExpr>() || expr.is<UnaryExpr>() || expr.is<IfExpr>();
  llvm::SaveAndRestore<TypeRef> inside(asked, passesOn ? asked : nullptr);
  if (int index = find(expr); index >= 0)
    return indices[index].alias ? *indices[index].alias : iota(index, expr.range);
  switch (expr.kind) {
  case ExprKind::Subscript:
    return read(*expr.as<SubscriptExpr>());
  case ExprKind::Reduction:
    return reduce(*expr.as<ReductionExpr>());
  case ExprKind::Binary: {
    auto &binary = *expr.as<BinaryExpr>();
    if (binary.op == BinaryOp::matmul || (binary.op == BinaryOp::pow && depends(*binary.rhs)))
      return leave();
    std::vector<Indexed> parts = {walk(*binary.lhs)};
    parts.push_back(walkBeside(parts[0], *binary.rhs));
    if (binary.op == BinaryOp::div || binary.op == BinaryOp::mod)
      parts[1] = masked(parts[1], 1, expr.range);
    return combine(parts, expr.range, [&] {
      return checker.arithmetic(binary.op, parts[0].value, parts[1].value, expr.range, nullptr);
    });
  }
  case ExprKind::Compare:
    return throughNames(expr, {expr.as<CompareExpr>()->lhs.get(), expr.as<CompareExpr>()->rhs.get()});
  case ExprKind::Logical:
    return logical(*expr.as<LogicalExpr>());
  case ExprKind::Unary:
    return throughNames(expr, {expr.as<UnaryExpr>()->operand.get()});
  case ExprKind::Call:
    return call(*expr.as<CallExpr>());
  case ExprKind::If:
    return choice(*expr.as<IfExpr>());
  default:
    return leave();
  }
}

// The right operand is asked for the dtype of the left one.
Indexed IndexWalk::walkBeside(const Indexed &left, const Expr &right) {
  bool isTyped = !failed && !left.value.literal && left.value.type->isTensor();
  llvm::SaveAndRestore<TypeRef> inside(asked, isTyped ? tensorType(left.value.type->element) : asked);
  return walk(right);
}

Indexed IndexWalk::combine(std::vector<Indexed> &parts, SourceRange range, llvm::function_ref<Val()> make) {
  if (failed || !align(parts, range))
    return fail();
  std::vector<int> axes;
  for (const Indexed &part : parts)
    axes = join(axes, part.axes);
  Val result = make();
  return result.isError() && !result.literal ? fail() : Indexed{result, axes};
}

// Evaluates the operands over indices, then the operator on the whole tensors they became.
Indexed IndexWalk::throughNames(const Expr &expr, std::vector<const Expr *> operands) {
  std::vector<Indexed> parts;
  for (const Expr *operand : operands)
    parts.push_back(walk(*operand));
  return combine(parts, expr.range, [&] { return apply(expr, parts); });
}

Val IndexWalk::apply(const Expr &expr, std::vector<Indexed> &parts) {
  checker.enter();
  auto hold = [&](const ExprPtr &, size_t k) {
    std::string name = "%" + std::to_string(k);
    checker.env->names[name] = {parts[k].value, false, {}};
    auto stand = std::make_unique<NameExpr>();
    stand->name = name;
    stand->range = expr.range;
    return stand;
  };
  Val result;
  if (auto *compare = expr.as<CompareExpr>()) {
    CompareExpr copy;
    copy.op = compare->op, copy.range = expr.range;
    copy.lhs = hold(compare->lhs, 0), copy.rhs = hold(compare->rhs, 1);
    result = checker.compare(copy);
  } else if (auto *logical = expr.as<LogicalExpr>()) {
    LogicalExpr copy;
    copy.op = logical->op, copy.range = expr.range;
    copy.lhs = hold(logical->lhs, 0), copy.rhs = hold(logical->rhs, 1);
    result = checker.logical(copy);
  } else {
    UnaryExpr copy;
    copy.op = expr.as<UnaryExpr>()->op, copy.range = expr.range;
    copy.operand = hold(expr.as<UnaryExpr>()->operand, 0);
    result = checker.unary(copy, nullptr);
  }
  checker.leave();
  return result;
}

// Means the same on whole tensors.
static bool isElementwise(const CallExpr &given, const FnValue &callee, mlir::MLIRContext &context) {
  if (callee.kind != FnValue::Kind::builtin || callee.signature ||
      llvm::any_of(given.args, [](const Argument &arg) { return arg.name || arg.isVar; }))
    return false;
  const std::string &name = callee.name;
  bool ofTwo = (name == "max" || name == "min") && given.args.size() == 2;
  return ofTwo || name == "select" || name == "fma" || name == "stop_gradient" || dtypeNamed(context, name) ||
         dl::symbolizeUnaryKind(name);
}

Indexed IndexWalk::call(const CallExpr &given) {
  if (depends(*given.callee))
    return leave();
  Val callee = checker.expr(*given.callee);
  if (callee.isError() && !callee.fn)
    return fail();
  if (!callee.fn || !isElementwise(given, *callee.fn, *checker.builder.getContext()))
    return leave();
  std::vector<Indexed> parts;
  for (const Argument &arg : given.args)
    parts.push_back(walk(*arg.value));
  return combine(parts, given.range, [&] {
    checker.enter();
    CallExpr copy;
    copy.range = given.range;
    for (size_t k = 0; k < parts.size(); ++k) {
      std::string name = "%" + std::to_string(k);
      checker.env->names[name] = {parts[k].value, false, {}};
      auto stand = std::make_unique<NameExpr>();
      stand->name = name;
      stand->range = given.args[k].value->range;
      Argument arg;
      arg.value = std::move(stand);
      arg.range = given.args[k].range;
      copy.args.push_back(std::move(arg));
    }
    Val result = checker.builtin(callee.fn->name, copy, nullptr, nullptr);
    checker.leave();
    return result;
  });
}

} // namespace dual::check
