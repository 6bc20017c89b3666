/* values.h: what a call needs depends on what it is given. Orders and draws are compared with what a few
 * lines of C make of them. */
#include "values_setup.h"

static void texts(void) {
  values_call call = fresh();
  values_mode m = {VALUES_MODE_ON, 0, {{0.5f, 3, 2}}};
  char out[16];
  size_t used = 99;
#define GREET(text, count, room) values_greet((text), (count), &m, out, (room), &used, &call)
  GOOD(GREET("world", 5, 16));
  THAT(used == 10 && memcmp(out, "all of you", 10) == 0);
  GOOD(GREET("x", 1, 16));
  THAT(used == 3 && memcmp(out, "HEY", 3) == 0);
  m.as.on.loud = 0;
  GOOD(GREET("h\xc3\xa9", 3, 16));
  THAT(used == 3 && memcmp(out, "h\xc3\xa9", 3) == 0);
  m.tag = VALUES_MODE_OFF;
  GOOD(GREET(NULL, 0, 0));
  THAT(used == 0);
  used = 99;
  FAILS(VALUES_E_SPACE, "`greeting` has 9 bytes; 10 are needed", GREET("world", 5, 9));
  FAILS(VALUES_E_NULL, "`name` is null", GREET(NULL, 1, 16));
  FAILS(VALUES_E_DIM, "dim `name_bytes` is -1; it must be at least 0", GREET("", -1, 16));
  FAILS(VALUES_E_SIZE, "`name` is too large for memory: `name_bytes` is 9223372036854775807",
        GREET("", INT64_MAX, 16));
  FAILS(VALUES_E_VALUE, "`name` is not UTF-8: byte 1 is unexpected", GREET("h\xc3(", 3, 16));
  FAILS(VALUES_E_VALUE, "`name` is not UTF-8: byte 0 is unexpected", GREET("\xed\xa0\x80", 3, 16));
  FAILS(VALUES_E_VALUE, "`name` is not UTF-8: byte 2 is unexpected", GREET("ab\xf0\x9f\x98", 5, 16));
  FAILS(VALUES_E_NULL, "`m` is null", values_greet("a", 1, NULL, out, 16, &used, &call));
  FAILS(VALUES_E_NULL, "`greeting` is null", values_greet("a", 1, &m, NULL, 16, &used, &call));
  FAILS(VALUES_E_NULL, "`greeting_bytes` is null", values_greet("a", 1, &m, out, 16, NULL, &call));
  FAILS(VALUES_E_OVERLAP, "`greeting` overlaps `name`", GREET(out + 2, 1, 16));
  m.tag = 2;
  FAILS(VALUES_E_VALUE, "`m` has the tag 2; it must be 0 to 1", GREET("a", 1, 16));
  THAT(used == 99);
}

static void enums(void) {
  values_call call = fresh();
  values_mode m = {VALUES_MODE_ON, 7, {{0.5f, -3, 0}}};
  float out = 0.0f;
  GOOD(values_level(&m, &out, &call));
  THAT(out == -1.5f);
  m.tag = VALUES_MODE_OFF; /* what lies in the fields of others is not looked at */
  m.as.on.level = (float)NAN;
  GOOD(values_level(&m, &out, &call));
  THAT(out == -1.0f);
  m.tag = 2;
  FAILS(VALUES_E_VALUE, "`m` has the tag 2; it must be 0 to 1", values_level(&m, &out, &call));
  m.tag = -1;
  FAILS(VALUES_E_VALUE, "`m` has the tag -1; it must be 0 to 1", values_level(&m, &out, &call));
}

