/* Says which check of a library made with --droppable counts for nothing: the one of the number in DROPPED.
 */
#include <stdlib.h>

int dual_test_dropped = -1;

__attribute__((constructor)) static void choose(void) {
  const char *number = getenv("DROPPED");
  if (number != NULL)
    dual_test_dropped = atoi(number);
}
