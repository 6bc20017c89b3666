/* What the tests of promises share: counting, exact buffers, sentences. */
#ifndef PROMISE_H
#define PROMISE_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef KINDS
#include "kinds.h"
typedef kinds_call library_call;
#define LIBRARY_ERROR_TEXT kinds_error_text
#define LIBRARY_CALL KINDS_CALL
#define LIBRARY_E(name) KINDS_E_##name
#elif defined(POLLS)
#include "polls.h"
typedef polls_call library_call;
#define LIBRARY_ERROR_TEXT polls_error_text
#define LIBRARY_CALL POLLS_CALL
#define LIBRARY_E(name) POLLS_E_##name
#elif defined(VALUES)
#include "values.h"
typedef values_call library_call;
#define LIBRARY_ERROR_TEXT values_error_text
#define LIBRARY_CALL VALUES_CALL
#define LIBRARY_E(name) VALUES_E_##name
#else
#include "digits.h"
typedef digits_call library_call;
#define LIBRARY_ERROR_TEXT digits_error_text
#define LIBRARY_CALL DIGITS_CALL
#define LIBRARY_E(name) DIGITS_E_##name
#endif

static int passed, failed;

/* `text` follows the function's name and stands before the source line; null where there is no sentence. */
static void expect(int line, int got, int want, const library_call *call, const char *text) {
  char said[300] = "", wanted[300] = "";
  if (text != NULL) {
    LIBRARY_ERROR_TEXT(&call->error, said, sizeof said);
    snprintf(wanted, sizeof wanted, "%s: %s (%s)", call->error.function, text, call->error.source);
  }
  if (got == want && (text == NULL || (strcmp(said, wanted) == 0 && call->error.status == want))) {
    passed++;
    return;
  }
  failed++;
  printf("line %d: status %d, not %d\n  said   %s\n  wanted %s\n", line, got, want, said, wanted);
}

#define FAILS(status, text, expression) expect(__LINE__, (expression), (status), &call, (text))
#define GOOD(expression) expect(__LINE__, (expression), 0, &call, NULL)
#define THAT(condition) expect(__LINE__, !(condition), 0, &call, NULL)

static void *bytes(size_t n) /* exact, filled with a pattern */
{
  void *p = malloc(n != 0 ? n : 1);
  if (p == NULL)
    exit(2);
  memset(p, 0x55, n);
  return p;
}

static int untouched(const void *p, size_t n) {
  const unsigned char *b = p;
  while (n > 0 && b[n - 1] == 0x55)
    n--;
  return n == 0;
}

/* A poll that stops the call when it is first asked. */
static int stop(void *user, int64_t done, int64_t total) {
  (void)user;
  return done <= total;
}

static void fill(float *p, int64_t n, unsigned seed) {
  for (int64_t i = 0; i < n; i++) {
    seed = seed * 1664525u + 1013904223u;
    p[i] = (float)(seed >> 16) / 65536.0f;
  }
}

#endif
