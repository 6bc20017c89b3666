/* values.h: results of which only the call knows how large they are. */
#include "values_setup.h"

static void made_texts(void) {
  values_call call = fresh();
  char out[16];
  size_t used;
#define JOIN(a, a_bytes, b, b_bytes, room) values_join(a, a_bytes, b, b_bytes, out, room, &used, &call)
  GOOD(JOIN("h\xc3\xa9", 3, "x", 1, 16));
  THAT(used == 6 && memcmp(out, "h\xc3\xa9, x", 6) == 0);
  GOOD(JOIN("abcde", 5, "", 0, 6));
  THAT(used == 6 && memcmp(out, "abcde!", 6) == 0);
  GOOD(JOIN(NULL, 0, NULL, 0, 2));
  THAT(used == 2 && memcmp(out, ", ", 2) == 0);
  FAILS(VALUES_E_SPACE, "`whole` has 5 bytes; 6 are needed", JOIN("abcde", 5, "", 0, 5));
  FAILS(VALUES_E_DIM, "dim `a_bytes` is -1; it must be at least 0", JOIN("", -1, "", 0, 16));
  FAILS(VALUES_E_DIM, "dim `b_bytes` is -1; it must be at least 0", JOIN("", 0, "", -1, 16));
  FAILS(VALUES_E_SIZE, "`a` is too large for memory: `a_bytes` is 9223372036854775807",
        JOIN("", INT64_MAX, "", 0, 16));
  FAILS(VALUES_E_SIZE, "`b` is too large for memory: `b_bytes` is 9223372036854775807",
        JOIN("", 0, "", INT64_MAX, 16));
  FAILS(VALUES_E_SIZE, "`arena` is too large for memory: `a_bytes` is 4611686018427387904",
        JOIN("", INT64_C(1) << 62, "", 0, 16));
  FAILS(VALUES_E_VALUE, "`a` is not UTF-8: byte 0 is unexpected", JOIN("\xff", 1, "", 0, 16));
  FAILS(VALUES_E_VALUE, "`b` is not UTF-8: byte 1 is unexpected", JOIN("", 0, "a\xff", 2, 16));
  GROWS(JOIN("a", 1, "b", 1, 16));
}

static void given_enums(void) {
  values_call call = fresh();
  values_mode m = {VALUES_MODE_OFF, 0, {{0, 0, 0}}}, out;
  int64_t was;
#define LOUDER values_louder(&m, 0.5f, &out, &was, &call)
  memset(&out, 0x55, sizeof out);
  GOOD(LOUDER);
  THAT(out.tag == VALUES_MODE_ON && out.reserved == 0 && was == 0);
  THAT(out.as.on.level == 0.5f && out.as.on.by == 1 && out.as.on.loud == 0);
  m.tag = VALUES_MODE_ON, m.as.on.level = 2.0f, m.as.on.by = -300, m.as.on.loud = 0;
  GOOD(LOUDER);
  THAT(out.tag == VALUES_MODE_ON && was == 1);
  THAT(out.as.on.level == 2.5f && out.as.on.by == -300 && out.as.on.loud == 1);
  m.as.on.level = 10.0f;
  GOOD(LOUDER);
  THAT(out.tag == VALUES_MODE_OFF && was == 2 && out.as.on.level == 0.0f);
  m.tag = 7;
  FAILS(VALUES_E_VALUE, "`m` has the tag 7; it must be 0 to 1", LOUDER);
}