static void tables(void) {
  values_call call = fresh();
  values_tree *t = bytes(sizeof(values_tree) * 5);
  float out = 0.0f;
#define SET                                                                                                  \
  (t[0] = leaf(0.5f, 2), t[1] = leaf(1.5f, 255), t[2] = pair(0, 1), t[3] = leaf(-1.0f, 4), t[4] = pair(2, 3))
#define TOTAL values_total(5, t, &out, &call)
  (void)SET;
  GOOD(TOTAL);
  THAT(out == 0.5f * 2 + 1.5f * 255 - 4.0f);
  GOOD(values_total(1, t, &out, &call));
  THAT(out == 1.0f);
  GROWS(TOTAL);
  call.poll = stop;
  FAILS(VALUES_E_CANCELLED, "`poll` stopped the call at 0 of 5", TOTAL);
  call.poll = NULL;
  FAILS(VALUES_E_DIM, "dim `t_count` is 0; it must be at least 1", values_total(0, t, &out, &call));
  FAILS(VALUES_E_DIM, "dim `t_count` is 2147483648; it must be at most 2147483647",
        values_total(INT64_C(1) << 31, t, &out, &call));
  FAILS(VALUES_E_NULL, "`t` is null", values_total(5, NULL, &out, &call));
  FAILS(VALUES_E_ALIGN, "`t` lies at an address that is not a multiple of 4",
        values_total(4, (values_tree *)(void *)((char *)t + 2), &out, &call));
  t[1].tag = 9;
  FAILS(VALUES_E_VALUE, "`t[1]` has the tag 9; it must be 0 to 1", TOTAL);
  (void)SET, t[2] = pair(0, 2);
  FAILS(VALUES_E_VALUE, "`t[2].right` is 2; it must be 0 to 1", TOTAL);
  (void)SET, t[4] = pair(-1, 3);
  FAILS(VALUES_E_VALUE, "`t[4].left` is -1; it must be 0 to 3", TOTAL);
  (void)SET, t[0] = pair(0, 0);
  FAILS(VALUES_E_VALUE, "`t[0].left` is 0; no node lies before this one", TOTAL);
  (void)SET, t[4] = pair(2, 1);
  FAILS(VALUES_E_VALUE, "`t[1]` has two parents; the second is `t[4]`", TOTAL);
  (void)SET, t[4] = leaf(0.0f, 0);
  FAILS(VALUES_E_VALUE, "`t[2]` has no parent and is not the last node", TOTAL);
  free(t);
}

static void recursion(void) {
  values_call call = fresh();
  int64_t out = -1;
  GOOD(values_climb(100, &out, &call));
  THAT(out == 5050);
  GROWS(values_climb(100, &out, &call));
  THAT(out == 5050);
  size_t size = 1 << 28;
  void *large = malloc(size);
  call.arena = large, call.arena_bytes = size;
  GOOD(values_climb(1000000, &out, &call));
  THAT(out == INT64_C(500000500000));
  FAILS(VALUES_E_FAILED, "recursion is deeper than 1048576 calls", values_climb(2000000, &out, &call));
  free(large);
  call = fresh();
  GOOD(values_below(20, 21, &out, &call));
  THAT(out == 20);
  FAILS(VALUES_E_FAILED, "20 is not below 20", values_below(20, 20, &out, &call));
}

/* Freed on the way: a thousand rounds fit where one does. */
static void nodes(void) {
  values_call call = fresh();
  float x[5] = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f}, out = 0.0f;
  GOOD(values_walk(4, 5, x, &out, &call));
  THAT(out == 15.0f * (0 + 1 + 1 + 2 + 1 + 2 + 3));
  GROWS(values_walk(4, 5, x, &out, &call));
  GOOD(values_walk(100, 5, x, &out, &call));
}

static void lists(void) {
  values_call call = fresh();
  int64_t out[64], count = 0;
  GOOD(values_squares(60, 100, out, sizeof out, &count, &call));
  THAT(count == 50 && out[0] == -59 * 59 && out[49] == -100);
  GROWS(values_squares(60, 100, out, sizeof out, &count, &call));
  FAILS(VALUES_E_SPACE, "`out` has 64 bytes; 400 are needed",
        values_squares(60, 100, out, 64, &count, &call));
}

