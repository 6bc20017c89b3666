/* Breaks every promise of digits.h on purpose; checks status, sentence, and that nothing was touched. Then
 * checks what the header says about sizes and NaN. Buffers are exactly as large as stated, so that a
 * sanitizer sees any step beyond. Works on any library with `classify` and `logits` over a Classifier
 * 64-32-10; `shrink` and `scale` are tested if there. */
#include "promise.h"

static void break_the_call(void) {
  static unsigned char arena[DIGITS_CLASSIFY_ARENA(1)];
  static const uint32_t other = DIGITS_ABI + 1;
  digits_call call = DIGITS_CALL(arena, sizeof arena), none, before;
  digits_classifier m;
  float x[64] = {0}, z[10];
  int64_t out = 7;
  GOOD(digits_classifier_builtin(&m, &call));
  THAT(m.packed == NULL);
  FAILS(DIGITS_E_NULL, NULL, digits_classify(&m, 1, x, &out, NULL));
  FAILS(DIGITS_E_NULL, NULL, digits_logits(&m, 1, x, z, NULL));
  FAILS(DIGITS_E_NULL, NULL, digits_classifier_builtin(&m, NULL));
  FAILS(DIGITS_E_NULL, NULL, digits_classifier_load(&m, x, 8, NULL, 0, NULL));
  memset(&none, 0, sizeof none);
  before = none;
  FAILS(DIGITS_E_ABI, NULL, digits_classify(&m, 1, x, &out, &none));
  FAILS(DIGITS_E_ABI, NULL, digits_logits(&m, 1, x, z, &none));
  FAILS(DIGITS_E_ABI, NULL, digits_classifier_builtin(&m, &none));
  FAILS(DIGITS_E_ABI, NULL, digits_classifier_load(&m, x, 8, NULL, 0, &none));
  THAT(memcmp(&none, &before, sizeof none) == 0);
  call.abi = &other;
  FAILS(DIGITS_E_ABI, NULL, digits_classify(&m, 1, x, &out, &call));
  call = (digits_call)DIGITS_CALL(NULL, 64);
  FAILS(DIGITS_E_NULL, "`call.arena` is null", digits_classify(&m, 1, x, &out, &call));
  FAILS(DIGITS_E_NULL, "`call.arena` is null", digits_logits(&m, 1, x, z, &call));
  FAILS(DIGITS_E_NULL, "`call.arena` is null", digits_classifier_builtin(&m, &call));
  FAILS(DIGITS_E_NULL, "`call.arena` is null", digits_classifier_load(&m, x, 8, NULL, 0, &call));
  THAT(out == 7);
}

static void texts(void) {
  digits_call call = DIGITS_CALL(NULL, 64);
  char small[8], whole[100];
  static const char *const sentences[] = {
      "ok",
      "the digits_call was not made with DIGITS_CALL of this library's header",
      "a pointer is null",
      "a pointer is not aligned to its element",
      "a dim is outside its range",
      "a fact between dims does not hold",
      "a tensor is too large for memory",
      "an output overlaps another argument",
      "the arena is too small",
      "an input holds a value that is not allowed",
      "a state is not initialised or half written",
      "a block of weights is damaged or not this model's",
      "an output buffer is too small",
      "stopped by poll",
      "parallel_for did not run every task",
      "an assertion of the program failed",
      "a device is missing, lost or out of memory",
      "internal error",
      "not a status"};
  for (int k = 0; k <= 18; k++)
    THAT(strcmp(digits_status_text(k), sentences[k]) == 0);
  THAT(strcmp(digits_status_text(-1), "not a status") == 0);
  FAILS(DIGITS_E_NULL, "`call.arena` is null", digits_classify(NULL, 1, NULL, NULL, &call));
  size_t n = digits_error_text(&call.error, whole, sizeof whole);
  THAT(strncmp(whole, "digits_classify: `call.arena` is null (digits.dl:", 49) == 0 && strlen(whole) == n);
  THAT(digits_error_text(&call.error, small, sizeof small) == n && strcmp(small, "digits_") == 0);
  THAT(digits_error_text(&call.error, NULL, 0) == n && digits_error_text(NULL, small, sizeof small) == 0 &&
       small[0] == 0);
  THAT(strncmp(digits_build(), "digits.dl", 9) == 0);
}

enum { B = 8 };

typedef struct setting {
  float *x, *scores;
  int64_t *out;
  unsigned char *arena;
  digits_classifier m;
} setting;

