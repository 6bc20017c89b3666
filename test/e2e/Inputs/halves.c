/* Numbers of 16 bits come as their bits: 0x3c00 is 1.0 in f16, 0x3f80 in bf16. */
#include "halves.h"

#include <stdio.h>

int main(void) {
  halves_call call = HALVES_CALL(NULL, 0);
  uint16_t x[2] = {0x3c00, 0xc000}, a, b, y[2];
  if (halves_larger(0x4200, 0x4040, 2, x, &a, &b, y, &call) != HALVES_OK)
    return 1;
  printf("%04x %04x %04x %04x\n", a, b, y[0], y[1]);
  if (halves_larger(0x0001, 0x0001, 2, x, &a, &b, y, &call) != HALVES_OK)
    return 1;
  printf("%04x %04x %04x %04x\n", a, b, y[0], y[1]);
  halves_both both = {0x3c00, 0x4040}, other;
  if (halves_swapped(&both, &other, &call) != HALVES_OK)
    return 1;
  printf("%04x %04x\n", other.half, other.brain);
  halves_maybe no = {0}, some = {0};
  some.tag = HALVES_MAYBE_SOME;
  some.as.some.half = 0x3c00;
  some.as.some.brain = 0x4000;
  if (halves_sum_of(&no, &a, &call) != HALVES_OK || halves_sum_of(&some, &b, &call) != HALVES_OK)
    return 1;
  printf("%04x %04x\n", a, b);
  return 0;
}
