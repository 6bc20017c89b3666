/* Asks when the library of polls.dl asks, and stops each call wherever it does. */
#define POLLS
#include "promise.h"

enum { ARENA = 1 << 22 };

/* What poll was told in one call. */
typedef struct record {
  int count, stop_at; /* below 0: never */
  int in_order;
  int64_t done, total;
} record;

static int note(void *user, int64_t done, int64_t total) {
  record *r = user;
  r->in_order &= done >= r->done && done <= total && (r->count == 0 ? done == 0 : total == r->total);
  r->done = done, r->total = total;
  return r->count++ == r->stop_at;
}

static record watched(polls_call *call, int stop_at) {
  record none = {0, 0, 1, 0, 0};
  none.stop_at = stop_at;
  call->poll = note;
  return none;
}

/* Without poll; with one, which is asked `least` times at least, of `all`; and stopped at about forty places,
 * each of which leaves what the function changes as it was, and the memory good for the next call. */
#define WATCH(all, least, reset, expression, right, unchanged)                                               \
  do {                                                                                                       \
    char text[100];                                                                                          \
    call.poll = NULL;                                                                                        \
    reset;                                                                                                   \
    GOOD(expression);                                                                                        \
    THAT(right);                                                                                             \
    reset;                                                                                                   \
    record told = watched(&call, -1);                                                                        \
    call.user = &told;                                                                                       \
    GOOD(expression);                                                                                        \
    THAT(right);                                                                                             \
    THAT(told.in_order && told.total == (all) && told.count >= (least));                                     \
    int count = told.count;                                                                                  \
    for (int k = 0; k < count;                                                                               \
         k += 1 + (k < count - 1 && k + count / 40 >= count ? count - 2 - k : count / 40)) {                 \
      reset;                                                                                                 \
      told = watched(&call, k);                                                                              \
      int status = (expression);                                                                             \
      THAT(told.count == k + 1 && told.in_order);                                                            \
      snprintf(text, sizeof text, "`poll` stopped the call at %lld of %lld", (long long)told.done,           \
               (long long)told.total);                                                                       \
      FAILS(POLLS_E_CANCELLED, text, status);                                                                \
      THAT(call.error.got == told.done && call.error.want == told.total);                                    \
      THAT(unchanged);                                                                                       \
    }                                                                                                        \
    call.poll = NULL;                                                                                        \
    reset;                                                                                                   \
    GOOD(expression);                                                                                        \
    THAT(right);                                                                                             \
  } while (0)

#define NONE ((void)0)

static void *large(size_t n) {
  void *p = malloc(n);
  if (p == NULL)
    exit(2);
  return p;
}

static void networks(void) {
  enum { B = 100000 };
  static const float hw[8][16] = {{1.0f}}, hb[16], yw[16][2] = {{2.0f, 3.0f}}, yb[2];
  polls_net m = {hw[0], hb, yw[0], yb, NULL};
  float *x = large(sizeof(float) * 8 * B), *out = large(sizeof(float) * 2 * B);
  size_t need = polls_scores_arena(B);
  unsigned char *arena = large(need);
  polls_call call = POLLS_CALL(arena, need);
  for (int k = 0; k < 8 * B; k++)
    x[k] = (float)(k / 8);
  WATCH(B, 20, (out[0] = 7.0f, out[2 * B - 1] = 0.0f), polls_scores(&m, B, x, out, &call),
        out[0] == 0.0f && out[2 * B - 1] == 3.0f * (B - 1), 1);
  record first = watched(&call, 0);
  call.user = &first, out[0] = 7.0f;
  FAILS(POLLS_E_CANCELLED, "`poll` stopped the call at 0 of 5", polls_scores(&m, 5, x, out, &call));
  THAT(out[0] == 7.0f); /* nothing is done before it is asked first */
  first = watched(&call, 0);
  FAILS(POLLS_E_CANCELLED, "`poll` stopped the call at 0 of 1", polls_scores(&m, 0, NULL, NULL, &call));
  free(x), free(out), free(arena);
}

