// Operators: dtypes that agree, the three cases of broadcasting, and the products.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/control.h"
#include "frontend/check/list.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>
#include <limits>

namespace dual::check {

using mlir::Value;

Val Checker::unary(const UnaryExpr &given, const TypeRef &expected) {
  if (auto *number = given.operand->as<IntLiteralExpr>();
      number && given.op == UnaryOp::negate && number->value == uint64_t(1) << 63)
    return intConstant(std::numeric_limits<int64_t>::min());
  Val operand = expr(*given.operand, expected);
  if (operand.literal && given.op == UnaryOp::negate)
    if (auto minus = negated(*operand.literal))
      return literalOf(*minus, given.range);
  operand = settle(operand, given.range);
  if (operand.isError())
    return operand;
  bool isBool = operand.type->isTensor() && operand.type->element.isInteger(1);
  if (!operand.type->isTensor() || isBool != (given.op == UnaryOp::logicalNot))
    return error(DiagCode::type_mismatch, given.range,
                 fmt::format("`{}` does not apply to `{}`", spelling(given.op), text(operand.type)));
  auto kind = isBool ? dl::UnaryKind::Not : dl::UnaryKind::Neg;
  Val result =
      make(operand.type, {emit<dl::UnaryOp>(given.range, operand.leaf().getType(), kind, operand.leaf())});
  if (operand.dim)
    result.dim = Dim(0) - *operand.dim;
  if (isBool && operand.constant)
    result.constant = !std::get<bool>(*operand.constant);
  return result;
}

// Repeats a value along the axes that it lacks, and along those where it has a literal 1.
Val Emitter::broadcastTo(const Val &given, llvm::ArrayRef<Dim> shape, SourceRange range,
                         const std::string &what) {
  const std::vector<Dim> &have = given.type->shape;
  if (have.size() == shape.size() && std::equal(have.begin(), have.end(), shape.begin()))
    return given;
  size_t lead = shape.size() - have.size();
  llvm::SmallVector<int64_t> axes;
  for (size_t axis = 0; axis < have.size(); ++axis) {
    axes.push_back(lead + axis);
    bool stretches = have[axis] == Dim(1) && lead == 0;
    if (!stretches && !requireEqual(have[axis], shape[lead + axis], range, what))
      return make(errorType(), {});
  }
  TypeRef type = tensorType(given.type->element, {shape.begin(), shape.end()});
  return make(type, {emit<dl::BroadcastOp>(range, mlirType(type), given.leaf(), dynamicSizes(shape), axes)});
}

// Literals take the other side's dtype; typed values must already agree.
bool Emitter::agree(Val &lhs, Val &rhs, SourceRange range, const TypeRef &expected) {
  if ((lhs.isError() && !lhs.literal) || (rhs.isError() && !rhs.literal))
    return false;
  auto elementOf = [&](const Val &other) {
    if (!other.literal && other.type->isTensor())
      return other.type->element;
    bool isFloat = (lhs.literal && lhs.literal->isFloat) || (rhs.literal && rhs.literal->isFloat);
    if (expected && expected->isTensor() && expected->element &&
        (!isFloat || mlir::isa<mlir::FloatType>(expected->element)))
      return expected->element;
    return isFloat ? mlir::Type(builder.getF32Type()) : mlir::Type(builder.getI64Type());
  };
  if (lhs.literal)
    lhs = materialize(lhs, elementOf(rhs), range);
  if (rhs.literal)
    rhs = materialize(rhs, elementOf(lhs), range);
  if (lhs.isError() || rhs.isError())
    return false;
  if (!lhs.type->isTensor() || !rhs.type->isTensor() || lhs.type->element != rhs.type->element) {
    auto shown = [&](const Val &side) {
      return side.fn && side.fn->kind == FnValue::Kind::module ? "module" : text(side.type);
    };
    auto report = diags.error(DiagCode::type_mismatch, range,
                              fmt::format("the operands are `{}` and `{}`", shown(lhs), shown(rhs)));
    if (lhs.type->isTensor() && rhs.type->isTensor())
      report.help(fmt::format("nothing converts by itself; `{}(...)` converts",
                              dtypeText(mlir::isa<mlir::FloatType>(rhs.type->element) &&
                                                !mlir::isa<mlir::FloatType>(lhs.type->element)
                                            ? rhs.type->element
                                            : lhs.type->element)));
    return false;
  }
  return true;
}

bool Emitter::broadcastTogether(Val &lhs, Val &rhs, SourceRange range) {
  const std::vector<Dim> left = lhs.type->shape, right = rhs.type->shape;
  std::vector<Dim> shape;
  if (left.size() == right.size()) {
    for (size_t axis = 0; axis < left.size(); ++axis)
      shape.push_back(left[axis] == Dim(1) ? right[axis] : left[axis]);
  } else {
    const std::vector<Dim> &low = left.size() < right.size() ? left : right;
    shape = left.size() < right.size() ? right : left;
    for (size_t axis = 0; axis < low.size(); ++axis) {
      Dim difference = low[axis] - shape[shape.size() - low.size() + axis];
      if (difference.isConstant() && !(difference == Dim(0))) {
        auto report = diags.error(
            DiagCode::shape_mismatch, range,
            fmt::format("the shapes of `{}` and `{}` do not fit", text(lhs.type), text(rhs.type)));
        report.help("a lower rank must equal the last sizes of the higher one exactly");
        return false;
      }
      bool literalOne = shape[shape.size() - low.size() + axis] == Dim(1) && !(low[axis] == Dim(1));
      if (literalOne) {
        diags
            .error(DiagCode::shape_mismatch, range,
                   fmt::format("the shapes of `{}` and `{}` do not fit", text(lhs.type), text(rhs.type)))
            .help("a literal 1 stretches only between equal ranks; `x[:, 0]` drops the axis");
        return false;
      }
    }
  }
  std::string what = fmt::format("the sizes of `{}` and `{}`", text(lhs.type), text(rhs.type));
  lhs = broadcastTo(lhs, shape, range, what);
  rhs = lhs.isError() ? rhs : broadcastTo(rhs, shape, range, what);
  return !lhs.isError() && !rhs.isError();
}

static dl::BinaryKind binaryKind(BinaryOp op) {
  switch (op) {
  case BinaryOp::add:
    return dl::BinaryKind::Add;
  case BinaryOp::sub:
    return dl::BinaryKind::Sub;
  case BinaryOp::mul:
    return dl::BinaryKind::Mul;
  case BinaryOp::div:
    return dl::BinaryKind::Div;
  case BinaryOp::mod:
    return dl::BinaryKind::Mod;
  default:
    return dl::BinaryKind::Pow;
  }
}

TypeRef ofOperand(const TypeRef &expected) {
  bool isTensor = expected && expected->isTensor() && !expected->shape.empty();
  return isTensor ? tensorType(expected->element) : expected;
}

// An operand is asked for the dtype of the one before it, and for the type of data.
static TypeRef besides(const Val &lhs, const TypeRef &wanted) {
  if (lhs.isError() || lhs.literal || lhs.fn)
    return wanted;
  bool isData = lhs.type->kind == Type::Kind::list || lhs.type->kind == Type::Kind::enumeration;
  return lhs.type->isTensor() ? tensorType(lhs.type->element) : isData ? lhs.type : wanted;
}

std::vector<Val> Checker::operands(llvm::ArrayRef<const Expr *> given, const TypeRef &wanted,
                                   const TypeRef &brackets, const Val *first) {
  std::vector<Val> values(given.size(), make(errorType(), {}));
  TypeRef known = first ? besides(*first, nullptr) : nullptr;
  for (size_t k : bracketsLast(given)) {
    values[k] = expr(*given[k], known ? known : isBareBrackets(*given[k]) ? brackets : wanted);
    if (!known)
      known = besides(values[k], nullptr);
  }
  return values;
}

Val Checker::binary(const BinaryExpr &given, const TypeRef &expected) {
  if (given.op == BinaryOp::pow) {
    Val base = expr(*given.lhs, ofOperand(expected));
    return arithmetic(given.op, base, expr(*given.rhs), given.range, expected);
  }
  TypeRef wanted = given.op == BinaryOp::matmul ? nullptr : ofOperand(expected);
  std::vector<Val> sides = operands({given.lhs.get(), given.rhs.get()}, wanted, wanted);
  return arithmetic(given.op, sides[0], sides[1], given.range, expected);
}

static std::optional<Dim> dimArithmetic(DimTable &dims, BinaryOp op, const Dim &a, const Dim &b) {
  switch (op) {
  case BinaryOp::add:
    return a + b;
  case BinaryOp::sub:
    return a - b;
  case BinaryOp::mul:
    return a * b;
  case BinaryOp::div:
    return b == Dim(0) ? std::nullopt : std::optional(dims.quotient(a, b));
  case BinaryOp::mod:
    return b == Dim(0) ? std::nullopt : std::optional(dims.remainder(a, b));
  default:
    return std::nullopt;
  }
}

// Whether the quotient is to be a float or cut off nobody has said.
static std::string ofBareIntegers(std::string_view source, const Literal &lhs, const Literal &rhs,
                                  const TypeRef &expected) {
  bool wantsInteger =
      expected && expected->isTensor() && expected->element && !expected->element.isInteger(1);
  bool isDefined =
      rhs.integer != 0 && !(rhs.integer == -1 && lhs.integer == std::numeric_limits<int64_t>::min());
  if (!wantsInteger || !isDefined)
    return fmt::format("`{}` divides two bare integers; write `{}.0` or name a type", source, source);
  int64_t quotient =
      lhs.integer / rhs.integer - (lhs.integer % rhs.integer != 0 && (lhs.integer < 0) != (rhs.integer < 0));
  return fmt::format("`{}` divides two bare integers; the integer is `{}`", source, quotient);
}

Val Emitter::arithmetic(BinaryOp op, Val lhs, Val rhs, SourceRange range, const TypeRef &expected) {
  if ((lhs.isError() && !lhs.literal) || (rhs.isError() && !rhs.literal))
    return make(errorType(), {});
  if (op == BinaryOp::matmul)
    return matmul(settle(lhs, range), settle(rhs, range), range);
  if (lhs.literal && rhs.literal) {
    bool bare = !lhs.literal->isFloat && !rhs.literal->isFloat;
    if (op == BinaryOp::div && bare &&
        !(expected && expected->isTensor() && mlir::isa_and_nonnull<mlir::FloatType>(expected->element)))
      return error(DiagCode::wrong_literal, range,
                   ofBareIntegers(sources.text(range), *lhs.literal, *rhs.literal, expected));
    if (auto open = literalArithmetic(op, *lhs.literal, *rhs.literal))
      return literalOf(*open, range);
    bool isExact = bare && op != BinaryOp::mod && op != BinaryOp::div &&
                   !(op == BinaryOp::pow && rhs.literal->integer < 0);
    if (isExact &&
        !(expected && expected->isTensor() && mlir::isa_and_nonnull<mlir::FloatType>(expected->element)))
      return error(DiagCode::wrong_literal, range,
                   fmt::format("`{}` is too large for `i64`", sources.text(range)));
  }
  if (op == BinaryOp::add && !lhs.literal && !rhs.literal && sameStructure(lhs.type, rhs.type)) {
    if (lhs.type->kind == Type::Kind::str)
      return formatted({"", "", ""}, {"", ""}, {lhs.leaf(), rhs.leaf()}, range);
    if (lhs.type->kind == Type::Kind::list)
      return Lists(*this, range).joined(lhs, coerce(rhs, lhs.type, range, "the second list"));
  }
  if (op == BinaryOp::pow)
    return power(lhs, rhs, range, expected);
  for (const Val *side : {&lhs, &rhs})
    if (!side->literal && side->type->isScalar() && side->type->element.isInteger(1))
      return error(DiagCode::type_mismatch, range,
                   fmt::format("`{}` does not apply to `bool`", spelling(op)));
  if (!agree(lhs, rhs, range, expected))
    return make(errorType(), {});
  mlir::Type element = lhs.type->element;
  if (element.isInteger(1))
    return error(DiagCode::type_mismatch, range, fmt::format("`{}` does not apply to `bool`", spelling(op)));
  std::optional<Dim> dim;
  if (lhs.dim && rhs.dim && lhs.type->isScalar() && rhs.type->isScalar())
    dim = dimArithmetic(dims, op, *lhs.dim, *rhs.dim);
  if (!broadcastTogether(lhs, rhs, range))
    return make(errorType(), {});
  bool divides = op == BinaryOp::div || op == BinaryOp::mod;
  if (divides && !mlir::isa<mlir::FloatType>(element))
    checkDivisor(rhs, range);
  Val result = make(
      lhs.type, {emit<dl::BinaryOp>(range, lhs.leaf().getType(), binaryKind(op), lhs.leaf(), rhs.leaf())});
  result.dim = dim;
  if (dim && dim->isConstant())
    result.constant = dim->constant();
  return result;
}

void Emitter::checkDivisor(const Val &divisor, SourceRange range) {
  if (divisor.dim && divisor.dim->isConstant() && divisor.dim->constant() != 0)
    return;
  Val zero = zeroOf(divisor.type);
  mlir::Type flags = mlirType(tensorType(builder.getI1Type(), divisor.type->shape));
  Value ok = emit<dl::CompareOp>(range, flags, dl::CompareKind::Ne, divisor.leaf(), zero.leaf());
  if (!divisor.type->isScalar()) {
    llvm::SmallVector<int64_t> axes;
    for (size_t axis = 0; axis < divisor.type->shape.size(); ++axis)
      axes.push_back(axis);
    ok = emit<dl::ReduceOp>(range, builder.getI1Type(), dl::ReduceKind::All, ok, axes);
  }
  emit<dl::CheckOp>(range, ok, "division by zero", "VALUE", mlir::ValueRange{});
}

// [.., M, K] @ [K, N], with vectors on either side; batches of equal leading sizes on both.
Val Emitter::matmul(const Val &lhs, const Val &rhs, SourceRange range) {
  bool tensors = lhs.type->isTensor() && rhs.type->isTensor();
  if (!tensors || lhs.type->shape.empty() || rhs.type->shape.empty() ||
      lhs.type->element != rhs.type->element)
    return error(DiagCode::type_mismatch, range,
                 fmt::format("`@` takes two tensors of one dtype; the operands are `{}` and `{}`",
                             text(lhs.type), text(rhs.type)));
  if (lhs.type->element.isInteger(1))
    return error(DiagCode::type_mismatch, range, "`@` does not apply to `bool`");
  const std::vector<Dim> &left = lhs.type->shape, &right = rhs.type->shape;
  bool batched = right.size() > 2;
  if (batched && left.size() != right.size())
    return error(DiagCode::shape_mismatch, range,
                 fmt::format("the shapes of `{}` and `{}` do not fit `@`", text(lhs.type), text(rhs.type)));
  if (!requireEqual(left.back(), right[right.size() == 1 ? 0 : right.size() - 2], range,
                    fmt::format("the inner sizes of `{}` @ `{}`", text(lhs.type), text(rhs.type))))
    return make(errorType(), {});
  std::vector<Dim> shape(left.begin(), left.end() - 1);
  if (batched)
    for (size_t axis = 0; axis + 2 < right.size(); ++axis)
      if (!requireEqual(left[axis], right[axis], range, "the leading sizes of `@`"))
        return make(errorType(), {});
  if (right.size() >= 2)
    shape.push_back(right.back());
  int64_t inner = shape.size();
  llvm::SmallVector<int64_t> leftDims, rightDims;
  for (size_t axis = 0; axis + 1 < left.size(); ++axis)
    leftDims.push_back(axis);
  leftDims.push_back(inner);
  for (size_t axis = 0; axis + 2 < right.size(); ++axis)
    rightDims.push_back(axis);
  rightDims.push_back(inner);
  if (right.size() >= 2)
    rightDims.push_back(inner - 1);
  TypeRef type = tensorType(lhs.type->element, shape);
  return make(type,
              {emit<dl::ContractOp>(range, mlirType(type), lhs.leaf(), rhs.leaf(), leftDims, rightDims)});
}

// Below 0, 0 or above, where it is known. Of symbols: if what they differ by does not come from an overflow.
static std::optional<int> orderOf(const Dim &a, const Dim &b) {
  auto compared = [](int64_t x, int64_t y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (a.isConstant() && b.isConstant())
    return compared(a.constant(), b.constant());
  Dim difference = a - b;
  constexpr int64_t small = int64_t(1) << 40;
  bool isKnown = difference.isConstant() && difference.constant() < small && difference.constant() > -small;
  return isKnown ? std::optional(compared(difference.constant(), 0)) : std::nullopt;
}

Val Checker::compare(const CompareExpr &given) {
  std::vector<Val> sides = operands({given.lhs.get(), given.rhs.get()}, nullptr, nullptr);
  Val &lhs = sides[0], &rhs = sides[1];
  if (!lhs.isError() && !rhs.isError())
    if (auto whole = compareWhole(given.op, lhs, rhs, given.range))
      return *whole;
  if (!agree(lhs, rhs, given.range, nullptr) || !broadcastTogether(lhs, rhs, given.range))
    return make(errorType(), {});
  static const dl::CompareKind kinds[] = {dl::CompareKind::Eq, dl::CompareKind::Ne, dl::CompareKind::Lt,
                                          dl::CompareKind::Le, dl::CompareKind::Gt, dl::CompareKind::Ge};
  TypeRef type = tensorType(builder.getI1Type(), lhs.type->shape);
  Val result = make(
      type, {emit<dl::CompareOp>(given.range, mlirType(type), kinds[int(given.op)], lhs.leaf(), rhs.leaf())});
  if (!lhs.dim || !rhs.dim)
    return result;
  result.facts =
      std::make_shared<std::vector<DimFact>>(comparisonFacts(given.op, *lhs.dim, *rhs.dim, given.range));
  auto order = orderOf(*lhs.dim, *rhs.dim);
  if (!order)
    return result;
  int sign = *order;
  const bool holds[] = {sign == 0, sign != 0, sign < 0, sign <= 0, sign > 0, sign >= 0};
  result.constant = holds[int(given.op)];
  return result;
}

Val Checker::logical(const LogicalExpr &given) {
  Val lhs = value(*given.lhs);
  if (lhs.isError())
    return lhs;
  bool isAnd = given.op == LogicalOp::logicalAnd;
  TypeRef boolean = tensorType(builder.getI1Type());
  auto isTruth = [&](const Val &side, const Expr &source) {
    if (side.isError() || (side.type->isTensor() && side.type->element.isInteger(1)))
      return true;
    auto report =
        diags.error(DiagCode::type_mismatch, source.range,
                    fmt::format("`{}` takes `bool`s; this is `{}`", spelling(given.op), text(side.type)));
    if (side.type->isTensor())
      report.help("numbers become `bool` by a comparison: `x != 0`");
    return false;
  };
  if (lhs.type->isScalar() && lhs.type->element.isInteger(1)) {
    if (lhs.constant && std::get<bool>(*lhs.constant) != isAnd) {
      requireNames(*given.rhs);
      return lhs;
    }
    if (lhs.constant)
      return value(*given.rhs);
    std::set<std::string> names;
    collectStores(*given.rhs, names);
    std::vector<DimFact> facts;
    auto right = [&] {
      Val result = value(*given.rhs);
      if (!isTruth(result, *given.rhs))
        return make(errorType(), {});
      for (const Val *side : {&lhs, &result})
        if (side->facts)
          facts.insert(facts.end(), side->facts->begin(), side->facts->end());
      return result;
    };
    auto known = [&] { return boolConstant(!isAnd); };
    Val result = isAnd ? branches(lhs.leaf(), right, known, names, boolean, given.range)
                       : branches(lhs.leaf(), known, right, names, boolean, given.range);
    if (isAnd)
      result.facts = std::make_shared<std::vector<DimFact>>(std::move(facts));
    return result;
  }
  Val rhs = value(*given.rhs);
  if (!isTruth(lhs, *given.lhs) || !isTruth(rhs, *given.rhs))
    return make(errorType(), {});
  if (!agree(lhs, rhs, given.range, nullptr) || !broadcastTogether(lhs, rhs, given.range))
    return make(errorType(), {});
  auto kind = isAnd ? dl::BinaryKind::And : dl::BinaryKind::Or;
  return make(lhs.type,
              {emit<dl::BinaryOp>(given.range, lhs.leaf().getType(), kind, lhs.leaf(), rhs.leaf())});
}

} // namespace dual::check
