/* The heap: blocks one behind the other, each with the size of the one before it, free ones in lists by size.
 */
#include "runtime/core/arena.h"

#include "runtime/core/core.h"

/* Lies before the memory that is handed out, which is 64-aligned. */
struct dual_block {
  size_t size;   /* with this header; a multiple of 64; the lowest bit: in use */
  size_t before; /* size of the block before, 0 for the first */
  /* of a free block: */
  dual_block *next, *previous;
};

enum { UNIT = 64, HEADER = 16, TRIES = 8 };

static char *rounded_up(char *p, size_t unit) { return p + (-(uintptr_t)p & (unit - 1)); }

static size_t size_of(const dual_block *b) { return b->size & ~(size_t)1; }
static int in_use(const dual_block *b) { return (b->size & 1) != 0; }
static dual_block *after(dual_block *b) { return (dual_block *)(void *)((char *)b + size_of(b)); }
static dual_block *before(dual_block *b) { return (dual_block *)(void *)((char *)b - b->before); }

/* Blocks of class k have 2^k units up to the next power. */
static int class_of(size_t size) { return 63 - __builtin_clzll(size / UNIT); }

static void set_top(dual_arena *a, char *top) {
  a->top = top;
  a->limit = top + STACK_RESERVE;
}

void dual_arena_begin(dual_arena *a, dual_call *call, int64_t nodes) {
  *a = (dual_arena){0};
  a->call = call;
  a->poll = call->poll;
  a->nodes = a->total = nodes;
  a->bytes = call->arena_bytes;
  char *start = call->arena, *first = start != NULL ? rounded_up(start, UNIT) + UNIT - HEADER : start;
  a->begin = first;
  a->end = start + a->bytes;
  set_top(a, first);
}

static void put_in_list(dual_arena *a, dual_block *b) {
  dual_block **list = &a->free[class_of(b->size)];
  b->next = *list;
  b->previous = NULL;
  if (*list != NULL)
    (*list)->previous = b;
  *list = b;
}

static void take_from_list(dual_arena *a, dual_block *b) {
  if (b->previous != NULL)
    b->previous->next = b->next;
  else
    a->free[class_of(b->size)] = b->next;
  if (b->next != NULL)
    b->next->previous = b->previous;
}

/* In the class of the size a few are tried; in the classes above any fits. */
static dual_block *find_free(dual_arena *a, size_t size) {
  int k = class_of(size), tries = TRIES;
  for (dual_block *b = a->free[k]; b != NULL && tries > 0; b = b->next, tries--)
    if (b->size >= size)
      return b;
  while (++k < BLOCK_CLASSES)
    if (a->free[k] != NULL)
      return a->free[k];
  return NULL;
}

static void set_size(dual_arena *a, dual_block *b, size_t size, int used) {
  b->size = size | (size_t)used;
  if (b == a->last)
    set_top(a, (char *)b + size);
  else
    after(b)->before = size;
}

static dual_block *split(dual_arena *a, dual_block *b, size_t size) {
  size_t whole = b->size;
  take_from_list(a, b);
  if (whole == size)
    return b;
  dual_block *rest = (dual_block *)(void *)((char *)b + size);
  rest->before = size;
  b->size = size;
  set_size(a, rest, whole - size, 0);
  put_in_list(a, rest);
  return b;
}

static dual_block *add_block(dual_arena *a, size_t size, const char *stack) {
  char *end = stack != NULL && stack < a->end && stack > a->top ? (char *)stack : a->end;
  size_t room = end > a->top ? (size_t)(end - a->top) : 0;
  if (room < STACK_RESERVE || room - STACK_RESERVE < size)
    dual_arena_exhausted(a, size + STACK_RESERVE - room);
  dual_block *b = (dual_block *)(void *)a->top;
  b->before = a->last != NULL ? size_of(a->last) : 0;
  a->last = b;
  set_size(a, b, size, 0);
  return b;
}

/* The stack's end is about where this function's frame lies, unless the border is still on the caller's. */
void *dual_arena_alloc(int64_t alignment, int64_t bytes, dual_arena *a) {
  (void)alignment;
  if (bytes < 0 || bytes > INT64_MAX - UNIT - HEADER)
    dual_arena_too_large(a);
  size_t size = ((size_t)bytes + HEADER + UNIT - 1) / UNIT * UNIT;
  dual_block *b = find_free(a, size);
  b = b != NULL ? split(a, b, size) : add_block(a, size, __builtin_frame_address(0));
  b->size |= 1;
  return (char *)b + HEADER;
}

static dual_block *merged(dual_arena *a, dual_block *b) {
  if (b != a->last && !in_use(after(b))) {
    dual_block *next = after(b);
    take_from_list(a, next);
    if (next == a->last)
      a->last = b;
    set_size(a, b, b->size + next->size, 0);
  }
  if (b->before != 0 && !in_use(before(b))) {
    dual_block *previous = before(b);
    take_from_list(a, previous);
    if (b == a->last)
      a->last = previous;
    set_size(a, previous, previous->size + b->size, 0);
    return previous;
  }
  return b;
}

/* What lies under the top goes back to the stack. */
void dual_arena_free(void *memory, dual_arena *a) {
  if (memory == NULL)
    return;
  dual_block *b = (dual_block *)(void *)((char *)memory - HEADER);
  b->size = size_of(b);
  b = merged(a, b);
  if (b != a->last) {
    put_in_list(a, b);
    return;
  }
  a->last = b->before != 0 ? before(b) : NULL;
  set_top(a, (char *)b);
}

/* The stack begins at a multiple of 64, so only such steps move it. */
_Noreturn void dual_arena_exhausted(dual_arena *a, size_t missing) {
  missing = (missing + UNIT - 1) / UNIT * UNIT;
  size_t want = a->bytes > (size_t)INT64_MAX - missing ? (size_t)INT64_MAX : a->bytes + missing;
  dual_arena_leave(a, OUTCOME_ARENA, (int64_t)a->bytes, (int64_t)want, 0);
}

_Noreturn void dual_arena_stack_full(char *stack, dual_arena *a) {
  dual_arena_exhausted(a, (size_t)(a->limit - stack));
}

_Noreturn void dual_arena_too_large(dual_arena *a) {
  dual_arena_leave(a, OUTCOME_ARENA, (int64_t)a->bytes, INT64_MAX, 0);
}

_Noreturn void dual_arena_check_failed(int32_t number, int64_t x, int64_t y, int64_t z, dual_arena *a) {
  dual_arena_leave(a, number, x, y, z);
}