static setting set(digits_call *c) {
  digits_call call = *c;
  setting s = {
      bytes(sizeof(float) * 64 * B), bytes(sizeof(float) * 10 * B), bytes(sizeof(int64_t) * B), NULL, {0}};
  s.arena = bytes(DIGITS_CLASSIFY_ARENA(B));
  fill(s.x, 64 * B, 1);
  GOOD(digits_classifier_builtin(&s.m, &call));
  return s;
}

static void unset(setting *s) {
  free(s->x);
  free(s->scores);
  free(s->out);
  free(s->arena);
}

static int either(int logits, const setting *s, const digits_classifier *m, int64_t dim_B, const float *x,
                  void *out, digits_call *c) {
  (void)s;
  return logits ? digits_logits(m, dim_B, x, out, c) : digits_classify(m, dim_B, x, out, c);
}

/* The two exports make the same promises. */
static void break_arguments(int logits) {
  union {
    digits_call call;
    unsigned char room[4096];
  } held; /* room for an argument that overlaps the call, and it alone */
#define call held.call
  call = (digits_call)DIGITS_CALL(NULL, 0);
  setting s = set(&call);
  size_t need = logits ? DIGITS_LOGITS_ARENA(B) : DIGITS_CLASSIFY_ARENA(B), row = logits ? 40 : 8;
  void *out = logits ? (void *)s.scores : (void *)s.out;
  digits_classifier empty;
  call = (digits_call)DIGITS_CALL(s.arena, need);
#define EITHER(m, n, x, out) either(logits, &s, m, n, x, out, &call)
  FAILS(DIGITS_E_DIM, "dim `B` is -1; it must be at least 0", EITHER(&s.m, -1, s.x, out));
  FAILS(DIGITS_E_DIM, "dim `B` is -9223372036854775808; it must be at least 0",
        EITHER(&s.m, INT64_MIN, s.x, out));
  FAILS(DIGITS_E_SIZE, "`x` is too large for memory: `B` is 9223372036854775807",
        EITHER(&s.m, INT64_MAX, s.x, out));
  FAILS(DIGITS_E_SIZE, "`x` is too large for memory: `B` is 72057594037927936",
        EITHER(&s.m, INT64_C(1) << 56, s.x, out));
  FAILS(DIGITS_E_NULL, "`m` is null", EITHER(NULL, B, s.x, out));
  FAILS(DIGITS_E_ALIGN, "`m` lies at an address that is not a multiple of 8",
        EITHER((const digits_classifier *)(const void *)((const char *)&s.m + 4), B, s.x, out));
#define PARAMETER(field, name)                                                                               \
  empty = s.m, empty.field = NULL;                                                                           \
  FAILS(DIGITS_E_NULL, "`m." name "` is null", EITHER(&empty, B, s.x, out));                                 \
  empty.field = (const float *)(const void *)((const char *)s.x + 1);                                        \
  FAILS(DIGITS_E_ALIGN, "`m." name "` lies at an address that is not a multiple of 4",                       \
        EITHER(&empty, B, s.x, out));                                                                        \
  empty.field = out;                                                                                         \
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `m." name "`", EITHER(&empty, B, s.x, out));                       \
  empty.field = (const float *)(const void *)s.arena;                                                        \
  FAILS(DIGITS_E_OVERLAP, "`arena` overlaps `m." name "`", EITHER(&empty, B, s.x, out))
  PARAMETER(h_weight, "h.weight");
  PARAMETER(h_bias, "h.bias");
  PARAMETER(logits_weight, "logits.weight");
  PARAMETER(logits_bias, "logits.bias");
  FAILS(DIGITS_E_NULL, "`x` is null", EITHER(&s.m, B, NULL, out));
  FAILS(DIGITS_E_NULL, "`out` is null", EITHER(&s.m, B, s.x, NULL));
  FAILS(DIGITS_E_ALIGN, "`x` lies at an address that is not a multiple of 4",
        EITHER(&s.m, B, (const float *)(const void *)((const char *)s.x + 1), out));
  FAILS(DIGITS_E_ALIGN,
        logits ? "`out` lies at an address that is not a multiple of 4"
               : "`out` lies at an address that is not a multiple of 8",
        EITHER(&s.m, B, s.x, (char *)out + (logits ? 2 : 4)));
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `x`", EITHER(&s.m, B, s.x, s.x + 64 * B - 2));
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `x`", EITHER(&s.m, B, (const float *)out + row / 4 * B - 1, out));
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `m`", EITHER(&s.m, B, s.x, &s.m));
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `call`", EITHER(&s.m, B, s.x, &call));
  call.arena = s.x;
  FAILS(DIGITS_E_OVERLAP, "`arena` overlaps `x`", EITHER(&s.m, B, s.x, out));
  call.arena = out;
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `arena`", EITHER(&s.m, B, s.x, out));
  call.arena = &s.m;
  FAILS(DIGITS_E_OVERLAP, "`arena` overlaps `m`", EITHER(&s.m, B, s.x, out));
  call.arena = &call;
  FAILS(DIGITS_E_OVERLAP, "`arena` overlaps `call`", EITHER(&s.m, B, s.x, out));
  char text[100];
  for (int none = 0; none < 2; none++) {
    call = none ? (digits_call)DIGITS_CALL(NULL, 0) : (digits_call)DIGITS_CALL(s.arena, need - 1);
    snprintf(text, sizeof text, "`arena` has %zu bytes; %zu are needed", none ? 0 : need - 1, need);
    FAILS(DIGITS_E_ARENA, text, EITHER(&s.m, B, s.x, out));
    THAT(call.error.want == (int64_t)need && call.error.index == -1);
  }
  call = (digits_call)DIGITS_CALL(s.arena, need);
  call.poll = stop;
  FAILS(DIGITS_E_CANCELLED, "`poll` stopped the call at 0 of 8", EITHER(&s.m, B, s.x, out));
  FAILS(DIGITS_E_CANCELLED, "`poll` stopped the call at 0 of 5", EITHER(&s.m, 5, s.x, out));
  THAT(untouched(out, row * B));
  call.poll = NULL;
  GOOD(EITHER(&s.m, B, s.x, out));
  THAT(call.error.status == DIGITS_OK && call.error.function == NULL && !untouched(out, row * B));
  GOOD(EITHER(&s.m, 0, NULL, NULL));
  unset(&s);
#undef call
}

