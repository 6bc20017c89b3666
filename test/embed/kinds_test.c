/* Breaks every promise of kinds.h on purpose: the pointers by pointers.h; what is left are dims, facts and
 * sizes. */
#define KINDS
#include "pointers.h"

enum { N = 4 };

static int run_turn(const memory *m, kinds_call *c) {
  return kinds_turn(N, m[0].place, m[1].place, 2.0f, m[2].place, c);
}

static const kinds_options options = {2.0f, 1, {0, 0, 0}, 5};

static int run_weigh(const memory *m, kinds_call *c) {
  kinds_batch_out b = {0.0f, {0, 0, 0, 0}, m[2].place, m[3].place},
                  heavy = {0.0f, {0, 0, 0, 0}, m[5].place, m[6].place};
  const void *o = put(&m[0], &options);
  void *in = put(&m[1], &b), *out = put(&m[4], &heavy);
  return kinds_weigh(o, N, in, out, m[7].place, c);
}

static int run_parts(const memory *m, kinds_call *c) {
  return kinds_parts(N, m[0].place, 5, m[1].place, m[2].place, m[3].place, c);
}

static int run_twice(const memory *m, kinds_call *c) {
  return kinds_twice(2, 2, m[0].place, 2, 1, m[1].place, c);
}

static int run_positive(const memory *m, kinds_call *c) {
  return kinds_positive(N, m[0].place, m[1].place, 4 * N, m[2].place, c);
}

static int run_ramp(const memory *m, kinds_call *c) { return kinds_ramp(N, 2.0f, m[0].place, c); }

static int run_start(const memory *m, kinds_call *c) {
  kinds_net net = {m[1].place, m[2].place, m[3].place, m[4].place, NULL};
  return kinds_start(put(&m[0], &net), m[5].place, m[6].place, c);
}

static int run_train_step(const memory *m, kinds_call *c) {
  return kinds_train_step(m[0].place, m[1].place, N, m[2].place, m[3].place, m[4].place, c);
}

static int run_scores(const memory *m, kinds_call *c) {
  kinds_net net = {m[1].place, m[2].place, m[3].place, m[4].place, NULL};
  return kinds_scores(put(&m[0], &net), N, m[5].place, m[6].place, c);
}

static int run_view(const memory *m, kinds_call *c) {
  return kinds_net_state_view(m[0].place, m[1].place, c);
}

#define NET                                                                                                  \
  {"m", sizeof(kinds_net), 8, 0, NULL}, {"m.h.weight", 24, 4, 0, NULL}, {"m.h.bias", 12, 4, 0, NULL},        \
      {"m.y.weight", 24, 4, 0, NULL}, {                                                                      \
    "m.y.bias", 8, 4, 0, NULL                                                                                \
  }

