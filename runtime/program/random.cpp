// Draws, orders, and the table of entry points.
#include "runtime/host/random.h"
#include "runtime/host/kernels/sort.h"
#include "runtime/host/stack.h"
#include "runtime/program/list.h"

using namespace dual;
using namespace dual::program;

void dual_rt_permutation(int64_t seed, DualDescriptor *into, int64_t rank, int64_t) {
  copyTo(host::permutation(into->sizesThenStrides[0], static_cast<uint64_t>(seed)), *into, rank);
}

void dual_rt_argsort(int64_t axis, int64_t descending, const DualDescriptor *x, int64_t rank, int64_t dtype,
                     DualDescriptor *into, int64_t intoRank, int64_t) {
  copyTo(host::argsort(toTensor(*x, rank, dtype), axis, descending != 0), *into, intoRank);
}

namespace dual::program {

const EntryPoint *entryPoints(size_t &count) {
  static const EntryPoint table[] = {
#define DUAL_RT(result, name, parameters) {#name, reinterpret_cast<void *>(name)},
#include "runtime/program/entry_points.def"
      {"dual_rt_stack_limit", &dual_rt_stack_limit},
  };
  count = sizeof(table) / sizeof(table[0]);
  return table;
}

} // namespace dual::program