static void break_builtin(void) {
  digits_call call = DIGITS_CALL(NULL, 0);
  digits_classifier m;
  FAILS(DIGITS_E_NULL, "`m` is null", digits_classifier_builtin(NULL, &call));
  FAILS(DIGITS_E_ALIGN, "`m` lies at an address that is not a multiple of 8",
        digits_classifier_builtin((digits_classifier *)(void *)((char *)&m + 4), &call));
  FAILS(DIGITS_E_OVERLAP, "`m` overlaps `call`",
        digits_classifier_builtin((digits_classifier *)(void *)&call.arena_bytes, &call));
}

#ifdef DIGITS_SHRINK_OUT_COUNT
static void break_shrink(void) {
  float *image = bytes(sizeof(float) * 4 * 6), *out = bytes(sizeof(float) * 2 * 3);
  digits_call call = DIGITS_CALL(NULL, 64), none;
  memset(&none, 0, sizeof none);
  for (int i = 0; i < 24; i++)
    image[i] = (float)i;
#define SHRINK(h, w, image, out) digits_shrink(h, w, image, out, &call)
  FAILS(DIGITS_E_NULL, NULL, digits_shrink(4, 6, image, out, NULL));
  FAILS(DIGITS_E_ABI, NULL, digits_shrink(4, 6, image, out, &none));
  FAILS(DIGITS_E_NULL, "`call.arena` is null", SHRINK(4, 6, image, out));
  call.arena_bytes = 0;
  FAILS(DIGITS_E_DIM, "dim `H` is -4; it must be at least 0", SHRINK(-4, 6, image, out));
  FAILS(DIGITS_E_DIM, "dim `W` is -6; it must be at least 0", SHRINK(4, -6, image, out));
  FAILS(DIGITS_E_FACT, "`H % 2 == 0` does not hold: `H` is 3", SHRINK(3, 6, image, out));
  FAILS(DIGITS_E_FACT, "`W % 2 == 0` does not hold: `W` is 5", SHRINK(4, 5, image, out));
  FAILS(DIGITS_E_SIZE, "`image` is too large for memory: `W` is 4294967296",
        SHRINK(INT64_C(1) << 32, INT64_C(1) << 32, image, out));
  FAILS(DIGITS_E_SIZE, "`image` is too large for memory: `H` is 9223372036854775806",
        SHRINK(INT64_MAX - 1, 0, image, out));
  FAILS(DIGITS_E_NULL, "`image` is null", SHRINK(4, 6, NULL, out));
  FAILS(DIGITS_E_NULL, "`out` is null", SHRINK(4, 6, image, NULL));
  FAILS(DIGITS_E_ALIGN, "`image` lies at an address that is not a multiple of 4",
        SHRINK(2, 2, (const float *)(const void *)((const char *)image + 1), out));
  FAILS(DIGITS_E_ALIGN, "`out` lies at an address that is not a multiple of 4",
        SHRINK(2, 2, image, (float *)(void *)((char *)out + 1)));
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `image`", SHRINK(4, 6, image, image));
  FAILS(DIGITS_E_OVERLAP, "`out` overlaps `call`", SHRINK(4, 6, image, (float *)(void *)&call));
  THAT(untouched(out, sizeof(float) * 6));
  call.poll = stop;
  FAILS(DIGITS_E_CANCELLED, "`poll` stopped the call at 0 of 4", SHRINK(4, 6, image, out));
  THAT(untouched(out, sizeof(float) * 6));
  call.poll = NULL;
  GOOD(SHRINK(4, 6, image, out));
  THAT(fabsf(out[0] - 3.5f) < 1e-6f && fabsf(out[5] - 19.5f) < 1e-6f);
  GOOD(SHRINK(0, 6, NULL, NULL));
  GOOD(SHRINK(4, 0, NULL, NULL));
  THAT(DIGITS_SHRINK_OUT_COUNT(4, 6) == 6);
  free(image);
  free(out);
}
#endif