static void break_all(void) {
  function functions[] = {
      {run_turn,
       KINDS_TURN_ARENA(N),
       3,
       {{"x", 4 * N, 4, 1, NULL}, {"count", 8, 8, 1, NULL}, {"before", 4 * N, 4, 1, NULL}},
       "0 of 4"},
      {run_weigh,
       KINDS_WEIGH_ARENA(N),
       8,
       {{"o", sizeof(kinds_options), 8, 0, NULL},
        {"b", sizeof(kinds_batch_out), 8, 1, NULL},
        {"b.x", 8 * N, 4, 1, NULL},
        {"b.y", 8 * N, 8, 1, NULL},
        {"heavy", sizeof(kinds_batch_out), 8, 1, NULL},
        {"heavy.x", 8 * N, 4, 1, NULL},
        {"heavy.y", 8 * N, 8, 1, NULL},
        {"next", sizeof(kinds_options), 8, 1, NULL}},
       "0 of 4"},
      {run_parts,
       KINDS_PARTS_ARENA(N),
       4,
       {{"p_0", 4 * N, 4, 0, NULL},
        {"out_0", 4, 4, 1, NULL},
        {"out_1_0", 8, 8, 1, NULL},
        {"out_1_1", 4 * N, 4, 1, NULL}},
       "0 of 4"},
      {run_twice, KINDS_TWICE_ARENA(2, 2), 2, {{"x", 16, 4, 0, NULL}, {"out", 16, 4, 1, NULL}}, "0 of 2"},
      {run_positive,
       KINDS_POSITIVE_ARENA(N),
       3,
       {{"x", 4 * N, 4, 0, NULL}, {"kept", 4 * N, 4, 1, NULL}, {"kept_dim0", 8, 8, 1, NULL}},
       "0 of 4"},
      {run_ramp, 0, 1, {{"out", 4 * N, 4, 1, NULL}}, "0 of 4"},
      {run_start,
       0,
       7,
       {NET, {"state", sizeof(kinds_net_state), 4, 1, NULL}, {"opt", sizeof(kinds_adam_net), 8, 1, NULL}},
       NULL},
      {run_train_step,
       KINDS_TRAIN_STEP_ARENA(N),
       5,
       {{"m", sizeof(kinds_net_state), 4, 1, NULL},
        {"opt", sizeof(kinds_adam_net), 8, 1, NULL},
        {"x", 8 * N, 4, 0, NULL},
        {"y", 8 * N, 8, 0, NULL},
        {"loss", 4, 4, 1, NULL}},
       "0 of 4"},
      {run_scores,
       KINDS_SCORES_ARENA(N),
       7,
       {NET, {"x", 8 * N, 4, 0, NULL}, {"out", 8 * N, 4, 1, NULL}},
       "0 of 4"},
      {run_view,
       NO_KERNEL,
       2,
       {{"t", sizeof(kinds_net_state), 4, 0, NULL}, {"m", sizeof(kinds_net), 8, 1, NULL}},
       NULL},
  };
  for (size_t k = 0; k < sizeof functions / sizeof functions[0]; k++)
    break_function(&functions[k]);
}

/* A state for the model, from what the library was built with or from these numbers. */
static kinds_net_state fresh(kinds_adam_net *opt) {
  static const float hw[6] = {0.5f, -0.25f, 1.0f, 0.75f, 0.125f, -1.0f}, hb[3] = {0.1f, 0.2f, 0.3f},
                     yw[6] = {1.0f, -1.0f, 0.5f, 0.25f, -0.75f, 0.5f}, yb[2] = {0.0f, 0.5f};
  kinds_net m = {hw, hb, yw, yb, NULL};
  kinds_net_state state;
  kinds_call call = KINDS_CALL(NULL, 0);
  GOOD(kinds_start(&m, &state, opt, &call));
  THAT(memcmp(state.h_weight, hw, sizeof hw) == 0 && memcmp(state.y_bias, yb, sizeof yb) == 0);
  THAT(opt->steps == 0 && opt->lr == 1e-3f && opt->first_h_weight[1][2] == 0.0f);
  return state;
}

static void facts(void) {
  unsigned char arena[4096];
  kinds_call call = KINDS_CALL(arena, sizeof arena);
  float x[16] = {1, 2, 3, 4}, before[16];
  int64_t count = 7;
#define TURN(n, by) kinds_turn(n, x, &count, by, before, &call)
  FAILS(KINDS_E_DIM, "dim `N` is -2; it must be at least 0", TURN(-2, 2.0f));
  FAILS(KINDS_E_FACT, "`N % 2 == 0 or N > 8` does not hold: `N` is 7", TURN(7, 2.0f));
  FAILS(KINDS_E_FACT, "`not (N == 12)` does not hold: `N` is 12", TURN(12, 2.0f));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `N` is 4611686018427387904",
        TURN(INT64_C(1) << 62, 2.0f));
  FAILS(KINDS_E_SIZE, "`arena` is too large for memory: `N` is 1152921504606846976",
        TURN(INT64_C(1) << 60, 2.0f));
  FAILS(KINDS_E_FAILED, "turn 8: `by` must be positive", TURN(4, 0.0f));
  THAT(x[0] == 1.0f && x[3] == 4.0f && count == 7); /* as before the call */
  GOOD(TURN(9, 2.0f));
  GOOD(TURN(4, 2.0f));
  THAT(count == 9 && before[0] == 4.0f && x[0] == 12.0f && x[3] == 8.0f);
