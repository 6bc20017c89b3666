/* Keeps and breaks the promises of values.h: what a call needs depends on what it is given. The library was
 * made to need `popcnt`. Orders and draws are compared with what a few lines of C make of them. */
#define VALUES
#include "pointers.h"

enum { N = 4, LARGE = 1 << 20 };
static unsigned char arena[LARGE];

static values_call fresh(void) {
  values_call call = VALUES_CALL(arena, LARGE);
  return call;
}

/* The same answer in any arena that is large enough, at any address; what is asked for is what gets further.
 */
#define GROWS(expression)                                                                                    \
  do {                                                                                                       \
    size_t rounds = 0;                                                                                       \
    int status;                                                                                              \
    call.arena = arena + 1, call.arena_bytes = 0;                                                            \
    while ((status = (expression)) == VALUES_E_ARENA && ++rounds < 4000) {                                   \
      int64_t want = call.error.want;                                                                        \
      THAT(call.error.got == (int64_t)call.arena_bytes && want > call.error.got);                            \
      call.arena_bytes = (size_t)want;                                                                       \
    }                                                                                                        \
    THAT(status == VALUES_OK && rounds > 0 && call.arena_bytes < LARGE);                                     \
    call = fresh();                                                                                          \
  } while (0)

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

static values_tree leaf(float x, uint8_t n) {
  values_tree t;
  memset(&t, 0, sizeof t); /* what lies between the fields is compared too */
  t.tag = VALUES_TREE_LEAF;
  t.as.leaf.x = x;
  t.as.leaf.n = n;
  return t;
}