#ifdef DIGITS_SCALE_X_COUNT
static void break_scale(void) {
  enum { N = 3 };
  float *x = bytes(sizeof(float) * N), *y = bytes(sizeof(float) * N), *sum = bytes(sizeof(float));
  unsigned char *arena = bytes(DIGITS_SCALE_ARENA(N));
  digits_call call = DIGITS_CALL(NULL, 64), none;
  memset(&none, 0, sizeof none);
  fill(x, N, 4);
  float *odd = (float *)(void *)((char *)y + 1);
#define SCALE(n, x, y, sum) digits_scale(n, x, 2.0f, y, sum, &call)
  FAILS(DIGITS_E_NULL, NULL, digits_scale(N, x, 2.0f, y, sum, NULL));
  FAILS(DIGITS_E_ABI, NULL, digits_scale(N, x, 2.0f, y, sum, &none));
  FAILS(DIGITS_E_NULL, "`call.arena` is null", SCALE(N, x, y, sum));
  call = (digits_call)DIGITS_CALL(arena, DIGITS_SCALE_ARENA(N));
  FAILS(DIGITS_E_DIM, "dim `N` is 0; it must be at least 1", SCALE(0, x, y, sum));
  FAILS(DIGITS_E_DIM, "dim `N` is 2305843009213693953; it must be at most 2305843009213693952",
        SCALE((INT64_C(1) << 61) + 1, x, y, sum));
  FAILS(DIGITS_E_SIZE, "`x` is too large for memory: `N` is 2305843009213693952",
        SCALE(INT64_C(1) << 61, x, y, sum));
  int grows = DIGITS_SCALE_ARENA(1 << 20) > DIGITS_SCALE_ARENA(N);
  if (grows)
    FAILS(DIGITS_E_SIZE, "`arena` is too large for memory: `N` is 1152921504606846976",
          SCALE(INT64_C(1) << 60, x, y, sum));
  FAILS(DIGITS_E_NULL, "`x` is null", SCALE(N, NULL, y, sum));
  FAILS(DIGITS_E_NULL, "`y` is null", SCALE(N, x, NULL, sum));
  FAILS(DIGITS_E_NULL, "`sum` is null", SCALE(N, x, y, NULL));
  FAILS(DIGITS_E_ALIGN, "`x` lies at an address that is not a multiple of 4", SCALE(1, odd, y, sum));
  FAILS(DIGITS_E_ALIGN, "`y` lies at an address that is not a multiple of 4", SCALE(1, x, odd, sum));
  FAILS(DIGITS_E_ALIGN, "`sum` lies at an address that is not a multiple of 4", SCALE(1, x, y, odd));
  FAILS(DIGITS_E_OVERLAP, "`y` overlaps `sum`", SCALE(N, x, y, y + 2));
  FAILS(DIGITS_E_OVERLAP, "`y` overlaps `x`", SCALE(N, x, x, sum));
  FAILS(DIGITS_E_OVERLAP, "`sum` overlaps `x`", SCALE(N, x, y, x));
  FAILS(DIGITS_E_OVERLAP, "`y` overlaps `call`", SCALE(N, x, (float *)(void *)&call, sum));
  FAILS(DIGITS_E_OVERLAP, "`sum` overlaps `call`", SCALE(N, x, y, (float *)(void *)&call));
  FAILS(DIGITS_E_OVERLAP, "`y` overlaps `arena`", SCALE(N, x, (float *)(void *)arena, sum));
  FAILS(DIGITS_E_OVERLAP, "`sum` overlaps `arena`", SCALE(N, x, y, (float *)(void *)arena));
  FAILS(DIGITS_E_OVERLAP, "`arena` overlaps `x`", SCALE(N, (float *)(void *)arena, y, sum));
  call.arena = &call;
  FAILS(DIGITS_E_OVERLAP, "`arena` overlaps `call`", SCALE(N, x, y, sum));
  call = (digits_call)DIGITS_CALL(arena, DIGITS_SCALE_ARENA(N) - 1);
  char text[100];
  snprintf(text, sizeof text, "`arena` has %zu bytes; %zu are needed", DIGITS_SCALE_ARENA(N) - 1,
           DIGITS_SCALE_ARENA(N));
  FAILS(DIGITS_E_ARENA, text, SCALE(N, x, y, sum));
  THAT(untouched(y, sizeof(float) * N) && untouched(sum, sizeof(float)));
  call.arena_bytes++;
  call.poll = stop;
  FAILS(DIGITS_E_CANCELLED, "`poll` stopped the call at 0 of 3", SCALE(N, x, y, sum));
  call.poll = NULL;
  GOOD(SCALE(N, x, y, sum));
  THAT(fabsf(y[2] - 2.0f * x[2]) < 1e-6f);
  THAT(digits_scale_arena(0) == SIZE_MAX && digits_scale_arena(N) == DIGITS_SCALE_ARENA(N));
  THAT(digits_scale_arena(INT64_C(1) << 61) == SIZE_MAX &&
       (digits_scale_arena(INT64_C(1) << 60) == SIZE_MAX) == grows);
  free(x);
  free(y);
  free(sum);
  free(arena);
}
#endif

