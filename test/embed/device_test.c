/* A CPU without what the library was compiled for: a status, not a trap. The library was made to need
 * `popcnt`. */
#include "promise.h"

#define LACKS "this CPU has no `popcnt`, which the library was compiled for"

int main(void) {
  static unsigned char arena[DIGITS_CLASSIFY_ARENA(1)];
  digits_call call = DIGITS_CALL(arena, sizeof arena);
  digits_classifier m;
  float x[64] = {0}, z[10];
  int64_t out = 7;
  GOOD(digits_classifier_builtin(&m, &call));
  call.cpu = UINT64_C(1) << 63; /* as if the CPU had been asked and had nothing */
  FAILS(DIGITS_E_DEVICE, LACKS, digits_classify(&m, 1, x, &out, &call));
  THAT(out == 7);
  FAILS(DIGITS_E_DEVICE, LACKS, digits_classify(&m, -1, x, &out, &call));
  FAILS(DIGITS_E_DEVICE, LACKS, digits_logits(&m, 1, x, z, &call));
#ifdef DIGITS_SHRINK_OUT_COUNT
  FAILS(DIGITS_E_DEVICE, LACKS, digits_shrink(2, 2, x, z, &call));
#endif
#ifdef DIGITS_SCALE_X_COUNT
  FAILS(DIGITS_E_DEVICE, LACKS, digits_scale(1, x, 2.0f, z, z + 1, &call));
#endif
  call.cpu = 0;
  GOOD(digits_classify(&m, 1, x, &out, &call)); /* every CPU that runs these tests has it */
  THAT(call.cpu >> 63 == 1);
  printf("device: %d passed, %d failed\n", passed, failed);
  return failed != 0;
}