static values_tree pair(int32_t left, int32_t right) {
  values_tree t;
  memset(&t, 0, sizeof t);
  t.tag = VALUES_TREE_NODE;
  t.as.node.left = left;
  t.as.node.right = right;
  return t;
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

static void made_texts(void) {
  values_call call = fresh();
  char out[16];
  size_t used;
#define JOIN(a, a_bytes, b, b_bytes, room) values_join(a, a_bytes, b, b_bytes, out, room, &used, &call)
  GOOD(JOIN("h\xc3\xa9", 3, "x", 1, 16));
  THAT(used == 6 && memcmp(out, "h\xc3\xa9, x", 6) == 0);
  GOOD(JOIN("abcde", 5, "", 0, 6));
  THAT(used == 6 && memcmp(out, "abcde!", 6) == 0);
  GOOD(JOIN(NULL, 0, NULL, 0, 2));
  THAT(used == 2 && memcmp(out, ", ", 2) == 0);
  FAILS(VALUES_E_SPACE, "`whole` has 5 bytes; 6 are needed", JOIN("abcde", 5, "", 0, 5));
  FAILS(VALUES_E_DIM, "dim `a_bytes` is -1; it must be at least 0", JOIN("", -1, "", 0, 16));
  FAILS(VALUES_E_DIM, "dim `b_bytes` is -1; it must be at least 0", JOIN("", 0, "", -1, 16));
  FAILS(VALUES_E_SIZE, "`a` is too large for memory: `a_bytes` is 9223372036854775807",
        JOIN("", INT64_MAX, "", 0, 16));
  FAILS(VALUES_E_SIZE, "`b` is too large for memory: `b_bytes` is 9223372036854775807",
        JOIN("", 0, "", INT64_MAX, 16));
  FAILS(VALUES_E_SIZE, "`arena` is too large for memory: `a_bytes` is 4611686018427387904",
        JOIN("", INT64_C(1) << 62, "", 0, 16));
  FAILS(VALUES_E_VALUE, "`a` is not UTF-8: byte 0 is unexpected", JOIN("\xff", 1, "", 0, 16));
  FAILS(VALUES_E_VALUE, "`b` is not UTF-8: byte 1 is unexpected", JOIN("", 0, "a\xff", 2, 16));
  GROWS(JOIN("a", 1, "b", 1, 16));
}

static void given_enums(void) {
  values_call call = fresh();
  values_mode m = {VALUES_MODE_OFF, 0, {{0, 0, 0}}}, out;
  int64_t was;
#define LOUDER values_louder(&m, 0.5f, &out, &was, &call)
  memset(&out, 0x55, sizeof out);
  GOOD(LOUDER);
  THAT(out.tag == VALUES_MODE_ON && out.reserved == 0 && was == 0);
  THAT(out.as.on.level == 0.5f && out.as.on.by == 1 && out.as.on.loud == 0);
  m.tag = VALUES_MODE_ON, m.as.on.level = 2.0f, m.as.on.by = -300, m.as.on.loud = 0;
  GOOD(LOUDER);
  THAT(out.tag == VALUES_MODE_ON && was == 1);
  THAT(out.as.on.level == 2.5f && out.as.on.by == -300 && out.as.on.loud == 1);
  m.as.on.level = 10.0f;
  GOOD(LOUDER);
  THAT(out.tag == VALUES_MODE_OFF && was == 2 && out.as.on.level == 0.0f);
  m.tag = 7;
  FAILS(VALUES_E_VALUE, "`m` has the tag 7; it must be 0 to 1", LOUDER);
}

static void given_tables(void) {
  values_call call = fresh();
  values_tree t[5], *out = bytes(sizeof(values_tree) * 5), *more = bytes(sizeof(values_tree) * 4095);
  int64_t count = 99;
  t[0] = leaf(0.5f, 2), t[1] = leaf(1.5f, 255), t[2] = pair(0, 1), t[3] = leaf(-1.0f, 4), t[4] = pair(2, 3);
#define MIRROR(nodes, room) values_mirror(nodes, t, 2.0f, out, (room) * sizeof(values_tree), &count, &call)
  GOOD(MIRROR(5, 5));
  THAT(count == 5 && out[4].tag == VALUES_TREE_NODE && out[4].reserved == 0);
  THAT(out[4].as.node.left == 0 && out[4].as.node.right == 3); /* as the table that was given, turned */
  THAT(out[0].tag == VALUES_TREE_LEAF && out[0].as.leaf.x == -2.0f && out[0].as.leaf.n == 4);
  THAT(out[3].as.node.left == 1 && out[3].as.node.right == 2);
  THAT(out[1].as.leaf.x == 3.0f && out[1].as.leaf.n == 255 && out[2].as.leaf.x == 1.0f);
  GOOD(MIRROR(1, 1));
  THAT(count == 1 && out[0].as.leaf.x == 1.0f);
  count = 99, memset(out, 0x55, sizeof(values_tree) * 5);
  FAILS(VALUES_E_SPACE, "`turned` has 64 bytes; 80 are needed", MIRROR(5, 4));
  THAT(call.error.got == 64 && call.error.want == 80 && count == 99 && untouched(out, 80));
  FAILS(VALUES_E_DIM, "dim `t_count` is 0; it must be at least 1", MIRROR(0, 5));
  FAILS(VALUES_E_DIM, "dim `t_count` is 2147483648; it must be at most 2147483647",
        MIRROR(INT64_C(1) << 31, 5));
  call.poll = stop;
  FAILS(VALUES_E_CANCELLED, "`poll` stopped the call at 0 of 5", MIRROR(5, 5));
  call.poll = NULL;
  GROWS(MIRROR(5, 5));
#define TWICE(n, nodes, out, room) values_twice(n, nodes, t, out, (room) * sizeof(values_tree), &count, &call)
  GOOD(TWICE(0, 5, out, 5));
  THAT(count == 5 && memcmp(out, t, sizeof t) == 0); /* byte for byte */
  GOOD(TWICE(11, 1, more, 4095));                    /* what hangs below two nodes is there twice */
  THAT(count == 4095 && more[4094].as.node.right == 4093 && more[4094].as.node.left == 2046);
  FAILS(VALUES_E_SPACE, "`out` has 65504 bytes; 65520 are needed", TWICE(11, 1, more, 4094));
  FAILS(VALUES_E_DIM, "dim `t_count` is 0; it must be at least 1", TWICE(1, 0, out, 5));
  FAILS(VALUES_E_DIM, "dim `t_count` is 2147483648; it must be at most 2147483647",
        TWICE(1, INT64_C(1) << 31, out, 5));
  call.poll = stop;
  FAILS(VALUES_E_CANCELLED, "`poll` stopped the call at 0 of 1", TWICE(3, 1, out, 5));
  call.poll = NULL;
  float x;
#define FIRST(nodes) values_first(nodes, t, &x, &call)
  GOOD(FIRST(1));
  THAT(x == 0.5f);
  GOOD(FIRST(5));
  THAT(x == -1.0f);
  FAILS(VALUES_E_VALUE, "`t[0]` has no parent and is not the last node", FIRST(2));
  FAILS(VALUES_E_DIM, "dim `t_count` is 0; it must be at least 1", FIRST(0));
  FAILS(VALUES_E_DIM, "dim `t_count` is 2147483648; it must be at most 2147483647", FIRST(INT64_C(1) << 31));
  free(out);
  free(more);
}

static void list_columns(void) {
  values_call call = fresh();
  static const int64_t at[3] = {7, 8, 9};
  static const float score[3] = {0.5f, -1.0f, 2.0f}, box[6] = {1, 2, 3, 4, 5, 6};
  int64_t kept_at[3] = {0}, n_at, n_score, n_box, n_scores, number;
  float kept_score[3], kept_box[6], scores[3];
#define KEEP(n, least, room)                                                                                 \
  values_keep(n, at, score, box, least, kept_at, 8 * (room), &n_at, kept_score, 4 * (room), &n_score,        \
              kept_box, 8 * (room), &n_box, scores, 12, &n_scores, &call)
  GOOD(KEEP(3, 0.0f, 2));
  THAT(n_at == 2 && n_score == 2 && n_box == 2 && n_scores == 2);
  THAT(kept_at[0] == 7 && kept_at[1] == 9 && kept_score[1] == 2.0f && scores[0] == 0.5f);
  THAT(kept_box[0] == 2.0f && kept_box[1] == 4.0f && kept_box[2] == 10.0f && kept_box[3] == 12.0f);
  GOOD(KEEP(0, 0.0f, 2));
  THAT(n_at == 0 && n_box == 0);
  kept_at[0] = 55;
  FAILS(VALUES_E_SPACE, "`kept_at` has 16 bytes; 24 are needed", KEEP(3, -2.0f, 2));
  THAT(call.error.got == 16 && call.error.want == 24);
  FAILS(VALUES_E_DIM, "dim `hits_count` is -1; it must be at least 0", KEEP(-1, 0.0f, 2));
  FAILS(VALUES_E_SIZE, "`hits_at` is too large for memory: `hits_count` is 1152921504606846976",
        KEEP(INT64_C(1) << 60, 0.0f, 2));
  GROWS(KEEP(3, 0.0f, 2));
  static const uint8_t flags[3] = {1, 0, 2}; /* any byte but 0 is true */
#define SHUFFLED(n, m) values_shuffled(n, at, m, flags, &number, &call)
  GOOD(SHUFFLED(3, 1));
  THAT(number == -789);
  GOOD(SHUFFLED(2, 3));
  THAT(number == 78);
  FAILS(VALUES_E_DIM, "dim `xs_count` is -1; it must be at least 0", SHUFFLED(-1, 3));
  FAILS(VALUES_E_DIM, "dim `flags_count` is -2; it must be at least 0", SHUFFLED(1, -2));
  FAILS(VALUES_E_SIZE, "`xs` is too large for memory: `xs_count` is 1152921504606846976",
        SHUFFLED(INT64_C(1) << 60, 1));
  FAILS(VALUES_E_SIZE, "`flags` is too large for memory: `flags_count` is 9223372036854775807",
        SHUFFLED(1, INT64_MAX));
}

static int run_keep(const memory *m, values_call *c) {
  return values_keep(N, m[0].place, m[1].place, m[2].place, 0.0f, m[3].place, 8 * N, m[4].place, m[5].place,
                     4 * N, m[6].place, m[7].place, 8 * N, m[8].place, m[9].place, 4 * N, m[10].place, c);
}

static int run_shuffled(const memory *m, values_call *c) {
  return values_shuffled(N, m[0].place, N, m[1].place, m[2].place, c);
}

static int run_join(const memory *m, values_call *c) {
  return values_join(m[0].place, 8, m[1].place, 8, m[2].place, 9, m[3].place, c);
}

static int run_louder(const memory *m, values_call *c) {
  static const values_mode on = {VALUES_MODE_ON, 0, {{0.5f, 3, 2}}};
  return values_louder(put(&m[0], &on), 0.5f, m[1].place, m[2].place, c);
}

static const values_tree one = {VALUES_TREE_LEAF, 0, {{1.0f, 1}}};

static int run_mirror(const memory *m, values_call *c) {
  return values_mirror(1, put(&m[0], &one), 2.0f, m[1].place, sizeof one, m[2].place, c);
}

static int run_twice(const memory *m, values_call *c) {
  return values_twice(0, 1, put(&m[0], &one), m[1].place, sizeof one, m[2].place, c);
}

static int run_first(const memory *m, values_call *c) {
  return values_first(1, put(&m[0], &one), m[1].place, c);
}

static int run_greet(const memory *m, values_call *c) {
  static const values_mode on = {VALUES_MODE_ON, 0, {{0.5f, 3, 2}}};
  return values_greet(m[0].place, 8, put(&m[1], &on), m[2].place, 8, m[3].place, c);
}

static int run_level(const memory *m, values_call *c) {
  static const values_mode off = {VALUES_MODE_OFF, 0, {{0, 0, 0}}};
  return values_level(put(&m[0], &off), m[1].place, c);
}

static int run_total(const memory *m, values_call *c) { return values_total(1, m[0].place, m[1].place, c); }
static int run_climb(const memory *m, values_call *c) { return values_climb(3, m[0].place, c); }
static int run_below(const memory *m, values_call *c) { return values_below(3, 4, m[0].place, c); }
static int run_walk(const memory *m, values_call *c) { return values_walk(2, N, m[0].place, m[1].place, c); }

static int run_squares(const memory *m, values_call *c) {
  return values_squares(4, 0, m[0].place, 8 * N, m[1].place, c);
}

static int run_draws(const memory *m, values_call *c) {
  return values_draws(1, N, m[0].place, m[1].place, m[2].place, m[3].place, m[4].place, c);
}

static void break_all(void) {
  function functions[] = {
      {run_greet,
       HEAP,
       4,
       {{"name", 8, 1, 0, NULL},
        {"m", sizeof(values_mode), 4, 0, NULL},
        {"greeting", 8, 1, 1, NULL},
        {"greeting_bytes", 8, 8, 1, NULL}},
       "0 of 8"},
      {run_level, 0, 2, {{"m", sizeof(values_mode), 4, 0, NULL}, {"out", 4, 4, 1, NULL}}, NULL},
      {run_total, HEAP, 2, {{"t", sizeof(values_tree), 4, 0, NULL}, {"out", 4, 4, 1, NULL}}, NULL},
      {run_climb, HEAP, 1, {{"out", 8, 8, 1, NULL}}, "0 of 100"},
      {run_below, HEAP, 1, {{"out", 8, 8, 1, NULL}}, "0 of 100"},
      {run_walk, HEAP, 2, {{"x", 4 * N, 4, 0, NULL}, {"out", 4, 4, 1, NULL}}, "0 of 4"},
      {run_squares, HEAP, 2, {{"out", 8 * N, 8, 1, NULL}, {"out_dim0", 8, 8, 1, NULL}}, "0 of 100"},
      {run_join,
       HEAP,
       4,
       {{"a", 8, 1, 0, NULL}, {"b", 8, 1, 0, NULL}, {"whole", 9, 1, 1, NULL}, {"whole_bytes", 8, 8, 1, NULL}},
       "0 of 8"},
      {run_louder,
       0,
       3,
       {{"m", sizeof(values_mode), 4, 0, NULL},
        {"mode", sizeof(values_mode), 4, 1, NULL},
        {"was", 8, 8, 1, NULL}},
       NULL},
      {run_mirror,
       HEAP,
       3,
       {{"t", sizeof one, 4, 0, NULL}, {"turned", sizeof one, 4, 1, NULL}, {"turned_count", 8, 8, 1, NULL}},
       "0 of 1"},
      {run_twice,
       HEAP,
       3,
       {{"t", sizeof one, 4, 0, NULL}, {"out", sizeof one, 4, 1, NULL}, {"out_count", 8, 8, 1, NULL}},
       "0 of 1"},
      {run_first, HEAP, 2, {{"t", sizeof one, 4, 0, NULL}, {"out", 4, 4, 1, NULL}}, NULL},
      {run_keep,
       HEAP,
       11,
       {{"hits_at", 8 * N, 8, 0, NULL},
        {"hits_score", 4 * N, 4, 0, NULL},
        {"hits_box", 8 * N, 4, 0, NULL},
        {"kept_at", 8 * N, 8, 1, NULL},
        {"kept_at_dim0", 8, 8, 1, NULL},
        {"kept_score", 4 * N, 4, 1, NULL},
        {"kept_score_dim0", 8, 8, 1, NULL},
        {"kept_box", 8 * N, 4, 1, NULL},
        {"kept_box_dim0", 8, 8, 1, NULL},
        {"scores", 4 * N, 4, 1, NULL},
        {"scores_dim0", 8, 8, 1, NULL}},
       "0 of 4"},
      {run_shuffled,
       0,
       3,
       {{"xs", 8 * N, 8, 0, NULL}, {"flags", N, 1, 0, NULL}, {"out", 8, 8, 1, NULL}},
       "0 of 4"},
      {run_draws,
       HEAP,
       5,
       {{"x", 4 * N, 4, 0, NULL},
        {"u", 4 * N, 4, 1, NULL},
        {"z", 32, 8, 1, NULL},
        {"order", 8 * N, 8, 1, NULL},
        {"mixed", 8 * N, 8, 1, NULL}},
       "0 of 4"},
  };
  for (size_t k = 0; k < sizeof functions / sizeof functions[0]; k++)
    break_function(&functions[k]);
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
  list_columns();
  made_texts();
  given_enums();
  given_tables();
  draws();
  sizes();
  break_all();
  printf("values: %d promises kept, %d broken\n", passed, failed);
  return failed != 0;
}