static void sizes_and_numbers(void) {
  static unsigned char arena[DIGITS_CLASSIFY_ARENA(3) + 64];
  digits_call call = DIGITS_CALL(arena, sizeof arena);
  for (int64_t b = 0; b < 3000; b += b < 70 ? 1 : 97)
    THAT(digits_classify_arena(b) == DIGITS_CLASSIFY_ARENA(b) &&
         digits_logits_arena(b) == DIGITS_LOGITS_ARENA(b));
  THAT(digits_classify_arena(-1) == SIZE_MAX && digits_classify_arena(INT64_MAX) == SIZE_MAX &&
       digits_classify_arena(0) > 0);
  THAT(DIGITS_CLASSIFY_X_COUNT(3) == 192 && DIGITS_CLASSIFY_OUT_COUNT(3) == 3 &&
       DIGITS_LOGITS_OUT_COUNT(3) == 30);

  /* NaN is a value: the first NaN wins argmax, the other rows are as without it; of equal scores the lowest
   * index. */
  digits_classifier m;
  float x[3][64], zero[2048] = {0}, bias[10] = {0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
  int64_t out[3], clean[3];
  fill(x[0], 192, 11);
  GOOD(digits_classifier_builtin(&m, &call));
  GOOD(digits_classify(&m, 3, x[0], clean, &call));
  x[1][5] = NAN;
  GOOD(digits_classify(&m, 3, x[0], out, &call));
  THAT(out[0] == clean[0] && out[1] == 0 && out[2] == clean[2]);
  m.h_weight = m.h_bias = m.logits_weight = zero; /* a classifier filled by hand */
  m.logits_bias = bias;
  GOOD(digits_classify(&m, 1, x[0], out, &call));
  THAT(out[0] == 1);
  for (size_t k = 0; k < 64; k++) { /* exactly the stated arena, at every address modulo 64 */
    call = (digits_call)DIGITS_CALL(arena + k, DIGITS_CLASSIFY_ARENA(3));
    memset(arena, 0x55, sizeof arena);
    GOOD(digits_classify(&m, 3, x[0], out, &call));
    THAT(untouched(arena, k) && untouched(arena + k + call.arena_bytes, 64 - k));
  }
}

int main(void) {
  break_the_call();
  texts();
  break_arguments(0);
  break_arguments(1);
  break_builtin();
#ifdef DIGITS_SHRINK_OUT_COUNT
  break_shrink();
#endif
#ifdef DIGITS_SCALE_X_COUNT
  break_scale();
#endif
  sizes_and_numbers();
  printf("contract: %d passed, %d failed\n", passed, failed);
  return failed != 0;
}