/* Philox4x32-10 as Salmon et al. have it. */
static void philox(uint64_t seed, uint64_t counter, uint32_t c[4]) {
  uint32_t k[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
  c[0] = (uint32_t)counter, c[1] = (uint32_t)(counter >> 32), c[2] = c[3] = 0;
  for (int r = 0; r < 10; r++, k[0] += 0x9E3779B9u, k[1] += 0xBB67AE85u) {
    uint64_t p = UINT64_C(0xD2511F53) * c[0], q = UINT64_C(0xCD9E8D57) * c[2];
    uint32_t next[4] = {(uint32_t)(q >> 32) ^ c[1] ^ k[0], (uint32_t)q, (uint32_t)(p >> 32) ^ c[3] ^ k[1],
                        (uint32_t)p};
    memcpy(c, next, sizeof next);
  }
}

static void draws(void) {
  enum { N = 9 }; /* of both signs, with ties */
  values_call call = fresh();
  float x[N] = {3.0f, -1.0f, (float)NAN, 0.0f, -0.0f, (float)INFINITY, 3.0f, -(float)INFINITY, 2.0f}, u[N];
  static const int64_t sorted[N] = {7, 1, 3, 4, 8, 0, 6, 5, 2};
  double z[4];
  int64_t order[N], mixed[N];
  uint32_t c[4];
  GOOD(values_draws(12345, N, x, u, z, order, mixed, &call));
  for (uint64_t k = 0; k < N; k++) {
    philox(12345, k, c);
    THAT(u[k] == (float)(c[0] >> 8) / 16777216.0f && order[k] == sorted[k]);
  }
  for (uint64_t k = 0; k < 4; k++) {
    philox(12345, k, c);
    double first = ((double)((((uint64_t)c[1] << 32) | c[0]) >> 11) + 1.0) / 9007199254740992.0;
    double second = (double)((((uint64_t)c[3] << 32) | c[2]) >> 11) / 9007199254740992.0;
    THAT(fabs(z[k] - sqrt(-2.0 * log(first)) * cos(6.283185307179586 * second)) < 1e-14);
  }
  uint64_t last = 0, seen = 0;
  for (int k = 0; k < N; k++) {
    philox(12345, (uint64_t)mixed[k], c);
    uint64_t key = ((uint64_t)c[1] << 32) | c[0];
    THAT(key >= last);
    last = key, seen |= UINT64_C(1) << mixed[k];
  }
  THAT(seen == (UINT64_C(1) << N) - 1);
  GROWS(values_draws(12345, N, x, u, z, order, mixed, &call));
}

/* Sizes, and no arena at all. */
static void sizes(void) {
  values_call call = fresh();
  float x[4] = {0}, out;
  double z[4];
  int64_t order[4], mixed[4];
  FAILS(VALUES_E_DIM, "dim `N` is -1; it must be at least 0", values_walk(1, -1, x, &out, &call));
  FAILS(VALUES_E_SIZE, "`x` is too large for memory: `N` is 4611686018427387904",
        values_walk(1, INT64_C(1) << 62, x, &out, &call));
#define DRAWS(n) values_draws(1, n, x, x, z, order, mixed, &call)
  FAILS(VALUES_E_DIM, "dim `N` is -1; it must be at least 0", DRAWS(-1));
  FAILS(VALUES_E_SIZE, "`x` is too large for memory: `N` is 4611686018427387904", DRAWS(INT64_C(1) << 62));
  FAILS(VALUES_E_SIZE, "`order` is too large for memory: `N` is 1152921504606846976",
        DRAWS(INT64_C(1) << 60));
  call = (values_call)VALUES_CALL(NULL, 0);
  FAILS(VALUES_E_ARENA, "`arena` has 0 bytes; this input needs at least 32768",
        values_climb(5, order, &call));
}

int main(void) {
  texts();
  enums();
  tables();
  recursion();
  nodes();
  lists();
  draws();
  sizes();
  printf("values: %d promises kept, %d broken\n", passed, failed);
  return failed != 0;
}
