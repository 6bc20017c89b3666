/* Prints what apply() gives for ones, as scaled.dl does. */
#include "scaled.h"
#include <stdio.h>

int main(void) {
  static unsigned char arena[SCALED_APPLY_ARENA(1)];
  scaled_call call = SCALED_CALL(arena, sizeof arena);
  scaled_whole m;
  const float x[4] = {1.0f, 1.0f, 1.0f, 1.0f};
  float y[3];
  if (scaled_whole_builtin(&m, &call) != SCALED_OK || scaled_apply(&m, 1, x, y, &call) != SCALED_OK)
    return 1;
  printf("%.6f %.6f %.6f\n", (double)y[0], (double)y[1], (double)y[2]);
  return 0;
}
