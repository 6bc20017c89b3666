// Folds of scalars and elementwise ops. They keep every bit: constants go through the interpreter's own
// functions, and an identity is here only if it holds for NaN, the infinities and -0 (so x + 0.0 stays: it
// turns -0 into +0).
#include "mlir/dl/FoldTools.h"
#include "mlir/dl/Kinds.h"
#include "runtime/host/random.h"

using namespace mlir;

namespace dual::dl {

/// Larger results stay ops, because weights never enter the IR. A splat is one element at any size.
static constexpr int64_t maxFoldedElements = 1024;

bool isFoldableResult(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return !tensor || (tensor.hasStaticShape() && tensor.getNumElements() <= maxFoldedElements);
}

std::optional<SmallVector<host::Tensor>> constantTensors(ArrayRef<Attribute> operands) {
  SmallVector<host::Tensor> tensors;
  for (Attribute operand : operands) {
    auto constant = dyn_cast_if_present<TypedAttr>(operand);
    if (!constant || !isFoldableResult(constant.getType()))
      return std::nullopt;
    tensors.push_back(toTensor(constant));
  }
  return tensors;
}

bool isUniformConstant(Attribute constant) {
  return isa_and_present<IntegerAttr, FloatAttr, SplatElementsAttr>(constant);
}

/// Calls `compute` on constant operands: on one element if all are uniform, else on all of a small result.
static OpFoldResult foldElementwise(ArrayRef<Attribute> operands, Type type,
                                    function_ref<host::Tensor(ArrayRef<host::Tensor>)> compute) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (tensor && !tensor.hasStaticShape())
    return {};
  if (llvm::all_of(operands, isUniformConstant)) {
    SmallVector<host::Tensor> scalars;
    for (Attribute operand : operands)
      scalars.push_back(firstElement(cast<TypedAttr>(operand)));
    return splatAttribute(compute(scalars), type);
  }
  auto tensors = constantTensors(operands);
  if (!tensors || !isFoldableResult(type))
    return {};
  return toAttribute(compute(*tensors), type);
}

