/* Asks the caller whether to go on. Compiled code comes here only if there is somebody to ask. */
#include "runtime/core/poll.h"

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

int64_t dual_progress(int64_t total, int64_t from, int64_t to, int64_t at, int64_t of) {
  for (; of >= POLL_WHOLE; of /= 2) /* so that no product is too large */
    at /= 2;
  int64_t part = from + (of > 0 ? (to - from) * least(at, of) / of : 0);
  return total / POLL_WHOLE * part + total % POLL_WHOLE * part / POLL_WHOLE;
}

static int refused(dual_call *call, int64_t done, int64_t total) {
  if (call->poll(call->user, done, total) == 0)
    return 0;
  (void)dual_refuse(call, STATUS_CANCELLED, TEXT_CANCELLED, NULL, NULL, -1, done, total);
  return 1;
}

static int64_t at_least_one(int64_t total) { return total > 0 ? total : 1; }

int dual_poll(dual_call *call, int64_t total, int64_t from, int64_t to, int64_t at, int64_t of) {
  total = at_least_one(total);
  return refused(call, dual_progress(total, from, to, at, of), total);
}

/* The callback runs on the stack of whoever called the library: the arena's has little room. */
typedef struct question {
  dual_arena *arena;
  int stop;
} question;

static void ask(void *data) {
  question *q = data;
  q->stop = refused(q->arena->call, q->arena->done, q->arena->total);
}

void dual_arena_poll(int64_t total, int64_t from, int64_t to, int64_t at, int64_t of, dual_arena *a) {
  int64_t done = 0;
  if (from >= 0) {
    a->total = at_least_one(total);
    done = dual_progress(a->total, from, to, at, of);
  } else if (a->nodes > 0) {
    done = a->done + to;
  }
  if (done > a->done) /* it never goes back */
    a->done = least(done, a->total);
  question q = {a, 0};
  dual_arena_outside(a, ask, &q);
  if (q.stop != 0)
    dual_arena_leave(a, OUTCOME_REFUSED, 0, 0, 0);
}
