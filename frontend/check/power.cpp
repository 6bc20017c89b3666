// `**`: an integer as exponent is repeated squaring, a float the power function.
#include "frontend/check/emitter.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

static bool isIntegers(const TypeRef &type) {
  return type->isTensor() && mlir::isa<mlir::IntegerType>(type->element) && !type->element.isInteger(1);
}

static Val converted(Emitter &check, const Val &value, mlir::Type element, SourceRange range) {
  if (value.type->element == element)
    return value;
  TypeRef type = tensorType(element, value.type->shape);
  return check.make(type, {check.emit<dl::CastOp>(range, check.mlirType(type), value.leaf())});
}

static const char *const noneBelow = "a power of an integer has none below 0";

// The exponent is one i64.
static Val powerOfAll(Emitter &check, const Val &base, Value exponent, SourceRange range) {
  if (isIntegers(base.type)) {
    Value ok = check.emit<dl::CompareOp>(range, check.builder.getI1Type(), dl::CompareKind::Ge, exponent,
                                         check.intConstant(0).leaf());
    check.emit<dl::CheckOp>(range, ok, fmt::format("the exponent is {{0}}; {}", noneBelow), "VALUE",
                            mlir::ValueRange{exponent});
  }
  return check.make(base.type, {check.emit<dl::IPowOp>(range, base.leaf().getType(), base.leaf(), exponent)});
}

static void requireExponents(Emitter &check, const Val &exponents, SourceRange range) {
  if (exponents.type->element.isUnsignedInteger())
    return;
  mlir::Type flags = check.mlirType(tensorType(check.builder.getI1Type(), exponents.type->shape));
  Value ok = check.emit<dl::CompareOp>(range, flags, dl::CompareKind::Ge, exponents.leaf(),
                                       check.zeroOf(exponents.type).leaf());
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, exponents.type->shape.size()));
  ok = check.emit<dl::ReduceOp>(range, check.builder.getI1Type(), dl::ReduceKind::All, ok, axes);
  check.emit<dl::CheckOp>(range, ok, fmt::format("an exponent is below 0; {}", noneBelow), "VALUE",
                          mlir::ValueRange{});
}

// An exponent for each element. Of two dtypes both are widened: what wraps there wraps to the same here.
static Val powerOfEach(Emitter &check, const Val &base, const Val &exponents, SourceRange range) {
  Val left = base, right = exponents;
  if (!check.broadcastTogether(left, right, range))
    return check.make(errorType(), {});
  requireExponents(check, exponents, range);
  mlir::Type own = base.type->element;
  if (own != exponents.type->element) {
    left = converted(check, left, check.builder.getI64Type(), range);
    right = converted(check, right, check.builder.getI64Type(), range);
  }
  Value power =
      check.emit<dl::BinaryOp>(range, left.leaf().getType(), dl::BinaryKind::Pow, left.leaf(), right.leaf());
  return converted(check, check.make(left.type, {power}), own, range);
}

// A bare number as base: that of a float exponent, else what the place asks for.
static Val typedBase(Emitter &check, const Val &base, const Val &exponent, SourceRange range,
                     const TypeRef &expected) {
  if (!base.literal)
    return base;
  bool isReal =
      !exponent.literal && exponent.type->isTensor() && mlir::isa<mlir::FloatType>(exponent.type->element);
  TypeRef asked = isReal ? exponent.type : expected;
  bool fits = asked && asked->isTensor() && asked->element && !asked->element.isInteger(1) &&
              (!base.literal->isFloat || mlir::isa<mlir::FloatType>(asked->element));
  return fits ? check.materialize(base, asked->element, range) : check.settle(base, range);
}

Val Emitter::power(const Val &number, const Val &given, SourceRange range, const TypeRef &expected) {
  Val base = typedBase(*this, number, given, range, expected);
  if (base.isError())
    return base;
  if (!base.type->isTensor() || base.type->element.isInteger(1))
    return error(DiagCode::type_mismatch, range, fmt::format("`**` does not apply to `{}`", text(base.type)));
  mlir::Type i64 = builder.getI64Type();
  if (given.literal && !given.literal->isFloat)
    return powerOfAll(*this, base, materialize(given, i64, range).leaf(), range);
  if (!given.literal && isIntegers(given.type) && given.type->isScalar())
    return powerOfAll(*this, base, converted(*this, given, i64, range).leaf(), range);
  if (!given.literal && isIntegers(given.type) && isIntegers(base.type))
    return powerOfEach(*this, base, given, range);
  Val left = base, exponent = given;
  if (!agree(left, exponent, range, nullptr) || !broadcastTogether(left, exponent, range))
    return make(errorType(), {});
  return make(left.type, {emit<dl::BinaryOp>(range, left.leaf().getType(), dl::BinaryKind::Pow, left.leaf(),
                                             exponent.leaf())});
}

} // namespace dual::check
