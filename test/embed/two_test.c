/* Two libraries in one program and one file; letters is digits under another prefix, its last layer turned by
 * one class. */
#include <stdio.h>

#include "digits.h"
#include "letters.h"

static unsigned char arena[DIGITS_CLASSIFY_ARENA(1)];

int main(void) {
  digits_call d = DIGITS_CALL(arena, sizeof arena);
  letters_call l = LETTERS_CALL(arena, sizeof arena);
  digits_classifier dm;
  letters_classifier lm;
  float x[64];
  int64_t a = 0, b = 0;
  int same = 0;
  if (digits_classifier_builtin(&dm, &d) != DIGITS_OK || letters_classifier_builtin(&lm, &l) != LETTERS_OK)
    return 1;
  for (int k = 0; k < 100; k++) {
    for (int i = 0; i < 64; i++)
      x[i] = (float)((k * 31 + i * 17) % 16) / 16.0f;
    if (digits_classify(&dm, 1, x, &a, &d) != DIGITS_OK || letters_classify(&lm, 1, x, &b, &l) != LETTERS_OK)
      return 1;
    same += b == (a + 1) % 10;
  }
  printf("two libraries: %s\n", same == 100 ? "each its own weights" : "MIXED UP");
  return same != 100;
}
