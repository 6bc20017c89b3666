// Operations on every element alone. Operands have equal shapes and, unless said otherwise, equal dtypes:
// broadcasting is an operation of its own (kernels/shape.h). f16 and bf16 compute in f32 and round (statement
// 34).
#pragma once

#include "runtime/host/tensor.h"

namespace dual::host {

enum class UnaryOp : uint8_t {
#define DUAL_UNARY(name, text) name,
#include "runtime/host/ops.def"
};
enum class BinaryOp : uint8_t {
#define DUAL_BINARY(name, text) name,
#include "runtime/host/ops.def"
};
enum class CompareOp : uint8_t {
#define DUAL_COMPARE(name, text, op) name,
#include "runtime/host/ops.def"
};

const char *name(UnaryOp op);
const char *name(BinaryOp op);
const char *name(CompareOp op);

/// Whether the operation exists for that element type: the elementary functions need floats, and some have no
/// f64 form yet (numerics/elementary.h lists them); `Not`, `And`, `Or` need bool or integers (then bitwise).
bool isDefined(UnaryOp op, DType dtype);
bool isDefined(BinaryOp op, DType dtype);

/// Precondition: `isDefined(op, x.dtype())`. Integers wrap: abs and neg of the least value are itself.
Tensor unary(UnaryOp op, const Tensor &x);

/// Precondition: `isDefined(op, a.dtype())`; for integer Div and Mod no element of `b` is 0 (`firstZero`).
/// Integer Div and Mod floor; least value / -1 wraps; float Mod has the divisor's sign (statement 32).
/// Max and Min give NaN if either is NaN and order -0 below +0. Pow of integers: no element of `b`
/// is negative.
Tensor binary(BinaryOp op, const Tensor &a, const Tensor &b);

/// bool result; with NaN all are false but Ne. bool operands: false < true.
Tensor compare(CompareOp op, const Tensor &a, const Tensor &b);

/// `mask` is bool. Takes `a` where it is true, else `b`, bits untouched.
Tensor select(const Tensor &mask, const Tensor &a, const Tensor &b);

/// a * b + c rounded once (f16, bf16: fused in f32, then rounded). Integers wrap.
Tensor fma(const Tensor &a, const Tensor &b, const Tensor &c);

/// x ** n by repeated squaring from the lowest bit of |n| (statement 31); a negative n gives 1 / (x ** -n).
/// `n` is i64, of x's shape or rank 0. Precondition: for integer x no n is negative.
Tensor ipow(const Tensor &x, const Tensor &n);

/// Statement 6: to float rounds to nearest even; float to integer truncates, saturates, NaN gives 0;
/// integers wrap. From bool: 0 or 1. To bool: x != 0.
Tensor cast(const Tensor &x, DType to);

/// Flat row-major index of the first 0 in an integer tensor, or -1.
int64_t firstZero(const Tensor &x);

} // namespace dual::host
