#include "lowering/library/kernels.h"

#include "mlir/IR/AffineExpr.h"

namespace dual::library {

static Expression fromAffine(mlir::AffineExpr e, const Function &f);

// A sum with a negative right side is written as a difference.
static Expression sum(mlir::AffineExpr lhs, mlir::AffineExpr rhs, const Function &f) {
  Expression left = fromAffine(lhs, f);
  if (auto constant = mlir::dyn_cast<mlir::AffineConstantExpr>(rhs); constant && constant.getValue() < 0)
    return left - Expression(-constant.getValue());
  auto product = mlir::dyn_cast<mlir::AffineBinaryOpExpr>(rhs);
  auto factor = product && product.getKind() == mlir::AffineExprKind::Mul
                    ? mlir::dyn_cast<mlir::AffineConstantExpr>(product.getRHS())
                    : mlir::AffineConstantExpr();
  if (factor && factor.getValue() < 0)
    return left - Expression(-factor.getValue()) * fromAffine(product.getLHS(), f);
  return left + fromAffine(rhs, f);
}

// 64 * ceil(x / d), where d divides 64, is how affine expressions simplify x * (64 / d) rounded up to 64.
static std::optional<Expression> roundedUp(mlir::AffineExpr quotient, const Function &f) {
  auto up = mlir::dyn_cast<mlir::AffineBinaryOpExpr>(quotient);
  auto divisor = up && up.getKind() == mlir::AffineExprKind::CeilDiv
                     ? mlir::dyn_cast<mlir::AffineConstantExpr>(up.getRHS())
                     : mlir::AffineConstantExpr();
  if (!divisor || 64 % divisor.getValue() != 0)
    return std::nullopt;
  mlir::AffineExpr whole = up.getLHS() * (64 / divisor.getValue());
  return roundUp64(fromAffine(mlir::simplifyAffineExpr(whole, 0, f.dims.size()), f));
}

static Expression product(mlir::AffineExpr lhs, mlir::AffineExpr rhs, const Function &f) {
  auto constant = mlir::dyn_cast<mlir::AffineConstantExpr>(rhs);
  if (constant && constant.getValue() == 64)
    if (auto rounded = roundedUp(lhs, f))
      return *rounded;
  return constant ? Expression(constant.getValue()) * fromAffine(lhs, f)
                  : fromAffine(lhs, f) * fromAffine(rhs, f);
}

static Expression fromAffine(mlir::AffineExpr e, const Function &f) {
  if (auto constant = mlir::dyn_cast<mlir::AffineConstantExpr>(e))
    return constant.getValue();
  if (auto symbol = mlir::dyn_cast<mlir::AffineSymbolExpr>(e))
    return Expression::dim(f.dims[symbol.getPosition()].name);
  auto binary = mlir::cast<mlir::AffineBinaryOpExpr>(e);
  mlir::AffineExpr lhs = binary.getLHS(), rhs = binary.getRHS();
  switch (binary.getKind()) {
  case mlir::AffineExprKind::Add:
    return sum(lhs, rhs, f);
  case mlir::AffineExprKind::Mul:
    return product(lhs, rhs, f);
  case mlir::AffineExprKind::FloorDiv:
    return floorDiv(fromAffine(lhs, f), fromAffine(rhs, f));
  case mlir::AffineExprKind::CeilDiv:
    return floorDiv(fromAffine(lhs, f) + (fromAffine(rhs, f) - Expression(1)), fromAffine(rhs, f));
  default:
    return mod(fromAffine(lhs, f), fromAffine(rhs, f));
  }
}

static std::optional<Expression> formula(mlir::Operation *kernel, llvm::StringRef name, const Function &f) {
  auto map = kernel->getAttrOfType<mlir::AffineMapAttr>(name);
  if (!map)
    return std::nullopt;
  Expression value = fromAffine(map.getValue().getResult(0), f);
  if (value.isConstant() && value.value == 0)
    return std::nullopt;
  return value;
}

static Failure failure(mlir::Attribute attribute, const Interface &i) {
  auto about = mlir::cast<mlir::DictionaryAttr>(attribute);
  auto text = [&](llvm::StringRef name) { return mlir::cast<mlir::StringAttr>(about.get(name)).str(); };
  int64_t line = mlir::cast<mlir::IntegerAttr>(about.get("line")).getInt();
  return {text("message"), text("code"), i.source + ":" + std::to_string(line)};
}

void describeKernels(mlir::ModuleOp module, Interface &interface) {
  for (Function &f : interface.functions)
    if (mlir::Operation *kernel = module.lookupSymbol("kernel_" + f.name)) {
      f.heap = kernel->hasAttr("dl.heap");
      f.arena = formula(kernel, "dl.arena", f);
      f.flops = formula(kernel, "dl.flops", f);
      if (auto checks = kernel->getAttrOfType<mlir::ArrayAttr>("dl.checks"))
        for (mlir::Attribute check : checks)
          f.failures.push_back(failure(check, interface));
    }
}

} // namespace dual::library
