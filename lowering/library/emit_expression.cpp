#include "lowering/library/emit_expression.h"

#include <cassert>

namespace dual::library {

using Kind = Expression::Kind;

Computed ExpressionEmitter::checked(const Expression &e) {
  if (e.kind == Kind::Constant)
    return {builder.getInt64(static_cast<uint64_t>(e.value)), builder.getFalse()};
  if (e.kind == Kind::Symbol) {
    assert(dims.count(e.symbol) != 0 && "a symbol that is no parameter");
    return {dims[e.symbol], builder.getFalse()};
  }
  Computed a = checked(e.operands[0]);
  if (e.kind != Kind::RoundUp64)
    return binary(e.kind, a, checked(e.operands[1]));
  Computed up = binary(Kind::Add, a, checked(63));
  return {builder.CreateAnd(up.value, builder.getInt64(~uint64_t{63})), up.overflow};
}

Computed ExpressionEmitter::binary(Kind kind, Computed a, Computed b) {
  switch (kind) {
  case Kind::Add:
    return arithmetic(llvm::Intrinsic::sadd_with_overflow, a, b);
  case Kind::Sub:
    return arithmetic(llvm::Intrinsic::ssub_with_overflow, a, b);
  case Kind::Mul:
    return arithmetic(llvm::Intrinsic::smul_with_overflow, a, b);
  case Kind::Min:
    return {builder.CreateBinaryIntrinsic(llvm::Intrinsic::smin, a.value, b.value),
            builder.CreateOr(a.overflow, b.overflow)};
  default:
    return division(kind, a, b);
  }
}

Computed ExpressionEmitter::arithmetic(llvm::Intrinsic::ID id, Computed a, Computed b) {
  llvm::Value *pair = builder.CreateBinaryIntrinsic(id, a.value, b.value);
  llvm::Value *overflow =
      builder.CreateOr(builder.CreateOr(a.overflow, b.overflow), builder.CreateExtractValue(pair, 1));
  return {builder.CreateExtractValue(pair, 0), overflow};
}

// By a positive number, rounding down: the remainder is never negative.
Computed ExpressionEmitter::division(Kind kind, Computed a, Computed b) {
  llvm::Value *one = builder.getInt64(1), *zero = builder.getInt64(0);
  llvm::Value *bad = builder.CreateICmpSLT(b.value, one);
  llvm::Value *by = builder.CreateSelect(bad, one, b.value);
  llvm::Value *overflow = builder.CreateOr(builder.CreateOr(a.overflow, b.overflow), bad);
  llvm::Value *rest = builder.CreateSRem(a.value, by);
  llvm::Value *below = builder.CreateICmpSLT(rest, zero);
  if (kind == Kind::Mod)
    return {builder.CreateSelect(below, builder.CreateAdd(rest, by), rest), overflow};
  llvm::Value *quotient = builder.CreateSDiv(a.value, by);
  return {builder.CreateSub(quotient, builder.CreateZExt(below, builder.getInt64Ty())), overflow};
}

} // namespace dual::library
