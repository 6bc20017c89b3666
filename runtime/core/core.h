/* What the C parts of a generated library share, and the border code that dlc emits calls. dlc links these
 * parts into each library as bitcode, renames them to its prefix and makes all but the API local.
 *
 * Constant data must hold no address (position-independent code would need writable pages for it): all names
 * lie in one string, tables hold offsets into it. Needs memcpy, memset, memcmp and strlen, nothing else. */
#ifndef DUAL_RUNTIME_CORE_CORE_H
#define DUAL_RUNTIME_CORE_CORE_H

#include <stddef.h>
#include <stdint.h>

/* The fields of dual_error and dual_call are the generated header's, in its order. */
typedef struct dual_error {
  int32_t status;
  int32_t text;
  const char *function;
  const char *source;
  const char *subject;
  const char *object;
  int64_t index;
  int64_t got;
  int64_t want;
  int64_t values[3];
} dual_error;

typedef struct dual_call {
  const uint32_t *abi;
  void *arena;
  size_t arena_bytes;
  void *user;
  int (*poll)(void *user, int64_t done, int64_t total);
  void (*parallel_for)(void *user, int64_t count, void (*task)(void *data, int64_t i), void *data);
  int64_t tasks;
  dual_error error;
  uint64_t cpu;
} dual_call;

enum {
#define DUAL_STATUS(name, number, sentence, comment) STATUS_##name = number,
#include "runtime/core/status.def"
};

enum {
#define DUAL_TEXT(name, sentence) TEXT_##name,
#include "runtime/core/text.def"
  TEXT_COUNT
};

/* One check that can fail; subject and object are offsets into the names, -1 for none. */
typedef struct dual_check {
  int32_t status, text, subject, object;
} dual_check;

/* One tensor of a graph's parameters. Rows are sorted by name; `field` is its place in the caller's struct,
 * `at` its place in the caller's memory, `shape` the first of its `rank` dims in the shapes. */
typedef struct dual_tensor {
  int64_t name, dtype, rank, shape, field, bytes, at, align;
} dual_tensor;

/* What load needs to know. In memory, never in constant data: it holds addresses. */
typedef struct dual_layout {
  const char *names; /* function, source, then the strings that the rows speak of */
  const dual_tensor *tensors;
  const int64_t *shapes;
  uint64_t *seen; /* one bit a tensor, all 0 */
  int64_t count;
} dual_layout;

/* The sentences of the statuses, one after the other; they name the prefix, so dlc emits them with each
 * library. */
extern const char dual_status_sentences[];

size_t dual_error_text(const dual_error *error, char *text, size_t bytes);
const char *dual_status_text(int status);

/* Fills call->error from row `number` of the checks; gives its status. */
int dual_fail(dual_call *call, const dual_check *checks, const char *names, int32_t number, int64_t got,
              int64_t want);
/* The same for a check inside a kernel: its place is the source line, its message has numbers of its own. */
int dual_fail_inside(dual_call *call, const dual_check *checks, const char *names, int32_t number,
                     const int64_t *values);
int dual_refuse(dual_call *call, int status, int text, const char *subject, const char *object, int64_t index,
                int64_t got, int64_t want);

/* Adds to what dual_refuse wrote the function and its source, the first two of the names; gives the status.
 */
int dual_refused(dual_call *call, const char *names);

/* Those of the features in `need` that this CPU lacks. Asks the CPU once and keeps the answer in call->cpu.
 */
uint64_t dual_cpu_lacks(dual_call *call, uint64_t need);
const char *dual_cpu_name(uint64_t missing);

/* Whether the bytes are UTF-8; else fills call->error with VALUE and the first wrong byte. */
int dual_check_utf8(dual_call *call, const char *subject, const void *text, int64_t count);

int dual_load(dual_call *call, const dual_layout *layout, const void **fields, const void *block,
              size_t bytes, void *memory);
void dual_builtin(const void **fields, const unsigned char *weights, const int64_t *offsets, int64_t count);

const char *dual_nth(const char *strings, int n);

#endif