#undef TURN
}

static void structs(void) {
  unsigned char arena[4096];
  kinds_call call = KINDS_CALL(arena, sizeof arena);
  float x[4] = {1, 2, 3, 4}, hx[4];
  int64_t y[2] = {30, 40}, hy[2];
  kinds_options o = {0.5f, 2, {0, 0, 0}, 12}, next; /* any number but 0 is true */
  kinds_batch_out b = {1.5f, {0, 0, 0, 0}, x, y}, heavy = {0.0f, {0, 0, 0, 0}, hx, hy};
#define WEIGH(n) kinds_weigh(&o, n, &b, &heavy, &next, &call)
  FAILS(KINDS_E_DIM, "dim `N` is -1; it must be at least 0", WEIGH(-1));
  FAILS(KINDS_E_SIZE, "`b.x` is too large for memory: `N` is 2305843009213693952", WEIGH(INT64_C(1) << 61));
  FAILS(KINDS_E_VALUE, "`0` is outside: the axis has size 0", WEIGH(0));
  THAT(b.weight == 1.5f);
  GOOD(WEIGH(2));
  THAT(x[0] == 0.5f && x[3] == 2.0f && hx[3] == 2.0f && hy[1] == 40 && y[1] == 40);
  THAT(b.weight == 0.0f && heavy.weight == 2.5f && next.on == 0 && next.count == 42 && next.rate == 0.5f);
#undef WEIGH
}

static void tuples(void) {
  unsigned char arena[256];
  kinds_call call = KINDS_CALL(arena, sizeof arena);
  float x[3] = {1, 2, 3}, sum, twice[3];
  int64_t one;
  FAILS(KINDS_E_DIM, "dim `N` is -1; it must be at least 0", kinds_parts(-1, x, 5, &sum, &one, twice, &call));
  FAILS(KINDS_E_SIZE, "`p_0` is too large for memory: `N` is 4611686018427387904",
        kinds_parts(INT64_C(1) << 62, x, 5, &sum, &one, twice, &call));
  GOOD(kinds_parts(3, x, 5, &sum, &one, twice, &call));
  THAT(sum == 6.0f && one == 6 && twice[2] == 6.0f);
}

static void strides(void) {
  unsigned char arena[4096];
  kinds_call call = KINDS_CALL(arena, sizeof arena);
  float x[12], out[12];
  for (int k = 0; k < 12; k++)
    x[k] = (float)k;
#define TWICE(r, c, x, s0, s1, out) kinds_twice(r, c, x, s0, s1, out, &call)
  FAILS(KINDS_E_DIM, "dim `R` is -1; it must be at least 0", TWICE(-1, 2, x, 2, 1, out));
  FAILS(KINDS_E_DIM, "dim `C` is -1; it must be at least 0", TWICE(2, -1, x, 2, 1, out));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `R` is 4611686018427387904",
        TWICE(INT64_C(1) << 62, 0, x, 0, 0, out));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `C` is 2305843009213693952",
        TWICE(2, INT64_C(1) << 61, x, 0, 0, out));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `x_stride0` is 4611686018427387904",
        TWICE(3, 4, x, INT64_C(1) << 62, 1, out));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `x_stride0` is 4", TWICE(3, 4, x, 4, INT64_MIN, out));
  GOOD(TWICE(3, 4, x, 4, 1, out));
  THAT(out[0] == 0.0f && out[5] == 10.0f && out[11] == 22.0f);
  GOOD(TWICE(4, 3, x, 1, 4, out)); /* turned */
  THAT(out[1] == 8.0f && out[3] == 2.0f && out[11] == 22.0f);
  GOOD(TWICE(3, 4, x + 11, -4, -1, out)); /* backwards */
  THAT(out[0] == 22.0f && out[1] == 20.0f && out[11] == 0.0f);
  GOOD(TWICE(3, 4, x + 3, 0, 1, out)); /* one row again and again */
  THAT(out[0] == 6.0f && out[4] == 6.0f && out[11] == 12.0f);
  GOOD(TWICE(0, 4, x, INT64_MIN, INT64_MAX / 4 / 8, out));
  /* What lies before element 0 is the tensor's too. */
  FAILS(KINDS_E_OVERLAP, "`out` overlaps `x`", TWICE(2, 2, x + 6, -4, -1, x + 1));
  GOOD(TWICE(1, 2, x + 10, 4, 1, x));
