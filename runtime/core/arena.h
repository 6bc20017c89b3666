/* Memory of a function for which no formula in the dims bounds it: a heap that grows up from the beginning of
 * the caller's arena, the stack of compiled code that grows down from its end. Whoever runs out, or fails,
 * leaves for the border at once: nothing has to be freed, all of it is the caller's. */
#ifndef DUAL_RUNTIME_CORE_ARENA_H
#define DUAL_RUNTIME_CORE_ARENA_H

#include <stddef.h>
#include <stdint.h>

/* The number of the check that failed, from 1, with the numbers of its message; 0: none; below 0: one of
 * these. */
typedef struct dual_outcome {
  int32_t number;
  int64_t values[3];
} dual_outcome;

enum {
  OUTCOME_ARENA = -1,  /* values: bytes that there are, the least that gets further */
  OUTCOME_REFUSED = -2 /* the error is filled in: a table of nodes is wrong, or poll stopped the call */
};

typedef struct dual_block dual_block;

enum { BLOCK_CLASSES = 58 };

/* One call. Code reads the first two members by itself: below `limit` the stack must not reach; `poll` is not
 * null if the caller has one. */
typedef struct dual_arena {
  char *limit;
  int (*poll)(void *user, int64_t done, int64_t total);
  char *begin, *top, *end; /* the heap's blocks, the arena's end */
  size_t bytes;            /* as given */
  dual_block *last;        /* the block under `top` */
  dual_block *free[BLOCK_CLASSES];
  void *border; /* the stack pointer to leave with */
  dual_outcome outcome;
  struct dual_call *call;
  int64_t nodes; /* each call of the recursion is one of so many; 0: nothing bounds how many there are */
  int64_t done, total; /* as poll has seen them last */
} dual_arena;

/* What is left free under the stack: functions that do not ask need it, and signal handlers without a stack
 * of their own. */
enum { STACK_RESERVE = 16384 };

void dual_arena_begin(dual_arena *arena, struct dual_call *call, int64_t nodes);
/* Calls `function(frame)` on the arena's stack. */
void dual_arena_enter(dual_arena *arena, void (*function)(void *), void *frame);
/* Calls `function(frame)` on the stack of whoever called dual_arena_enter. */
void dual_arena_outside(dual_arena *arena, void (*function)(void *), void *frame);
/* Back to whoever called dual_arena_enter. */
_Noreturn void dual_arena_leave(dual_arena *arena, int32_t number, int64_t a, int64_t b, int64_t c);
/* Of a check: as above, with the arena last, as in all functions that compiled code calls. */
_Noreturn void dual_arena_check_failed(int32_t number, int64_t a, int64_t b, int64_t c, dual_arena *arena);
/* `missing` more bytes would get further. */
_Noreturn void dual_arena_exhausted(dual_arena *arena, size_t missing);
_Noreturn void dual_arena_stack_full(char *stack, dual_arena *arena);

/* 64-aligned; never null. `alignment` is at most 64. */
void *dual_arena_alloc(int64_t alignment, int64_t bytes, dual_arena *arena);
void dual_arena_free(void *memory, dual_arena *arena);
_Noreturn void dual_arena_too_large(dual_arena *arena);

#endif
