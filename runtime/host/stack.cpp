#include "runtime/host/stack.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#define DUAL_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DUAL_ADDRESS_SANITIZER
#endif
#endif
#ifdef DUAL_ADDRESS_SANITIZER
#include <sanitizer/common_interface_defs.h>
#endif

// dual_call_on_stack(top, function, argument): the frame pointer keeps the way back, for debuggers too.
asm(R"(
  .text
  .type dual_call_on_stack, @function
dual_call_on_stack:
  .cfi_startproc
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  movq %rdi, %rsp
  movq %rdx, %rdi
  callq *%rsi
  leave
  .cfi_def_cfa %rsp, 8
  retq
  .cfi_endproc
  .size dual_call_on_stack, .-dual_call_on_stack
)");
extern "C" void dual_call_on_stack(void *top, void (*function)(void *), void *argument);

const std::byte *dual_rt_stack_limit = reinterpret_cast<const std::byte *>(UINTPTR_MAX);

namespace dual::host {

namespace {

/// What the runtime's own functions may need, which do not ask for the limit.
constexpr size_t reserve = size_t(512) << 10;
constexpr size_t alignment = 64;

/// The chunk that was left last, so that a loop of calls at a chunk's end does not ask the system each time.
std::byte *spare = nullptr;

struct Call {
  void (*function)(void *);
  void *argument;
  const void *outerStack;
  size_t outerBytes;
};

/// The first function in the new chunk.
void enter(void *given) {
  auto *call = static_cast<Call *>(given);
#ifdef DUAL_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(nullptr, &call->outerStack, &call->outerBytes);
#endif
  call->function(call->argument);
#ifdef DUAL_ADDRESS_SANITIZER
  void *ended = nullptr;
  __sanitizer_start_switch_fiber(&ended, call->outerStack, call->outerBytes);
#endif
}

void switchTo(std::byte *chunk, Call &call) {
#ifdef DUAL_ADDRESS_SANITIZER
  void *outer = nullptr;
  __sanitizer_start_switch_fiber(&outer, chunk, chunkBytes);
#endif
  dual_call_on_stack(chunk + chunkBytes, enter, &call);
#ifdef DUAL_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(outer, nullptr, nullptr);
#endif
}

} // namespace

bool callInNewChunk(void (*function)(void *), void *argument) {
  std::byte *chunk = std::exchange(spare, nullptr);
  if (!chunk)
    chunk = static_cast<std::byte *>(std::aligned_alloc(alignment, chunkBytes));
  if (!chunk)
    return false;
  const std::byte *outer = std::exchange(dual_rt_stack_limit, chunk + reserve);
  Call call = {function, argument, nullptr, 0};
  switchTo(chunk, call);
  dual_rt_stack_limit = outer;
  std::free(std::exchange(spare, chunk));
  return true;
}

} // namespace dual::host
