/* Breaks every promise of digits_evaluate on purpose: the table of an expression's nodes, the arena that
 * grows with it. */
#include "pointers.h"

static digits_expr leaf(int64_t image) {
  digits_expr e = {DIGITS_EXPR_DIGIT, 0, {{0}}};
  e.as.digit.image = image;
  return e;
}

static digits_expr pair(int32_t tag, int32_t left, int32_t right) {
  digits_expr e = {tag, 0, {{0}}};
  if (tag == DIGITS_EXPR_PLUS) {
    e.as.plus.left = left;
    e.as.plus.right = right;
  } else {
    e.as.times.left = left;
    e.as.times.right = right;
  }
  return e;
}

static void break_evaluate(void) {
  enum { N = 3, CHAIN = 20001 };
  static unsigned char labels_arena[DIGITS_CLASSIFY_ARENA(N)];
  float *images = bytes(sizeof(float) * 64 * N);
  int64_t value = 7, digit[N];
  size_t need = 1 << 16;
  unsigned char *arena = bytes(need);
  digits_call call = DIGITS_CALL(arena, need), other = DIGITS_CALL(labels_arena, sizeof labels_arena);
  digits_classifier m;
  digits_expr *e = bytes(sizeof(digits_expr) * 5), *chain = bytes(sizeof(digits_expr) * CHAIN);
  fill(images, 64 * N, 5);
  GOOD(digits_classifier_builtin(&m, &call));
  GOOD(digits_classify(&m, N, images, digit, &other));
#define TREE                                                                                                 \
  (e[0] = leaf(0), e[1] = leaf(1), e[2] = pair(DIGITS_EXPR_PLUS, 0, 1), e[3] = leaf(2),                      \
   e[4] = pair(DIGITS_EXPR_TIMES, 2, 3), 0)
#define EVALUATE digits_evaluate(&m, N, images, 5, e, &value, &call)
  (void)TREE;
  GOOD(EVALUATE);
  THAT(value == (digit[0] + digit[1]) * digit[2]);
  value = 7;
  FAILS(DIGITS_E_DIM, "dim `e_count` is 0; it must be at least 1",
        digits_evaluate(&m, N, images, 0, e, &value, &call));
  FAILS(DIGITS_E_DIM, "dim `e_count` is 2147483648; it must be at most 2147483647",
        digits_evaluate(&m, N, images, INT64_C(1) << 31, e, &value, &call));
  FAILS(DIGITS_E_DIM, "dim `N` is -1; it must be at least 0",
        digits_evaluate(&m, -1, images, 5, e, &value, &call));
  FAILS(DIGITS_E_SIZE, "`images` is too large for memory: `N` is 9223372036854775807",
        digits_evaluate(&m, INT64_MAX, images, 5, e, &value, &call));
  FAILS(DIGITS_E_NULL, "`m` is null", digits_evaluate(NULL, N, images, 5, e, &value, &call));
  FAILS(DIGITS_E_NULL, "`images` is null", digits_evaluate(&m, N, NULL, 5, e, &value, &call));
  FAILS(DIGITS_E_NULL, "`out` is null", digits_evaluate(&m, N, images, 5, e, NULL, &call));
  FAILS(DIGITS_E_ALIGN, "`e` lies at an address that is not a multiple of 8",
        digits_evaluate(&m, N, images, 4, (digits_expr *)(void *)((char *)e + 4), &value, &call));
  FAILS(DIGITS_E_NULL, "`e` is null", digits_evaluate(&m, N, images, 5, NULL, &value, &call));
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `e`",
        digits_evaluate(&m, N, images, 5, e, (int64_t *)(void *)(e + 2), &call));
  e[1].tag = 9;
  FAILS(DIGITS_E_VALUE, "`e[1]` has the tag 9; it must be 0 to 2", EVALUATE);
  (void)TREE, e[2] = pair(DIGITS_EXPR_PLUS, 0, 2);
  FAILS(DIGITS_E_VALUE, "`e[2].right` is 2; it must be 0 to 1", EVALUATE);
  (void)TREE, e[4] = pair(DIGITS_EXPR_TIMES, -1, 3);
  FAILS(DIGITS_E_VALUE, "`e[4].left` is -1; it must be 0 to 3", EVALUATE);
  (void)TREE, e[4] = pair(DIGITS_EXPR_TIMES, 2, 1);
  FAILS(DIGITS_E_VALUE, "`e[1]` has two parents; the second is `e[4]`", EVALUATE);
  (void)TREE, e[4] = leaf(2);
  FAILS(DIGITS_E_VALUE, "`e[2]` has no parent and is not the last node", EVALUATE);
  (void)TREE, e[3] = leaf(3);
  FAILS(DIGITS_E_VALUE, "`i:i + 1` is outside: the axis has size 3", EVALUATE);
  (void)TREE;
  call.poll = stop;
  FAILS(DIGITS_E_CANCELLED, "`poll` stopped the call at 0 of 5", EVALUATE);
  THAT(value == 7);
  call.poll = NULL;
  for (call.arena_bytes = 0; call.arena_bytes < need;) { /* what is asked for gets one step further */
    if (EVALUATE != DIGITS_E_ARENA)
      break;
    THAT(call.error.got == (int64_t)call.arena_bytes && call.error.want > call.error.got && value == 7);
    call.arena_bytes = (size_t)call.error.want;
  }
  THAT(call.arena_bytes < need && DIGITS_EVALUATE_ARENA(N, 5) <= need);
  GOOD(EVALUATE);
  call.arena_bytes = DIGITS_EVALUATE_ARENA(N, 5); /* what the header says is enough for any five nodes */
  THAT(call.arena_bytes == digits_evaluate_arena(N, 5) && digits_evaluate_arena(N, 0) == SIZE_MAX);
  GOOD(EVALUATE);
  chain[0] = leaf(0); /* 10,000 levels deep: an arena grown as told gets there; the C stack is not used */
  for (int32_t i = 1; i < CHAIN; i += 2) {
    chain[i] = leaf(i % N);
    chain[i + 1] = pair(DIGITS_EXPR_PLUS, i - 1, i);
  }
  size_t size = 1024;
  int status, rounds = 0;
  void *room = NULL;
  do {
    free(room);
    room = bytes(size);
    call = (digits_call)DIGITS_CALL(room, size);
    status = digits_evaluate(&m, N, images, CHAIN, chain, &value, &call);
    size = status == DIGITS_E_ARENA ? (size_t)call.error.want * 2 : size;
  } while (status == DIGITS_E_ARENA && ++rounds < 40);
  THAT(status == DIGITS_OK && rounds > 1 && size <= 2 * DIGITS_EVALUATE_ARENA(N, CHAIN));
  int64_t sum = digit[0];
  for (int i = 1; i < CHAIN; i += 2)
    sum += digit[i % N];
  THAT(value == sum);
  size = DIGITS_EVALUATE_ARENA(N, CHAIN); /* enough for the deepest of all, at any address */
  for (int at = 0; at < 64; at += 21) {
    free(room);
    room = bytes(size + 64);
    call = (digits_call)DIGITS_CALL((char *)room + at, size);
    GOOD(digits_evaluate(&m, N, images, CHAIN, chain, &value, &call));
  }
  free(room);
  free(images);
  free(arena);
  free(e);
  free(chain);
}

enum { N = 3 };

static int run_evaluate(const memory *m, digits_call *c) {
  digits_classifier model = {m[1].place, m[2].place, m[3].place, m[4].place, NULL};
  static const digits_expr one = {DIGITS_EXPR_DIGIT, 0, {{0}}};
  return digits_evaluate(put(&m[0], &model), N, m[5].place, 1, put(&m[6], &one), m[7].place, c);
}

int main(void) {
  function evaluate = {run_evaluate,
                       HEAP,
                       8,
                       {{"m", sizeof(digits_classifier), 8, 0, NULL},
                        {"m.h.weight", 4 * 64 * 32, 4, 0, NULL},
                        {"m.h.bias", 4 * 32, 4, 0, NULL},
                        {"m.logits.weight", 4 * 32 * 10, 4, 0, NULL},
                        {"m.logits.bias", 4 * 10, 4, 0, NULL},
                        {"images", 4 * 64 * N, 4, 0, NULL},
                        {"e", sizeof(digits_expr), 8, 0, NULL},
                        {"out", 8, 8, 1, NULL}},
                       "0 of 1"};
  break_evaluate();
  break_function(&evaluate);
  printf("evaluate: %d promises kept, %d broken\n", passed, failed);
  return failed != 0;
}