static void given_tables(void) {
  values_call call = fresh();
  values_tree t[5], *out = bytes(sizeof(values_tree) * 5), *more = bytes(sizeof(values_tree) * 4095);
  int64_t count = 99;
  t[0] = leaf(0.5f, 2), t[1] = leaf(1.5f, 255), t[2] = pair(0, 1), t[3] = leaf(-1.0f, 4), t[4] = pair(2, 3);
#define MIRROR(nodes, room) values_mirror(nodes, t, 2.0f, out, (room) * sizeof(values_tree), &count, &call)
  GOOD(MIRROR(5, 5));
  THAT(count == 5 && out[4].tag == VALUES_TREE_NODE && out[4].reserved == 0);
  THAT(out[4].as.node.left == 0 && out[4].as.node.right == 3); /* as the table that was given, turned */
  THAT(out[0].tag == VALUES_TREE_LEAF && out[0].as.leaf.x == -2.0f && out[0].as.leaf.n == 4);
  THAT(out[3].as.node.left == 1 && out[3].as.node.right == 2);
  THAT(out[1].as.leaf.x == 3.0f && out[1].as.leaf.n == 255 && out[2].as.leaf.x == 1.0f);
  GOOD(MIRROR(1, 1));
  THAT(count == 1 && out[0].as.leaf.x == 1.0f);
  count = 99, memset(out, 0x55, sizeof(values_tree) * 5);
  FAILS(VALUES_E_SPACE, "`turned` has 64 bytes; 80 are needed", MIRROR(5, 4));
  THAT(call.error.got == 64 && call.error.want == 80 && count == 99 && untouched(out, 80));
  FAILS(VALUES_E_DIM, "dim `t_count` is 0; it must be at least 1", MIRROR(0, 5));
  FAILS(VALUES_E_DIM, "dim `t_count` is 2147483648; it must be at most 2147483647",
        MIRROR(INT64_C(1) << 31, 5));
  call.poll = stop;
  FAILS(VALUES_E_CANCELLED, "`poll` stopped the call at 0 of 5", MIRROR(5, 5));
  call.poll = NULL;
  GROWS(MIRROR(5, 5));
#define TWICE(n, nodes, out, room) values_twice(n, nodes, t, out, (room) * sizeof(values_tree), &count, &call)
  GOOD(TWICE(0, 5, out, 5));
  THAT(count == 5 && memcmp(out, t, sizeof t) == 0); /* byte for byte */
  GOOD(TWICE(11, 1, more, 4095));                    /* what hangs below two nodes is there twice */
  THAT(count == 4095 && more[4094].as.node.right == 4093 && more[4094].as.node.left == 2046);
  FAILS(VALUES_E_SPACE, "`out` has 65504 bytes; 65520 are needed", TWICE(11, 1, more, 4094));
  FAILS(VALUES_E_DIM, "dim `t_count` is 0; it must be at least 1", TWICE(1, 0, out, 5));
  FAILS(VALUES_E_DIM, "dim `t_count` is 2147483648; it must be at most 2147483647",
        TWICE(1, INT64_C(1) << 31, out, 5));
  call.poll = stop;
  FAILS(VALUES_E_CANCELLED, "`poll` stopped the call at 0 of 1", TWICE(3, 1, out, 5));
  call.poll = NULL;
  float x;
#define FIRST(nodes) values_first(nodes, t, &x, &call)
  GOOD(FIRST(1));
  THAT(x == 0.5f);
  GOOD(FIRST(5));
  THAT(x == -1.0f);
  FAILS(VALUES_E_VALUE, "`t[0]` has no parent and is not the last node", FIRST(2));
  FAILS(VALUES_E_DIM, "dim `t_count` is 0; it must be at least 1", FIRST(0));
  FAILS(VALUES_E_DIM, "dim `t_count` is 2147483648; it must be at most 2147483647", FIRST(INT64_C(1) << 31));
  free(out);
  free(more);
}

static void list_columns(void) {
  values_call call = fresh();
  static const int64_t at[3] = {7, 8, 9};
  static const float score[3] = {0.5f, -1.0f, 2.0f}, box[6] = {1, 2, 3, 4, 5, 6};
  int64_t kept_at[3] = {0}, n_at, n_score, n_box, n_scores, number;
  float kept_score[3], kept_box[6], scores[3];
#define KEEP(n, least, room)                                                                                 \
  values_keep(n, at, score, box, least, kept_at, 8 * (room), &n_at, kept_score, 4 * (room), &n_score,        \
              kept_box, 8 * (room), &n_box, scores, 12, &n_scores, &call)
  GOOD(KEEP(3, 0.0f, 2));
  THAT(n_at == 2 && n_score == 2 && n_box == 2 && n_scores == 2);
  THAT(kept_at[0] == 7 && kept_at[1] == 9 && kept_score[1] == 2.0f && scores[0] == 0.5f);
  THAT(kept_box[0] == 2.0f && kept_box[1] == 4.0f && kept_box[2] == 10.0f && kept_box[3] == 12.0f);
  GOOD(KEEP(0, 0.0f, 2));
  THAT(n_at == 0 && n_box == 0);
  kept_at[0] = 55;
  FAILS(VALUES_E_SPACE, "`kept_at` has 16 bytes; 24 are needed", KEEP(3, -2.0f, 2));
  THAT(call.error.got == 16 && call.error.want == 24);
  FAILS(VALUES_E_DIM, "dim `hits_count` is -1; it must be at least 0", KEEP(-1, 0.0f, 2));
  FAILS(VALUES_E_SIZE, "`hits_at` is too large for memory: `hits_count` is 1152921504606846976",
        KEEP(INT64_C(1) << 60, 0.0f, 2));
  GROWS(KEEP(3, 0.0f, 2));
  static const uint8_t flags[3] = {1, 0, 2}; /* any byte but 0 is true */
#define SHUFFLED(n, m) values_shuffled(n, at, m, flags, &number, &call)
  GOOD(SHUFFLED(3, 1));
  THAT(number == -789);
  GOOD(SHUFFLED(2, 3));
  THAT(number == 78);
  FAILS(VALUES_E_DIM, "dim `xs_count` is -1; it must be at least 0", SHUFFLED(-1, 3));
  FAILS(VALUES_E_DIM, "dim `flags_count` is -2; it must be at least 0", SHUFFLED(1, -2));
  FAILS(VALUES_E_SIZE, "`xs` is too large for memory: `xs_count` is 1152921504606846976",
        SHUFFLED(INT64_C(1) << 60, 1));
  FAILS(VALUES_E_SIZE, "`flags` is too large for memory: `flags_count` is 9223372036854775807",
        SHUFFLED(1, INT64_MAX));
}

int main(void) {
  list_columns();
  made_texts();
  given_enums();
  given_tables();
  printf("values: %d promises kept, %d broken\n", passed, failed);
  return failed != 0;
}