#undef TWICE
}

static void sizes(void) {
  unsigned char arena[4096];
  kinds_call call = KINDS_CALL(arena, sizeof arena);
  float x[6] = {1, -2, 3, -4, 5, -6}, kept[6];
  int64_t n = -1;
  memset(kept, 0x55, sizeof kept);
#define POSITIVE(n_, room) kinds_positive(n_, x, kept, room, &n, &call)
  FAILS(KINDS_E_DIM, "dim `N` is -1; it must be at least 0", POSITIVE(-1, 24));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `N` is 4611686018427387904",
        POSITIVE(INT64_C(1) << 62, 24));
  FAILS(KINDS_E_SIZE, "`arena` is too large for memory: `N` is 1152921504606846976",
        POSITIVE(INT64_C(1) << 60, 24));
  FAILS(KINDS_E_SPACE, "`kept` has 11 bytes; 12 are needed", POSITIVE(6, 11));
  THAT(call.error.got == 11 && call.error.want == 12 && n == -1 && untouched(kept, sizeof kept));
  GOOD(POSITIVE(6, 12));
  THAT(n == 3 && kept[0] == 1.0f && kept[1] == 3.0f && kept[2] == 5.0f && untouched(kept + 3, 12));
  GOOD(POSITIVE(0, 0));
  THAT(n == 0);
#undef POSITIVE
  float y[4];
  FAILS(KINDS_E_DIM, "dim `n` is 0; it must be at least 1", kinds_ramp(0, 2.0f, y, &call));
  FAILS(KINDS_E_SIZE, "`out` is too large for memory: `n` is 4611686018427387904",
        kinds_ramp(INT64_C(1) << 62, 2.0f, y, &call));
  GOOD(kinds_ramp(4, 2.0f, y, &call));
  THAT(y[0] == 0.0f && y[3] == 6.0f);
}

static void training(void) {
  enum { B = 4 };
  static unsigned char arena[KINDS_TRAIN_STEP_ARENA(B) + KINDS_SCORES_ARENA(B)];
  kinds_call call = KINDS_CALL(arena, sizeof arena);
  kinds_adam_net opt;
  kinds_net_state state = fresh(&opt), before = state;
  kinds_net m;
  float x[2 * B] = {1, 2, -1, 0.5f, 3, -2, 0, 1}, loss = 0.0f, first = 0.0f, z[2 * B];
  int64_t y[B] = {0, 1, 0, 1}, wrong[B] = {0, 1, 2, 1};
  FAILS(KINDS_E_DIM, "dim `B` is 0; it must be at least 1",
        kinds_train_step(&state, &opt, 0, x, y, &loss, &call));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `B` is 2305843009213693952",
        kinds_train_step(&state, &opt, INT64_C(1) << 61, x, y, &loss, &call));
  FAILS(KINDS_E_SIZE, "`arena` is too large for memory: `B` is 576460752303423488",
        kinds_train_step(&state, &opt, INT64_C(1) << 59, x, y, &loss, &call));
  THAT(kinds_train_step(&state, &opt, B, x, wrong, &loss, &call) == KINDS_E_VALUE);
  THAT(memcmp(&state, &before, sizeof state) == 0 && opt.steps == 0);
  for (int step = 0; step < 50; step++) {
    GOOD(kinds_train_step(&state, &opt, B, x, y, &loss, &call));
    first = step == 0 ? loss : first;
  }
  THAT(opt.steps == 50 && loss < 0.2f * first);
  GOOD(kinds_net_state_view(&state, &m, &call));
  THAT(m.h_bias == state.h_bias && m.packed == NULL);
  FAILS(KINDS_E_DIM, "dim `B` is -1; it must be at least 0", kinds_scores(&m, -1, x, z, &call));
  FAILS(KINDS_E_SIZE, "`x` is too large for memory: `B` is 2305843009213693952",
        kinds_scores(&m, INT64_C(1) << 61, x, z, &call));
  FAILS(KINDS_E_SIZE, "`arena` is too large for memory: `B` is 1000000000000000000",
        kinds_scores(&m, INT64_C(1000000000000000000), x, z, &call));
  GOOD(kinds_scores(&m, B, x, z, &call));
  for (int i = 0; i < B; i++)
    THAT((z[2 * i + 1] > z[2 * i]) == (y[i] == 1));
}

