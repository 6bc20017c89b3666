// Index notation, as whole-tensor operations: every part of the body becomes a tensor whose axes are named by
// the indices it depends on; a product under `sum` becomes one contraction.
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"
#include "frontend/check/reach.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

namespace {
struct Index {
  std::string name;
  std::optional<Dim> range;
  SourceRange where;
};

// A value whose leading-to-last axes are the indices `axes`, ascending by number.
struct Indexed {
  Val value;
  std::vector<int> axes;
};
} // namespace

struct IndexWalk {
  Checker &checker;
  std::vector<Index> indices;   // in scope, outermost first
  std::optional<Indexed> guard; // inside a branch of an `if`: where its values count, so where its checks do
  bool failed = false;

  Indexed fail() {
    failed = true;
    return {checker.make(errorType(), {}), {}};
  }

  Indexed fail(DiagCode code, SourceRange range, const std::string &message) {
    checker.error(code, range, message);
    return fail();
  }

  int find(const Expr &expr) {
    auto *name = expr.as<NameExpr>();
    for (int k = static_cast<int>(indices.size()) - 1; name && k >= 0; --k)
      if (indices[k].name == name->name)
        return k;
    return -1;
  }

  bool depends(const Expr &expr) {
    std::set<std::string> names;
    collectNames(expr, names);
    for (const Index &index : indices)
      if (names.count(index.name))
        return true;
    return expr.is<ReductionExpr>();
  }

  // ---- ranges

  bool open(llvm::ArrayRef<Binder> binders, const Expr &body) {
    size_t first = indices.size();
    for (const Binder &binder : binders) {
      if (binder.isPack) {
        checker.notBuilt(binder.span, "a pack of indices");
        return false;
      }
      if (checker.env->find(binder.name.text)) {
        checker.error(DiagCode::bad_index, binder.span,
                      fmt::format("the index `{}` hides a variable", binder.name.text));
        return false;
      }
      indices.push_back({binder.name.text, std::nullopt, binder.span});
      if (!binder.range)
        continue;
      if (binder.range->is<RangeExpr>()) {
        checker.notBuilt(binder.range->range, "an index range `a..b`");
        return false;
      }
      Val size = checker.settle(checker.expr(*binder.range), binder.range->range);
      if (size.isError())
        return false;
      indices.back().range = checker.dimOf(size, binder.range->range);
      if (!checker.requireSize(*indices.back().range, binder.range->range))
        return false;
    }
    infer(body);
    for (size_t k = first; k < indices.size(); ++k)
      if (!indices[k].range) {
        checker.diags
            .error(DiagCode::bad_index, indices[k].where,
                   fmt::format("nothing says how far `{}` ranges", indices[k].name))
            .help(fmt::format("write its range: `{}: n`", indices[k].name));
        return false;
      }
    return true;
  }

  // An index ranges over the dims where it stands alone as a subscript.
  void infer(const Expr &expr) {
    if (auto *sub = expr.as<SubscriptExpr>(); sub && !depends(*sub->object)) {
      Val object = checker.expr(*sub->object);
      if (!object.isError() && !object.literal && object.type->isTensor())
        for (size_t axis = 0; axis < sub->subscripts.size() && axis < object.type->shape.size(); ++axis)
          if (sub->subscripts[axis].value)
            fix(*sub->subscripts[axis].value, object.type->shape[axis], !sub->pad);
    }
    visitChildren(expr, [&](const Expr &child) { infer(child); });
  }

  void fix(const Expr &subscript, const Dim &size, bool counts) {
    int index = find(subscript);
    if (index >= 0 && counts && !indices[index].range)
      indices[index].range = size;
  }

