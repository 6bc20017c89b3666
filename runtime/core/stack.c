/* To the arena's stack and back. Leaving drops all frames at once, so it needs what the way back needs and
 * nothing of theirs: the registers that a callee keeps lie on the caller's stack. */
#include "runtime/core/arena.h"

#define NAKED __attribute__((naked))
#define IN_REGISTER __attribute__((unused))

/* To who called switch_stack. */
#define POP_AND_RETURN                                                                                       \
  "popq %r15\n\t"                                                                                            \
  "popq %r14\n\t"                                                                                            \
  "popq %r13\n\t"                                                                                            \
  "popq %r12\n\t"                                                                                            \
  "popq %rbx\n\t"                                                                                            \
  "popq %rbp\n\t"                                                                                            \
  "retq"

/* Calls function(frame) with the stack pointer at `top`, having put its own to `border`. */
NAKED static void switch_stack(IN_REGISTER void **border, IN_REGISTER void *top,
                               IN_REGISTER void (*function)(void *), IN_REGISTER void *frame) {
  __asm__("pushq %rbp\n\t"
          "movq %rsp, %rbp\n\t"
          "pushq %rbx\n\t"
          "pushq %r12\n\t"
          "pushq %r13\n\t"
          "pushq %r14\n\t"
          "pushq %r15\n\t"
          "movq %rsp, (%rdi)\n\t"
          "movq %rsi, %rsp\n\t"
          "movq %rcx, %rdi\n\t"
          "callq *%rdx\n\t"
          "leaq -40(%rbp), %rsp\n\t" /* the five below %rbp */
          POP_AND_RETURN);
}

NAKED _Noreturn static void switch_back(IN_REGISTER void *border) {
  __asm__("cld\n\t"
          "movq %rdi, %rsp\n\t" /* as after the pushes */
          POP_AND_RETURN);
}

/* Room for the first frame, or there is nothing to call. */
void dual_arena_enter(dual_arena *a, void (*function)(void *), void *frame) {
  char *top = a->end - ((uintptr_t)a->end & 63);
  if (top < a->limit || a->end == NULL) {
    size_t missing = a->end == NULL ? 2 * STACK_RESERVE : ((size_t)(a->limit - top) + 63) / 64 * 64;
    a->outcome = (dual_outcome){OUTCOME_ARENA, {(int64_t)a->bytes, (int64_t)(a->bytes + missing), 0}};
    return;
  }
  switch_stack(&a->border, top, function, frame);
}

/* Who called the border has its frames above: what lies below is free. */
void dual_arena_outside(dual_arena *a, void (*function)(void *), void *frame) {
  void *here;
  char *top = a->border;
  switch_stack(&here, top - ((uintptr_t)top & 15), function, frame);
}

_Noreturn void dual_arena_leave(dual_arena *a, int32_t number, int64_t x, int64_t y, int64_t z) {
  a->outcome = (dual_outcome){number, {x, y, z}};
  switch_back(a->border);
}
