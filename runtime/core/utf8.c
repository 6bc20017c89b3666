/* Texts: whether they are UTF-8, and their order. */
#include "runtime/core/nodes.h"

#include <string.h>

/* Bytes of the character that begins here, 0 if none does: what is overlong, a surrogate or beyond U+10FFFF
 * is none. */
static int64_t character(const unsigned char *p, int64_t room) {
  int64_t bytes = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
  if (bytes > room)
    return 0;
  for (int64_t k = 1; k < bytes; k++)
    if ((p[k] & 0xc0) != 0x80)
      return 0;
  int too_small = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
  int too_large = (p[0] == 0xed && p[1] >= 0xa0) || (p[0] == 0xf4 && p[1] >= 0x90);
  return too_small || too_large ? 0 : bytes;
}

/* The first byte that does not belong to a character; `count` if all do. */
static int64_t first_wrong(const unsigned char *text, int64_t count) {
  for (int64_t at = 0, bytes; at < count; at += bytes)
    if ((bytes = character(text + at, count - at)) == 0)
      return at;
  return count;
}

int dual_check_utf8(dual_call *call, const char *subject, const void *text, int64_t count) {
  int64_t wrong = first_wrong(text, count);
  return wrong == count ? STATUS_OK : dual_refuse(call, STATUS_VALUE, TEXT_UTF8, subject, NULL, wrong, 0, 0);
}

/* Texts as compiled code has them lie together, at stride 1. */
static const unsigned char *bytes_of(const dual_descriptor *d) {
  return (const unsigned char *)d->aligned + d->offset;
}

static void answer(int64_t number, dual_descriptor *into) {
  memcpy(into->aligned + 8 * into->offset, &number, 8);
}

void dual_arena_is_utf8(const dual_descriptor *text, int64_t rank, int64_t dtype, dual_descriptor *into,
                        int64_t into_rank, int64_t into_dtype, dual_arena *a) {
  (void)rank, (void)dtype, (void)into_rank, (void)into_dtype, (void)a;
  int64_t count = text->sizes_then_strides[0];
  answer(first_wrong(bytes_of(text), count) == count, into);
}

void dual_arena_compare_texts(const dual_descriptor *x, int64_t x_rank, int64_t x_dtype,
                              const dual_descriptor *y, int64_t y_rank, int64_t y_dtype,
                              dual_descriptor *into, int64_t into_rank, int64_t into_dtype, dual_arena *a) {
  (void)x_rank, (void)x_dtype, (void)y_rank, (void)y_dtype, (void)into_rank, (void)into_dtype, (void)a;
  int64_t m = x->sizes_then_strides[0], n = y->sizes_then_strides[0], common = m < n ? m : n;
  int order = common > 0 ? memcmp(bytes_of(x), bytes_of(y), (size_t)common) : 0;
  answer(order < 0 || (order == 0 && m < n) ? -1 : order > 0 || m > n ? 1 : 0, into);
}