  template <typename F> void visitChildren(const Expr &expr, F visit) {
    auto each = [&](const ExprPtr &child) {
      if (child)
        visit(*child);
    };
    if (auto *sub = expr.as<SubscriptExpr>()) {
      for (const Subscript &part : sub->subscripts)
        each(part.value);
    } else if (auto *unary = expr.as<UnaryExpr>())
      each(unary->operand);
    else if (auto *binary = expr.as<BinaryExpr>())
      each(binary->lhs), each(binary->rhs);
    else if (auto *compare = expr.as<CompareExpr>())
      each(compare->lhs), each(compare->rhs);
    else if (auto *logical = expr.as<LogicalExpr>())
      each(logical->lhs), each(logical->rhs);
    else if (auto *call = expr.as<CallExpr>())
      for (const Argument &arg : call->args)
        each(arg.value);
    else if (auto *reduction = expr.as<ReductionExpr>())
      each(reduction->body), each(reduction->filter);
    else if (auto *choice = expr.as<IfExpr>()) {
      for (const IfBranch &branch : choice->branches) {
        each(branch.condition);
        for (const StmtPtr &stmt : branch.body->stmts)
          if (auto *plain = stmt->as<ExprStmt>())
            each(plain->value);
      }
      if (choice->elseBody)
        for (const StmtPtr &stmt : choice->elseBody->stmts)
          if (auto *plain = stmt->as<ExprStmt>())
            each(plain->value);
    }
  }

  // ---- values over indices

  std::vector<Dim> shapeOver(const std::vector<int> &axes) {
    std::vector<Dim> shape;
    for (int index : axes)
      shape.push_back(*indices[index].range);
    return shape;
  }

  Indexed iota(int index, SourceRange range) {
    TypeRef type = tensorType(checker.builder.getI64Type(), {*indices[index].range});
    Value value =
        checker.emit<dl::IotaOp>(range, checker.mlirType(type), checker.dynamicSizes(type->shape), 0);
    return {checker.make(type, {value}), {index}};
  }

