// Reductions over axes, with the orders that the language fixes (statements 12, 32, 33, 34).
#pragma once

#include "runtime/host/tensor.h"

namespace dual::host {

enum class ReduceOp : uint8_t {
#define DUAL_REDUCE(name, text) name,
#include "runtime/host/ops.def"
};

const char *name(ReduceOp op);
bool isDefined(ReduceOp op, DType dtype);

/// The order of adding floats in Sum and Mean.
enum class SumOrder : uint8_t {
  Lanes,   // 64 lanes from +0, element i to lane i mod 64, then lane l += lane l + 32, 16, 8, 4, 2, 1
  InOrder, // one accumulator from +0: reductions with a filter or a dependent range
};

/// Reduces over `axes` (ascending, distinct), flattened row-major; they are dropped from the shape.
/// Sum, Prod of numbers; Max, Min of numbers: x's dtype. Mean of floats: sum / n, 0 / 0 = NaN when empty.
/// Any, All of bool. ArgMax, ArgMin: i64, the flat index of the first best over the axes, a NaN being best.
/// f16 and bf16 accumulate in f32 and round once.
/// Of no elements, ArgMax and ArgMin are 0, Max and Min of integers the dtype's lowest and largest: programs
/// check for elements first, derivatives need not.
/// Precondition: `isDefined`.
Tensor reduce(ReduceOp op, const Tensor &x, const Dims &axes, SumOrder order = SumOrder::Lanes);

} // namespace dual::host