static void lines(void) {
  enum { N = 3000000 };
  float *x = large(sizeof(float) * 2 * N), total[2], most[2];
  polls_call call = POLLS_CALL(NULL, 0);
  for (int k = 0; k < 2 * N; k++)
    x[k] = k == N - 1 ? 3.0f : k < N ? 0.0f : 1.0f;
  WATCH(N, 6, NONE, polls_sums(N, x, total, most, &call),
        total[0] == 3.0f && total[1] == N && most[0] == 3.0f && most[1] == 1.0f, 1);
  free(x);
}

static void loops(void) {
  enum { N = 300, STEPS = 2000 };
  static unsigned char arena[POLLS_WALK_ARENA(N)];
  polls_call call = POLLS_CALL(arena, sizeof arena);
  float w[N], last = 0.0f;
  double x = 0.0;
  int64_t turns = 0;
  WATCH(N, 10, (w[0] = w[N - 1] = 2.0f, last = 7.0f), polls_walk(N, w, STEPS, 0.5f, &last, &call),
        w[0] == 2.0f && w[N - 1] == 2.0f && last == 2.0f, w[0] == 2.0f && last == 7.0f);
  WATCH(N, 10, (w[0] = 1.0f, last = 7.0f), polls_walk(N, w, STEPS, 1.0f, &last, &call),
        w[0] == 1.0f + STEPS && last == 1.0f + STEPS, w[0] == 1.0f && last == 7.0f);
  WATCH(100, 20, (x = 1048576.0, turns = -1), polls_halve(&x, 1.0, &turns, &call), x == 1.0 && turns == 20,
        x == 1048576.0 && turns == -1);
}

static void heaps(void) {
  unsigned char *arena = large(ARENA);
  polls_call call = POLLS_CALL(arena, ARENA);
  int64_t out[1000], size, seen = 0, sum = 0;
  WATCH(100, 1000, (seen = 5), polls_collect(3000, &seen, out, sizeof out, &size, &call),
        size == 1000 && seen == 1005 && out[999] == 2997, seen == 5);
  WATCH(100, 501, NONE, polls_climb(500, &sum, &call), sum == 125250, 1);
  polls_chain c[100];
  memset(c, 0, sizeof c);
  for (int k = 1; k < 100; k++) {
    c[k].tag = POLLS_CHAIN_LINK;
    c[k].as.link.x = 1.0f, c[k].as.link.rest = k - 1;
  }
  float all;
  WATCH(100, 100, (all = 0.0f), polls_length(100, c, &all, &call), all == 99.0f, 1);
  free(arena);
}

/* The callback may need more stack than an arena has. */
static int recurse(int n) {
  volatile char frame[4096];
  frame[n % 4096] = (char)n;
  return n == 0 ? frame[0] : recurse(n - 1) + frame[n % 4096] - (char)n;
}

static int deep(void *user, int64_t done, int64_t total) {
  *(int64_t *)user += done <= total && recurse(50) == 0;
  return 0;
}

static void stacks(void) {
  unsigned char *arena = large(1 << 16);
  polls_call call = POLLS_CALL(arena, 1 << 16);
  int64_t sum, asked = 0;
  call.poll = deep, call.user = &asked;
  GOOD(polls_climb(10, &sum, &call));
  THAT(sum == 55 && asked >= 11);
  free(arena);
}

static void shorts(void) {
  static unsigned char arena[256];
  polls_call call = POLLS_CALL(arena, sizeof arena);
  float a[16] = {2.0f}, b[16] = {3.0f}, out;
  record told = watched(&call, 0);
  call.user = &told;
  GOOD(polls_dot(a, b, &out, &call));
  THAT(told.count == 0 && out == 6.0f);
}

int main(void) {
  networks();
  lines();
  loops();
  heaps();
  stacks();
  shorts();
  printf("polls: %d promises kept, %d broken\n", passed, failed);
  return failed != 0;
}