/// Whether the constant is one number, in bits, everywhere: +0 is not -0.
static bool isEverywhere(Attribute constant, double number) {
  if (!isUniformConstant(constant))
    return false;
  auto typed = cast<TypedAttr>(constant);
  host::DType dtype = dtypeOf(elementType(typed.getType()));
  return firstElement(typed).identical(host::cast(host::Tensor::scalar(number), dtype));
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult UnaryOp::fold(FoldAdaptor adaptor) {
  bool undoesItself = getKind() == UnaryKind::Neg || getKind() == UnaryKind::Not;
  if (auto inner = getX().getDefiningOp<UnaryOp>(); inner && undoesItself && inner.getKind() == getKind())
    return inner.getX();
  host::UnaryOp op = toHost(getKind());
  if (!host::isDefined(op, dtypeOf(elementType(getType()))))
    return {};
  return foldElementwise(adaptor.getX(), getType(),
                         [&](ArrayRef<host::Tensor> x) { return host::unary(op, x[0]); });
}

static bool dividesIntegers(BinaryOp op) {
  bool divides = op.getKind() == BinaryKind::Div || op.getKind() == BinaryKind::Mod;
  return divides && !isa<FloatType>(elementType(op.getType()));
}

/// A division by a zero that no check guards yet must not be computed early, in the program or by folding.
Speculation::Speculatability BinaryOp::getSpeculatability() {
  return dividesIntegers(*this) ? Speculation::NotSpeculatable : Speculation::Speculatable;
}

/// x where the right side leaves it as it is, bit for bit.
static Value foldNeutralRight(BinaryOp op, Attribute right) {
  bool isFloat = isa<FloatType>(elementType(op.getType()));
  switch (op.getKind()) {
  case BinaryKind::Add: // -0 is neutral, +0 is not: -0 + +0 = +0
    return isEverywhere(right, isFloat ? -0.0 : 0.0) ? op.getLhs() : Value();
  case BinaryKind::Sub:
    return isEverywhere(right, 0.0) ? op.getLhs() : Value();
  case BinaryKind::Mul:
  case BinaryKind::Div:
    return isEverywhere(right, 1.0) ? op.getLhs() : Value();
  case BinaryKind::And:
    return isEverywhere(right, elementType(op.getType()).isInteger(1) ? 1.0 : -1.0) ? op.getLhs() : Value();
  case BinaryKind::Or:
    return isEverywhere(right, 0.0) ? op.getLhs() : Value();
  default:
    return {};
  }
}

/// max(x, x), min(x, x), x and x, x or x.
static bool isIdempotent(BinaryKind kind) {
  return kind == BinaryKind::Max || kind == BinaryKind::Min || kind == BinaryKind::And ||
         kind == BinaryKind::Or;
}

bool isCommutative(BinaryKind kind) {
  return isIdempotent(kind) || kind == BinaryKind::Add || kind == BinaryKind::Mul;
}

/// Whether computing now is as good as computing later: the function exists and divides by no zero.
static bool canCompute(BinaryOp op, Attribute right) {
  auto constant = dyn_cast_if_present<TypedAttr>(right);
  if (!constant || !host::isDefined(toHost(op.getKind()), dtypeOf(elementType(op.getType()))))
    return false;
  if (!dividesIntegers(op))
    return true;
  return isUniformConstant(right) ? host::firstZero(firstElement(constant)) < 0
                                  : isFoldableResult(op.getType()) && host::firstZero(toTensor(constant)) < 0;
}

OpFoldResult BinaryOp::fold(FoldAdaptor adaptor) {
  if (Value same = foldNeutralRight(*this, adaptor.getRhs()))
    return same;
  if (getLhs() == getRhs() && isIdempotent(getKind()))
    return getLhs();
  if (!canCompute(*this, adaptor.getRhs()))
    return {};
  return foldElementwise(adaptor.getOperands(), getType(), [&](ArrayRef<host::Tensor> x) {
    return host::binary(toHost(getKind()), x[0], x[1]);
  });
}

OpFoldResult CompareOp::fold(FoldAdaptor adaptor) {
  return foldElementwise(adaptor.getOperands(), getType(), [&](ArrayRef<host::Tensor> x) {
    return host::compare(toHost(getKind()), x[0], x[1]);
  });
}

OpFoldResult SelectOp::fold(FoldAdaptor adaptor) {
  if (getOnTrue() == getOnFalse())
    return getOnTrue();
  if (isEverywhere(adaptor.getCondition(), 1.0))
    return getOnTrue();
  if (isEverywhere(adaptor.getCondition(), 0.0))
    return getOnFalse();
  return foldElementwise(adaptor.getOperands(), getType(),
                         [](ArrayRef<host::Tensor> x) { return host::select(x[0], x[1], x[2]); });
}

OpFoldResult FmaOp::fold(FoldAdaptor adaptor) {
  return foldElementwise(adaptor.getOperands(), getType(),
                         [](ArrayRef<host::Tensor> x) { return host::fma(x[0], x[1], x[2]); });
}

OpFoldResult IPowOp::fold(FoldAdaptor adaptor) {
  auto exponent = dyn_cast_if_present<IntegerAttr>(adaptor.getExponent());
  if (!exponent)
    return {};
  if (exponent.getInt() == 1)
    return getBase();
  if (exponent.getInt() < 0 && !isa<FloatType>(elementType(getType())))
    return {};
  host::Tensor power = host::Tensor::scalar<int64_t>(exponent.getInt());
  return foldElementwise(adaptor.getBase(), getType(),
                         [&](ArrayRef<host::Tensor> x) { return host::ipow(x[0], power); });
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getType())
    return getX();
  host::DType to = dtypeOf(elementType(getType()));
  return foldElementwise(adaptor.getX(), getType(),
                         [&](ArrayRef<host::Tensor> x) { return host::cast(x[0], to); });
}

OpFoldResult FoldSeedOp::fold(FoldAdaptor adaptor) {
  auto seed = dyn_cast_if_present<IntegerAttr>(adaptor.getSeed());
  auto k = dyn_cast_if_present<IntegerAttr>(adaptor.getK());
  if (!seed || !k)
    return {};
  uint64_t bits = host::fold(static_cast<uint64_t>(seed.getInt()), static_cast<uint64_t>(k.getInt()));
  return IntegerAttr::get(getType(), APInt(64, bits));
}

/// Only constants pass: a variable must stay cut off until derivatives are taken.
OpFoldResult StopGradientOp::fold(FoldAdaptor adaptor) { return adaptor.getX(); }

} // namespace dual::dl