  // The value repeated over more indices; literals stay as they are.
  Indexed over(const Indexed &given, const std::vector<int> &axes, SourceRange range) {
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

  static std::vector<int> join(const std::vector<int> &a, const std::vector<int> &b) {
    std::set<int> all(a.begin(), a.end());
    all.insert(b.begin(), b.end());
    return {all.begin(), all.end()};
  }

  bool align(std::vector<Indexed> &parts, SourceRange range) {
    std::vector<int> axes;
    for (const Indexed &part : parts)
      axes = join(axes, part.axes);
    for (Indexed &part : parts)
      if (!part.value.literal)
        part = over(part, axes, range);
    return !failed;
  }

  Indexed walk(const Expr &expr) {
    if (failed)
      return fail();
    if (!depends(expr)) {
      Indexed plain{guard && mayFail(expr) ? whereAny(expr) : checker.expr(expr), {}};
      bool bad = plain.value.isError() && !plain.value.literal;
      return bad ? fail() : plain;
    }
    if (int index = find(expr); index >= 0)
      return iota(index, expr.range);
    switch (expr.kind) {
    case ExprKind::Subscript:
      return read(*expr.as<SubscriptExpr>());
    case ExprKind::Reduction:
      return reduce(*expr.as<ReductionExpr>());
    case ExprKind::Binary: {
      auto &binary = *expr.as<BinaryExpr>();
      std::vector<Indexed> parts = {walk(*binary.lhs), walk(*binary.rhs)};
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
      return fail(DiagCode::not_built_yet, expr.range, "this expression in index notation is not built yet");
    }
  }

  Indexed combine(std::vector<Indexed> &parts, SourceRange range, llvm::function_ref<Val()> make) {
    if (failed || !align(parts, range))
      return fail();
    std::vector<int> axes;
    for (const Indexed &part : parts)
      axes = join(axes, part.axes);
    Val result = make();
    return result.isError() && !result.literal ? fail() : Indexed{result, axes};
  }

  // Evaluates the operands over indices, then the operator on the whole tensors they became.
  Indexed throughNames(const Expr &expr, std::vector<const Expr *> operands) {
    std::vector<Indexed> parts;
    for (const Expr *operand : operands)
      parts.push_back(walk(*operand));
    return combine(parts, expr.range, [&] { return apply(expr, parts); });
  }

  // The right side counts only where the left one has not decided.
  Indexed logical(const LogicalExpr &given) {
    Indexed left = walk(*given.lhs);
    if (failed || !isFlags(left))
      return failed ? fail()
                    : fail(DiagCode::type_mismatch, given.lhs->range,
                           fmt::format("`{}` does not apply to `{}`", spelling(given.op),
                                       checker.text(left.value.type)));
    Indexed open = given.op == LogicalOp::logicalAnd ? left : negated(left, given.range);
    std::vector<Indexed> parts = {left, walkWhere(*given.rhs, open, given.range)};
    return combine(parts, given.range, [&] { return apply(given, parts); });
  }

  // ---- what counts only where a condition holds

  static bool isFlags(const Indexed &part) {
    return !part.value.literal && part.value.type->isTensor() && part.value.type->element.isInteger(1);
  }

  Indexed negated(const Indexed &flags, SourceRange range) {
    Value value = checker.emit<dl::UnaryOp>(range, flags.value.leaf().getType(), dl::UnaryKind::Not,
                                            flags.value.leaf());
    return {checker.make(flags.value.type, {value}), flags.axes};
  }

  Indexed walkWhere(const Expr &expr, const Indexed &flags, SourceRange range) {
    return where(flags, range, [&] { return walk(expr); });
  }

  Indexed where(const Indexed &flags, SourceRange range, llvm::function_ref<Indexed()> inside) {
    auto outer = guard;
    guard = flags;
    if (outer) {
      std::vector<Indexed> both = {*outer, flags};
      guard = combine(both, range, [&] {
        return checker.make(
            both[0].value.type,
            {checker.emit<dl::BinaryOp>(range, both[0].value.leaf().getType(), dl::BinaryKind::And,
                                        both[0].value.leaf(), both[1].value.leaf())});
      });
    }
    Indexed result = inside();
    guard = outer;
    return result;
  }

  // The value where it counts, elsewhere one that passes every check.
  Indexed masked(const Indexed &given, int64_t safe, SourceRange range) {
    if (!guard || failed || given.value.literal ||
        !mlir::isa_and_nonnull<mlir::IntegerType>(given.value.type->element))
      return given;
    Val other = checker.scalar(checker.numberConstant(given.value.type->element, 0, safe));
    std::vector<Indexed> parts = {*guard, given, {other, {}}};
    return combine(parts, range, [&] {
      return checker.selectValues(parts[0].value, parts[1].value, parts[2].value, range);
    });
  }

  static bool divides(const Expr &expr) {
    auto *binary = expr.as<BinaryExpr>();
    return binary && (binary->op == BinaryOp::div || binary->op == BinaryOp::mod);
  }

  bool mayFail(const Expr &expr) {
    bool found = expr.is<SubscriptExpr>() || expr.is<CallExpr>() || divides(expr);
    visitChildren(expr, [&](const Expr &child) { found |= mayFail(child); });
    return found;
  }

  // What depends on no index is computed once, if it counts anywhere.
  Val whereAny(const Expr &expr) {
    std::vector<int64_t> all;
    for (size_t k = 0; k < guard->axes.size(); ++k)
      all.push_back(k);
    Val any =
        all.empty() ? guard->value : checker.reduce(ReductionOp::any, guard->value, all, false, expr.range);
    Val first;
    return checker.branches(
        any.leaf(), [&] { return first = checker.settle(checker.expr(expr), expr.range); },
        [&] { return first.isError() ? first : checker.zeroOf(first.type); }, {}, nullptr, expr.range);
  }

  Val apply(const Expr &expr, std::vector<Indexed> &parts) {
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

  Indexed call(const CallExpr &given) {
    Val callee = checker.expr(*given.callee);
    if (!callee.fn || callee.fn->kind != FnValue::Kind::builtin)
      return fail(DiagCode::not_built_yet, given.range,
                  "a call of a function that is not built in, in index notation, is not built yet");
    std::vector<Indexed> parts;
    for (const Argument &arg : given.args) {
      if (arg.name)
        return fail(DiagCode::not_built_yet, arg.range,
                    "an argument by name in index notation is not built yet");
      parts.push_back(walk(*arg.value));
    }
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

  static const Expr *only(const Block &block) {
    auto *plain = block.stmts.size() == 1 ? block.stmts[0]->as<ExprStmt>() : nullptr;
    return plain ? plain->value.get() : nullptr;
  }

  Indexed choice(const IfExpr &given, size_t branch = 0) {
    bool last = branch + 1 == given.branches.size();
    const Expr *yes = only(*given.branches[branch].body),
               *no = last && given.elseBody ? only(*given.elseBody) : nullptr;
    if (!yes || (last && !no))
      return fail(DiagCode::not_built_yet, given.range,
                  "an `if` in index notation with anything but one expression on each side is not built yet");
    Indexed flags = walk(*given.branches[branch].condition);
    if (failed || !isFlags(flags))
      return failed ? fail()
                    : fail(DiagCode::bad_condition, given.branches[branch].condition->range,
                           fmt::format("the condition is `{}`; expected one `bool`",
                                       checker.text(flags.value.type)));
    Indexed onTrue = walkWhere(*yes, flags, given.range), rest = negated(flags, given.range);
    Indexed onFalse = where(rest, given.range, [&] { return last ? walk(*no) : choice(given, branch + 1); });
    std::vector<Indexed> parts = {flags, onTrue, onFalse};
    if (failed || !checker.agree(parts[1].value, parts[2].value, given.range, nullptr))
      return fail();
    return combine(parts, given.range, [&] {
      return checker.selectValues(parts[0].value, parts[1].value, parts[2].value, given.range);
    });
  }

  // x[i, e, j]: plain indices name axes; anything else is an index tensor.
  Indexed read(const SubscriptExpr &given) {
    Val object = checker.expr(*given.object);
    if (object.isError() || !object.type->isTensor())
      return fail();
    size_t rank = object.type->shape.size();
    if (given.subscripts.size() != rank)
      return fail(DiagCode::bad_subscript, given.range,
                  fmt::format("{} subscripts for `{}`", given.subscripts.size(), checker.text(object.type)));
    std::vector<int> direct(rank, -1);
    std::set<int> seen;
    bool plain = !given.pad;
    for (size_t axis = 0; axis < rank; ++axis) {
      if (!given.subscripts[axis].value)
        return fail(DiagCode::not_built_yet, given.subscripts[axis].range,
                    "a slice in index notation is not built yet");
      int index = find(*given.subscripts[axis].value);
      if (index >= 0 && !given.pad && seen.insert(index).second)
        direct[axis] = index;
      else
        plain = false;
      if (direct[axis] >= 0 &&
          !checker.requireEqual(*indices[index].range, object.type->shape[axis], given.subscripts[axis].range,
                                fmt::format("the range of `{}`", indices[index].name)))
        return fail();
    }
    return plain ? transposed(object, direct, given.range) : gathered(object, given, direct);
  }

  Indexed transposed(const Val &object, const std::vector<int> &direct, SourceRange range) {
    std::vector<int> axes = join({}, direct);
    llvm::SmallVector<int64_t> permutation;
    std::vector<Dim> shape;
    for (int index : axes) {
      permutation.push_back(std::find(direct.begin(), direct.end(), index) - direct.begin());
      shape.push_back(object.type->shape[permutation.back()]);
    }
    if (std::is_sorted(direct.begin(), direct.end()))
      return {object, axes};
    TypeRef type = tensorType(object.type->element, shape);
    return {checker.make(type, {checker.emit<dl::TransposeOp>(range, checker.mlirType(type), object.leaf(),
                                                              permutation)}),
            axes};
  }

  bool isInside(const Expr &subscript, const Dim &size) {
    auto reach = reachOf(subscript, [&](const std::string &name) { return reachOfName(name); }, checker.dims);
    return reach && checker.dims.isNeverNegative(reach->low) &&
           checker.dims.isNeverNegative(size - Dim(1) - reach->high);
  }

  std::optional<Reach> reachOfName(const std::string &name) {
    for (size_t k = indices.size(); k-- > 0;)
      if (indices[k].name == name)
        return Reach{Dim(0), *indices[k].range - Dim(1)};
    Binding *binding = checker.env->find(name);
    if (!binding || binding->isVar || !binding->value.dim)
      return std::nullopt;
    return Reach{*binding->value.dim, *binding->value.dim};
  }

  Indexed gathered(const Val &object, const SubscriptExpr &given, const std::vector<int> &direct) {
    std::vector<int> axes;
    std::vector<Indexed> computed(direct.size());
    for (size_t axis = 0; axis < direct.size(); ++axis) {
      if (direct[axis] >= 0) {
        axes = join(axes, {direct[axis]});
        continue;
      }
      computed[axis] = walk(*given.subscripts[axis].value);
      if (failed)
        return fail();
      Val &at = computed[axis].value;
      at = checker.settle(at, given.subscripts[axis].range);
      if (!given.pad && !isInside(*given.subscripts[axis].value, object.type->shape[axis]))
        computed[axis] = masked(computed[axis], 0, given.range);
      if (!at.type->element.isInteger(64))
        return fail(DiagCode::bad_subscript, given.subscripts[axis].range,
                    fmt::format("the subscript is `{}`; expected `int`", checker.text(at.type)));
      axes = join(axes, computed[axis].axes);
    }
    if (axes.empty())
      return {checker.subscript(given), {}};
    llvm::SmallVector<int64_t> from;
    llvm::SmallVector<Value> at;
    std::optional<Indexed> inside;
    for (size_t axis = 0; axis < direct.size(); ++axis) {
      if (direct[axis] >= 0) {
        from.push_back(std::find(axes.begin(), axes.end(), direct[axis]) - axes.begin());
        continue;
      }
      from.push_back(-1);
      const Dim &size = object.type->shape[axis];
      if (given.pad)
        computed[axis] = clamped(computed[axis], size, inside, given.range);
      else if (!isInside(*given.subscripts[axis].value, size))
        checker.emit<dl::CheckRangeOp>(given.subscripts[axis].range, computed[axis].value.leaf(),
                                       checker.dimValue(size),
                                       std::string(checker.sources.text(given.subscripts[axis].range)));
      at.push_back(over(computed[axis], axes, given.range).value.leaf());
    }
    TypeRef type = tensorType(object.type->element, shapeOver(axes));
    Indexed result{checker.make(type, {checker.emit<dl::GatherOp>(given.range, checker.mlirType(type),
                                                                  object.leaf(), at, from)}),
                   axes};
    if (!given.pad)
      return result;
    Indexed pad = walk(*given.pad);
    std::vector<Indexed> parts = {*inside, result, pad};
    if (failed || !checker.agree(parts[1].value, parts[2].value, given.range, nullptr))
      return fail();
    return combine(parts, given.range, [&] {
      return checker.selectValues(parts[0].value, parts[1].value, parts[2].value, given.range);
    });
  }

  // An index brought inside, and whether it was: a read with a pad never fails.
  Indexed clamped(const Indexed &at, const Dim &size, std::optional<Indexed> &inside, SourceRange range) {
    Val zero = checker.intConstant(0), end = checker.scalar(checker.dimValue(size));
    auto test = [&](dl::CompareKind kind, const Val &bound) {
      Val spread = checker.broadcastTo(bound, at.value.type->shape, range, "");
      TypeRef flags = tensorType(checker.builder.getI1Type(), at.value.type->shape);
      return checker.make(flags, {checker.emit<dl::CompareOp>(range, checker.mlirType(flags), kind,
                                                              at.value.leaf(), spread.leaf())});
    };
    Val low = test(dl::CompareKind::Ge, zero), high = test(dl::CompareKind::Lt, end);
    Indexed ok{
        checker.make(low.type, {checker.emit<dl::BinaryOp>(range, low.leaf().getType(), dl::BinaryKind::And,
                                                           low.leaf(), high.leaf())}),
        at.axes};
    Indexed safe{checker.selectValues(ok.value, at.value, zero, range), at.axes};
    if (inside) {
      std::vector<Indexed> both = {*inside, ok};
      align(both, range);
      Value all = checker.emit<dl::BinaryOp>(range, both[0].value.leaf().getType(), dl::BinaryKind::And,
                                             both[0].value.leaf(), both[1].value.leaf());
      ok = {checker.make(both[0].value.type, {all}), both[0].axes};
    }
    inside = ok;
    return safe;
  }

  Indexed reduce(const ReductionExpr &given) {
    if (given.filter)
      return fail(DiagCode::not_built_yet, given.filter->range, "a filter in a reduction is not built yet");
    size_t first = indices.size();
    if (!open(given.binders, *given.body))
      return fail();
    Indexed result = isProduct(given) ? contraction(given, first) : plainReduction(given, first);
    indices.resize(first);
    return result;
  }

  // By syntax: a `sum` whose body is a product runs in order with fused multiply-add.
  static bool isProduct(const ReductionExpr &given) {
    auto *product = given.body->as<BinaryExpr>();
    return given.op == ReductionOp::sum && product && product->op == BinaryOp::mul;
  }

  Indexed contraction(const ReductionExpr &given, size_t first) {
    auto &product = *given.body->as<BinaryExpr>();
    Indexed lhs = walk(*product.lhs), rhs = walk(*product.rhs);
    if (failed || !checker.agree(lhs.value, rhs.value, given.range, nullptr))
      return fail();
    if (lhs.value.type->element.isInteger(1))
      return fail(DiagCode::type_mismatch, product.range, "`*` does not apply to `bool`");
    std::vector<int> axes = join(lhs.axes, rhs.axes), kept;
    std::vector<int> reduced;
    for (int axis : axes)
      if (axis < static_cast<int>(first))
        kept.push_back(axis);
    for (size_t k = first; k < indices.size(); ++k)
      reduced.push_back(static_cast<int>(k));
    // An index that neither side mentions still counts: the left side is repeated along it.
    lhs = over(lhs, join(lhs.axes, missing(reduced, axes)), given.range);
    if (lhs.axes.empty())
      lhs = over(lhs, reduced, given.range);
    if (rhs.axes.empty())
      rhs = over(rhs, reduced, given.range);
    std::vector<int> order = kept;
    order.insert(order.end(), reduced.begin(), reduced.end());
    auto places = [&](const Indexed &side) {
      llvm::SmallVector<int64_t> result;
      for (int axis : side.axes)
        result.push_back(std::find(order.begin(), order.end(), axis) - order.begin());
      return result;
    };
    TypeRef type = tensorType(lhs.value.type->element, shapeOver(kept));
    Value value = checker.emit<dl::ContractOp>(given.range, checker.mlirType(type), lhs.value.leaf(),
                                               rhs.value.leaf(), places(lhs), places(rhs));
    return {checker.make(type, {value}), kept};
  }

  static std::vector<int> missing(const std::vector<int> &wanted, const std::vector<int> &have) {
    std::vector<int> result;
    for (int axis : wanted)
      if (!llvm::is_contained(have, axis))
        result.push_back(axis);
    return result;
  }

  Indexed plainReduction(const ReductionExpr &given, size_t first) {
    Indexed body = walk(*given.body);
    if (failed)
      return fail();
    body.value = checker.settle(body.value, given.range);
    std::vector<int> reduced, kept;
    for (size_t k = first; k < indices.size(); ++k)
      reduced.push_back(static_cast<int>(k));
    body = over(body, join(body.axes, reduced), given.range);
    std::vector<int64_t> places;
    for (size_t k = 0; k < body.axes.size(); ++k)
      if (body.axes[k] >= static_cast<int>(first))
        places.push_back(k);
      else
        kept.push_back(body.axes[k]);
    Val result = checker.reduce(given.op, body.value, places, false, given.range);
    return result.isError() ? fail() : Indexed{result, kept};
  }
};

// `y[i, j: n] = body`; without binders a reduction that stands in an ordinary expression.
Val Checker::indexDefinition(llvm::ArrayRef<Binder> binders, const Expr &body, SourceRange range) {
  IndexWalk walk{*this, {}, {}, false};
  if (!walk.open(binders, body))
    return make(errorType(), {});
  Indexed result = walk.walk(body);
  if (walk.failed)
    return make(errorType(), {});
  result.value = settle(result.value, range);
  std::vector<int> all;
  for (size_t k = 0; k < binders.size(); ++k)
    all.push_back(static_cast<int>(k));
  if (!result.value.type->isTensor() || result.value.type->shape.size() != result.axes.size())
    return notBuilt(range, "an index definition of tensors");
  return walk.over(result, all, range).value;
}

} // namespace dual::check
