// Contractions: products summed in order with fused multiply-add.
#pragma once

#include "runtime/host/tensor.h"

namespace dual::host {

/// The iteration space has dims `sizes`; the first `resultRank` are those of the result, the others are
/// summed, the last fastest. Axis i of an operand runs along iteration dim `map[i]` (a dim may stand twice: a
/// diagonal). Every accumulator starts at +0 and takes acc = fma(lhs, rhs, acc) in row-major order of the
/// summed dims (statement 33). f16 and bf16 accumulate in f32 and round once; integers wrap. Both operands
/// are of one numeric dtype, which is the result's. Matrix product [M,K] x [K,N]: maps {0,2} and {2,1}, sizes
/// {M,N,K}, resultRank 2.
Tensor contract(const Tensor &lhs, const Tensor &rhs, const Dims &lhsMap, const Dims &rhsMap,
                const Dims &sizes, int64_t resultRank);

} // namespace dual::host
