// The loop under every elementwise kernel, built twice: once for CPUs with fused multiply-add, where `fma` is
// one instruction and loops become vectors, once for the others. The bits are equal, as every step is fixed.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#define DUAL_FMA_TARGET __attribute__((target("avx2,fma")))
#else
#define DUAL_FMA_TARGET
#endif

namespace dual::host {

inline bool cpuHasFma() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

template <class F> DUAL_FMA_TARGET void forEachWithFma(int64_t count, F f) {
  for (int64_t i = 0; i < count; ++i)
    f(i);
}

/// Calls f(0) ... f(count - 1); f must be small enough to be inlined and its calls independent.
template <class F> void forEach(int64_t count, F f) {
  if (count > 1 && cpuHasFma())
    return forEachWithFma(count, f);
  for (int64_t i = 0; i < count; ++i)
    f(i);
}

} // namespace dual::host
