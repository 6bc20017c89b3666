/* What the tests of values.h share: an arena, and nodes of its tables. */
#define VALUES
#include "pointers.h"

enum { N = 4, LARGE = 1 << 20 };
static unsigned char arena[LARGE];

static values_call fresh(void) {
  values_call call = VALUES_CALL(arena, LARGE);
  return call;
}

/* The same answer in any arena that is large enough, at any address; what is asked for is what gets further.
 */
#define GROWS(expression)                                                                                    \
  do {                                                                                                       \
    size_t rounds = 0;                                                                                       \
    int status;                                                                                              \
    call.arena = arena + 1, call.arena_bytes = 0;                                                            \
    while ((status = (expression)) == VALUES_E_ARENA && ++rounds < 4000) {                                   \
      int64_t want = call.error.want;                                                                        \
      THAT(call.error.got == (int64_t)call.arena_bytes && want > call.error.got);                            \
      call.arena_bytes = (size_t)want;                                                                       \
    }                                                                                                        \
    THAT(status == VALUES_OK && rounds > 0 && call.arena_bytes < LARGE);                                     \
    call = fresh();                                                                                          \
  } while (0)

static values_tree leaf(float x, uint8_t n) {
  values_tree t;
  memset(&t, 0, sizeof t); /* what lies between the fields is compared too */
  t.tag = VALUES_TREE_LEAF;
  t.as.leaf.x = x;
  t.as.leaf.n = n;
  return t;
}

static values_tree pair(int32_t left, int32_t right) {
  values_tree t;
  memset(&t, 0, sizeof t);
  t.tag = VALUES_TREE_NODE;
  t.as.node.left = left;
  t.as.node.right = right;
  return t;
}
