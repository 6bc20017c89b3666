/* Breaks the promises of values.h at each pointer and border. The library was made to need `popcnt`. */
#include "values_setup.h"

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

int main(void) {
  break_all();
  printf("values: %d promises kept, %d broken\n", passed, failed);
  return failed != 0;
}
