/* `poll` of the caller: progress, and the question whether to go on. */
#ifndef DUAL_RUNTIME_CORE_POLL_H
#define DUAL_RUNTIME_CORE_POLL_H

#include "runtime/core/arena.h"
#include "runtime/core/core.h"

/* How `from` and `to`, which part of a function's work a loop is, are counted. */
enum { POLL_WHOLE = 65536 };

/* How far a call is, as poll shows it: `at` of `of` turns are done of the part from `from` to `to`. Units are
 * the function's largest number of rows or nodes, of which `total` are all. */
int64_t dual_progress(int64_t total, int64_t from, int64_t to, int64_t at, int64_t of);

/* Of a kernel with a plan: not 0, with call->error filled in, if the caller wants to stop. */
int dual_poll(dual_call *call, int64_t total, int64_t from, int64_t to, int64_t at, int64_t of);

/* Of all others: leaves the arena then. A function that is called does not know what part of the whole it is:
 * its `from` is below 0, and each of its calls may count as `to` rows. */
void dual_arena_poll(int64_t total, int64_t from, int64_t to, int64_t at, int64_t of, dual_arena *arena);
#endif
