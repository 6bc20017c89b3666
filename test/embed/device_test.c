/* A CPU without what the library was compiled for: a status, not a trap. The library was made to need `popcnt`. */
#include "promise.h"

int main(void)
{
  static unsigned char arena[DIGITS_CLASSIFY_ARENA(1)];
  digits_call call = DIGITS_CALL(arena, sizeof arena);
  digits_classifier m;
  float x[64] = { 0 };
  int64_t out = 7;
  GOOD(digits_classifier_builtin(&m, &call));
  call.cpu = UINT64_C(1) << 63; /* as if the CPU had been asked and had nothing */
  FAILS(DIGITS_E_DEVICE, "this CPU has no `popcnt`, which the library was compiled for", digits_classify(&m, 1, x, &out, &call));
  THAT(out == 7);
  FAILS(DIGITS_E_DEVICE, "this CPU has no `popcnt`, which the library was compiled for", digits_classify(&m, -1, x, &out, &call));
  call.cpu = 0;
  GOOD(digits_classify(&m, 1, x, &out, &call)); /* every CPU that runs these tests has it */
  THAT(call.cpu >> 63 == 1);
  printf("device: %d passed, %d failed\n", passed, failed);
  return failed != 0;
}
