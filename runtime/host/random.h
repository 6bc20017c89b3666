// Counter-based random numbers (statement 26): a draw is a pure function of seed and element number.
// Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11.
#pragma once

#include "runtime/host/tensor.h"

#include <array>
#include <string_view>

namespace dual::host {

using PhiloxBlock = std::array<uint32_t, 4>;

/// One block: ten rounds. Words are in the order of the Random123 library.
PhiloxBlock philox(PhiloxBlock counter, std::array<uint32_t, 2> key);

/// Block number `counter` of the stream `seed`: key = (low, high word of seed), counter words = (low, high,
/// 0, 0).
PhiloxBlock philox(uint64_t seed, uint64_t counter);

/// The first 64 bits of block `k`: word 0 low, word 1 high. Seeds fold left: fold(fold(a, b), c).
uint64_t fold(uint64_t seed, uint64_t k);
/// FNV-1a, 64 bits, of the bytes, then `fold`.
uint64_t foldText(uint64_t seed, std::string_view text);
uint64_t fnv1a(std::string_view text);

/// 64 raw bits an element as i64: element e is `fold(seed, e)`.
Tensor randomBits(uint64_t seed, const Dims &shape);

/// In [0, 1). f32: the top 24 bits of word 0 of block e times 2^-24; f64: the top 53 bits of `fold(seed, e)`
/// times 2^-53. Here and below: f16 and bf16 are drawn as f32 and rounded.
Tensor uniform(DType dtype, uint64_t seed, const Dims &shape);

/// Standard normal by Box-Muller, the cosine branch: sqrt(-2 log(u1)) * cos(2 pi u2). Element e uses block e:
/// f32: u1 = (top 24 bits of word 0 + 1) * 2^-24 in (0, 1], u2 = top 24 bits of word 1 times 2^-24, the angle
///   u2 * 0x1.921fb6p+2f rounded to f32, our f32 log and cos.
/// f64: u1 = (top 53 bits of words 0,1 + 1) * 2^-53, u2 = top 53 bits of words 2,3 times 2^-53, our f64 log
/// and
///   `cosTurns` of u2.
/// The tail ends at 5.77 (f32) and 8.57 (f64).
Tensor normal(DType dtype, uint64_t seed, const Dims &shape);

/// 0 .. n - 1 in the order of a stable sort by `fold(seed, row)` as unsigned numbers: i64 of shape [n].
Tensor permutation(int64_t n, uint64_t seed);

} // namespace dual::host
