// Verifiers of sizes, elementwise ops, files and the rest; VerifyShapes.cpp has the ops that move or reduce
// elements. They check what TableGen cannot; a message says what was seen and what was expected.
#include "mlir/dl/Dl.h"
#include "mlir/dl/VerifyTools.h"

using namespace mlir;

namespace dual::dl {

LogicalResult verifySameElement(Operation *op, Type operand, Type result) {
  if (elementType(operand) == elementType(result))
    return success();
  return op->emitOpError() << "takes elements of " << elementType(operand) << " and gives "
                           << elementType(result);
}

LogicalResult verifySizes(Operation *op, ValueRange sizes, Type result) {
  int64_t dynamic = llvm::count(shapeOf(result), ShapedType::kDynamic);
  if (static_cast<int64_t>(sizes.size()) == dynamic)
    return success();
  return op->emitOpError() << "has " << sizes.size() << " sizes for " << dynamic << " dynamic dims of "
                           << result;
}

LogicalResult verifyAxis(Operation *op, int64_t axis, Type type) {
  int64_t rank = shapeOf(type).size();
  if (axis >= 0 && axis < rank)
    return success();
  return op->emitOpError() << "has axis " << axis << "; " << type << " has axes 0 to " << rank - 1;
}

LogicalResult verifyShape(Operation *op, Type type, ArrayRef<int64_t> expected) {
  ArrayRef<int64_t> seen = shapeOf(type);
  bool fits = seen.size() == expected.size() && llvm::all_of(llvm::zip(seen, expected), [](auto dims) {
                auto [a, b] = dims;
                return sameDim(a, b);
              });
  if (fits)
    return success();
  InFlightDiagnostic error = op->emitOpError() << "has " << type << " where the shape is [";
  llvm::interleaveComma(expected, error, [&](int64_t dim) {
    if (ShapedType::isDynamic(dim))
      error << "?";
    else
      error << dim;
  });
  return error << "]";
}

bool sameDim(int64_t a, int64_t b) { return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b); }

LogicalResult ConstantOp::verify() {
  if (getValue().getType() == getType())
    return success();
  return emitOpError() << "of " << getValue().getType() << " gives " << getType();
}

LogicalResult DimOp::verify() { return verifyAxis(*this, getAxis(), getX().getType()); }

/// Which element types a function takes.
enum class Domain { Numbers, Floats, Logical };

static LogicalResult verifyDomain(Operation *op, Domain domain, StringRef kind, Type type) {
  Type element = elementType(type);
  bool isFloat = isa<FloatType>(element);
  bool fits = domain == Domain::Floats    ? isFloat
              : domain == Domain::Logical ? !isFloat
                                          : !element.isInteger(1);
  if (fits)
    return success();
  StringRef wanted = domain == Domain::Floats    ? "floats"
                     : domain == Domain::Logical ? "bools or integers"
                                                 : "numbers";
  return op->emitOpError() << "`" << kind << "` takes " << wanted << ", not " << element;
}

static Domain domainOf(UnaryKind kind) {
  switch (kind) {
  case UnaryKind::Neg:
  case UnaryKind::Abs:
  case UnaryKind::Relu:
  case UnaryKind::Sign:
    return Domain::Numbers;
  case UnaryKind::Not:
    return Domain::Logical;
  default:
    return Domain::Floats;
  }
}

static Domain domainOf(BinaryKind kind) {
  switch (kind) {
  case BinaryKind::And:
  case BinaryKind::Or:
    return Domain::Logical;
  default:
    return Domain::Numbers;
  }
}

LogicalResult UnaryOp::verify() {
  return verifyDomain(*this, domainOf(getKind()), stringifyUnaryKind(getKind()), getType());
}

LogicalResult BinaryOp::verify() {
  return verifyDomain(*this, domainOf(getKind()), stringifyBinaryKind(getKind()), getType());
}

LogicalResult CompareOp::verify() {
  if (!elementType(getType()).isInteger(1))
    return emitOpError() << "gives i1, not " << elementType(getType());
  return verifyShape(*this, getType(), shapeOf(getLhs().getType()));
}

LogicalResult SelectOp::verify() {
  Type condition = getCondition().getType();
  if (!elementType(condition).isInteger(1))
    return emitOpError() << "has a condition of " << elementType(condition) << ", not i1";
  return verifyShape(*this, condition, shapeOf(getType()));
}

LogicalResult FmaOp::verify() { return verifyDomain(*this, Domain::Floats, "fma", getType()); }

LogicalResult IPowOp::verify() { return verifyDomain(*this, Domain::Numbers, "ipow", getType()); }

LogicalResult CastOp::verify() { return verifyShape(*this, getType(), shapeOf(getX().getType())); }

LogicalResult RandomOp::verify() { return verifySizes(*this, getSizes(), getType()); }

LogicalResult ValueAndGradOp::verify() {
  int64_t count = getOperands().size();
  for (int64_t operand : getWrt())
    if (operand < 0 || operand >= count)
      return emitOpError() << "differentiates operand " << operand << " of " << count;
  return success();
}

LogicalResult PullbackOp::verify() {
  if (getWrt().size() != getNumResults() || getOf().size() != getCotangents().size())
    return emitOpError() << "has one result for each of `wrt` and one cotangent for each of `of`";
  for (auto [operand, result] : llvm::zip_equal(getWrt(), getResults()))
    if (operand < 0 || operand >= static_cast<int64_t>(getArgs().size()) ||
        getArgs()[operand].getType() != result.getType())
      return emitOpError() << "hands back what operand " << operand << " is not";
  return success();
}

LogicalResult CheckRangeOp::verify() {
  if (elementType(getX().getType()).isInteger(64))
    return success();
  return emitOpError() << "takes indices of i64, not " << elementType(getX().getType());
}

LogicalResult FormatOp::verify() {
  size_t values = getValues().size();
  if (getPieces().size() == values + 1 && getSpecs().size() == values)
    return success();
  return emitOpError() << "has " << getPieces().size() << " pieces and " << getSpecs().size() << " specs for "
                       << values << " values";
}

static LogicalResult verifyNames(Operation *op, ArrayAttr names, size_t values) {
  if (names.size() == values)
    return success();
  return op->emitOpError() << "has " << names.size() << " names for " << values << " values";
}

LogicalResult ReadArraysOp::verify() { return verifyNames(*this, getNames(), getArrays().size()); }

LogicalResult SaveOp::verify() { return verifyNames(*this, getNames(), getValues().size()); }

LogicalResult LoadOp::verify() {
  if (failed(verifyNames(*this, getNames(), getLikes().size())))
    return failure();
  if (getLikes().getTypes() == getValues().getTypes())
    return success();
  return emitOpError("gives values of other types than those they are like");
}

} // namespace dual::dl