/* The border of `load`; what it makes of damaged blocks is tested with digits.h. */
static void loading(void) {
  struct {
    kinds_call call;
    unsigned char room[KINDS_NET_MEMORY];
  } held = {KINDS_CALL(NULL, 0), {0}};
#define call held.call
  kinds_net m;
  kinds_call none, fine = call;
  unsigned char block[64] = {0};
  float memory[KINDS_NET_MEMORY / 4 + 1];
  memset(&none, 0, sizeof none);
#define LOAD(m, block, memory, n) kinds_net_load(m, block, sizeof block, memory, n, &call)
  FAILS(KINDS_E_NULL, NULL, kinds_net_load(&m, block, 64, NULL, 0, NULL));
  FAILS(KINDS_E_ABI, NULL, kinds_net_load(&m, block, 64, NULL, 0, &none));
  call.arena_bytes = 64;
  FAILS(KINDS_E_NULL, "`call.arena` is null", LOAD(&m, block, NULL, 0));
  call = fine;
  FAILS(KINDS_E_NULL, "`m` is null", LOAD(NULL, block, NULL, 0));
  FAILS(KINDS_E_NULL, "`memory` is null", LOAD(&m, block, NULL, sizeof memory));
  FAILS(KINDS_E_NULL, "`block` is null", kinds_net_load(&m, NULL, 64, NULL, 0, &call));
  FAILS(KINDS_E_ALIGN, "`m` lies at an address that is not a multiple of 8",
        LOAD((kinds_net *)(void *)((char *)memory + 4), block, NULL, 0));
  FAILS(KINDS_E_ALIGN, "`memory` lies at an address that is not a multiple of 4",
        LOAD(&m, block, (char *)memory + 2, KINDS_NET_MEMORY));
  FAILS(KINDS_E_SPACE, "`memory` has 67 bytes; 68 are needed", LOAD(&m, block, memory, 67));
  FAILS(KINDS_E_OVERLAP, "`m` overlaps `memory`",
        LOAD((kinds_net *)(void *)held.room, block, held.room, KINDS_NET_MEMORY));
  FAILS(KINDS_E_OVERLAP, "`m` overlaps `block`", kinds_net_load(&m, &m, 64, NULL, 0, &call));
  FAILS(KINDS_E_OVERLAP, "`m` overlaps `call`", LOAD((kinds_net *)(void *)&call.cpu, block, NULL, 0));
  FAILS(KINDS_E_OVERLAP, "`memory` overlaps `block`",
        kinds_net_load(&m, memory, 64, memory, KINDS_NET_MEMORY, &call));
  FAILS(KINDS_E_OVERLAP, "`memory` overlaps `call`", LOAD(&m, block, &call.cpu, KINDS_NET_MEMORY));
  FAILS(KINDS_E_WEIGHTS, "`block` is not in safetensors format: byte 0 of its header is unexpected",
        LOAD(&m, block, memory, KINDS_NET_MEMORY));
#undef call
}

int main(void) {
  facts();
  loading();
  structs();
  tuples();
  strides();
  sizes();
  training();
  break_all();
  printf("kinds: %d promises kept, %d broken\n", passed, failed);
  return failed != 0;
}
