// The abstract builder of runtime/numerics over `arith` ops: the elementary functions become straight-line IR
// on scalars. Vectors come later, from the vectorizer, which widens every op of a body alike.
#ifndef DUAL_LOWERING_LINALG_ARITHBUILDER_H
#define DUAL_LOWERING_LINALG_ARITHBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace dual::lowering {

/// No op here carries a fastmath or overflow flag, and only `fma` fuses: each bit of a result is fixed.
class ArithBuilder {
public:
  using Value = mlir::Value;
  using F32 = Value;
  using F64 = Value;
  using I32 = Value;
  using I64 = Value;
  using Bool = Value;

  explicit ArithBuilder(mlir::ImplicitLocOpBuilder &b) : b(b) {}

  Value f32(float x) { return constant(b.getF32FloatAttr(x)); }
  Value f64(double x) { return constant(b.getF64FloatAttr(x)); }
  Value i32(int32_t x) { return constant(b.getI32IntegerAttr(x)); }
  Value i64(int64_t x) { return constant(b.getI64IntegerAttr(x)); }

  Value addF(Value x, Value y) { return make<mlir::arith::AddFOp>(x, y); }
  Value subF(Value x, Value y) { return make<mlir::arith::SubFOp>(x, y); }
  Value mulF(Value x, Value y) { return make<mlir::arith::MulFOp>(x, y); }
  Value divF(Value x, Value y) { return make<mlir::arith::DivFOp>(x, y); }
  Value negF(Value x) { return make<mlir::arith::NegFOp>(x); }
  Value sqrtF(Value x) { return make<mlir::math::SqrtOp>(x); }
  Value fma(Value x, Value y, Value z) { return make<mlir::math::FmaOp>(x, y, z); }

  Value addI(Value x, Value y) { return make<mlir::arith::AddIOp>(x, y); }
  Value subI(Value x, Value y) { return make<mlir::arith::SubIOp>(x, y); }
  Value andI(Value x, Value y) { return make<mlir::arith::AndIOp>(x, y); }
  Value orI(Value x, Value y) { return make<mlir::arith::OrIOp>(x, y); }
  Value xorI(Value x, Value y) { return make<mlir::arith::XOrIOp>(x, y); }
  Value shl(Value x, int n) { return make<mlir::arith::ShLIOp>(x, like(x, n)); }
  Value shrU(Value x, int n) { return make<mlir::arith::ShRUIOp>(x, like(x, n)); }
  Value shrS(Value x, int n) { return make<mlir::arith::ShRSIOp>(x, like(x, n)); }

  Value bitsF32(Value x) { return make<mlir::arith::BitcastOp>(b.getI32Type(), x); }
  Value bitsF64(Value x) { return make<mlir::arith::BitcastOp>(b.getI64Type(), x); }
  Value asF32(Value x) { return make<mlir::arith::BitcastOp>(b.getF32Type(), x); }
  Value asF64(Value x) { return make<mlir::arith::BitcastOp>(b.getF64Type(), x); }

  Value ltF(Value x, Value y) { return compare(mlir::arith::CmpFPredicate::OLT, x, y); }
  Value leF(Value x, Value y) { return compare(mlir::arith::CmpFPredicate::OLE, x, y); }
  Value eqF(Value x, Value y) { return compare(mlir::arith::CmpFPredicate::OEQ, x, y); }
  Value neF(Value x, Value y) { return compare(mlir::arith::CmpFPredicate::UNE, x, y); }
  Value ltI(Value x, Value y) { return make<mlir::arith::CmpIOp>(mlir::arith::CmpIPredicate::slt, x, y); }
  Value andB(Value x, Value y) { return andI(x, y); }
  Value orB(Value x, Value y) { return orI(x, y); }
  Value notB(Value x) { return xorI(x, constant(b.getBoolAttr(true))); }
  Value select(Value c, Value x, Value y) { return make<mlir::arith::SelectOp>(c, x, y); }

  Value extend(Value x) { return make<mlir::arith::ExtFOp>(b.getF64Type(), x); }
  Value truncate(Value x) { return make<mlir::arith::TruncFOp>(b.getF32Type(), x); }
  Value intToF32(Value x) { return make<mlir::arith::SIToFPOp>(b.getF32Type(), x); }

private:
  template <class Op, class... Args> Value make(Args &&...args) {
    return Op::create(b, std::forward<Args>(args)...);
  }
  Value constant(mlir::TypedAttr value) { return make<mlir::arith::ConstantOp>(value); }
  Value compare(mlir::arith::CmpFPredicate predicate, Value x, Value y) {
    return make<mlir::arith::CmpFOp>(predicate, x, y);
  }
  Value like(Value x, int n) { return constant(b.getIntegerAttr(x.getType(), n)); }

  mlir::ImplicitLocOpBuilder &b;
};

} // namespace dual::lowering

#endif
