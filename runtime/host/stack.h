// Where frames of recursion lie: in chunks of the heap, as many as it takes, and never on the C stack.
#pragma once

#include <cstddef>

/// A function that finds its stack pointer below this address must go on in a new chunk. On the C stack that
/// is every address. A program and the interpreter run in one thread, so there is one limit.
extern "C" const std::byte *dual_rt_stack_limit;

namespace dual::host {

/// Pages that nobody touches take no memory.
constexpr size_t chunkBytes = size_t(16) << 20;

/// Calls `function(argument)` in a new chunk. False: there is no memory for one, and nothing was called.
[[nodiscard]] bool callInNewChunk(void (*function)(void *), void *argument);

/// Calls `function()`, in a new chunk if this one is nearly full; false as above.
template <class F> [[nodiscard]] bool callInChunk(F &function) {
  if (static_cast<const std::byte *>(__builtin_frame_address(0)) >= dual_rt_stack_limit) {
    function();
    return true;
  }
  return callInNewChunk([](void *own) { (*static_cast<F *>(own))(); }, &function);
}

} // namespace dual::host
