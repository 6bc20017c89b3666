/* Weights from a safetensors block: a little-endian 8-byte length, a JSON header of that length, the tensors'
 * bytes. The header is walked four times, each walk linear: is it whole; are our tensors in it, each once and
 * as they must be; can they be used; where do they lie. Nothing of the caller's is written before the last
 * walk. */
#include "runtime/core/core.h"
#include "runtime/core/header.h"

#include <string.h>

typedef struct weights {
  dual_call *call;
  const dual_layout *layout;
  header_scan header;
  const unsigned char *data;
  size_t bytes;
} weights;

enum { LENGTH_BYTES = 8 };

static int refuse(const weights *w, int text, const dual_tensor *t, int64_t index, int64_t got,
                  int64_t want) {
  const char *names = w->layout->names;
  return dual_refuse(w->call, STATUS_WEIGHTS, text, t != NULL ? names + t->name : NULL,
                     text == TEXT_DTYPE ? names + t->dtype : NULL, index, got, want);
}

static int64_t clipped_sum(int64_t a, int64_t b) { return a > INT64_MAX - b ? INT64_MAX : a + b; }

/* Where the header lies, if the block is long enough for one. */
static int open_block(weights *w, const unsigned char *block, size_t bytes) {
  uint64_t length = 0;
  if (bytes < LENGTH_BYTES)
    return refuse(w, TEXT_LENGTH, NULL, -1, (int64_t)bytes, LENGTH_BYTES);
  for (int i = LENGTH_BYTES - 1; i >= 0; i--)
    length = length << 8 | block[i];
  if (length > bytes - LENGTH_BYTES)
    return refuse(w, TEXT_LENGTH, NULL, -1, (int64_t)bytes,
                  clipped_sum(length > INT64_MAX ? INT64_MAX : (int64_t)length, LENGTH_BYTES));
  w->header.start = w->header.p = block + LENGTH_BYTES;
  w->header.end = w->data = w->header.start + (size_t)length;
  w->bytes = bytes - LENGTH_BYTES - (size_t)length;
  return STATUS_OK;
}

/* The header is well formed and describes exactly the bytes that follow it. */
static int check_header(const weights *w) {
  header_scan s = w->header;
  header_entry e;
  int64_t end = 0, before = w->data - w->header.start + LENGTH_BYTES;
  int more;
  while ((more = dual_header_next(&s, &e)) == 1)
    end = e.to > end ? e.to : end;
  if (more < 0)
    return refuse(w, TEXT_FORMAT, NULL, (s.p < s.end ? s.p : s.end) - s.start, 0, 0);
  if ((uint64_t)end != w->bytes)
    return refuse(w, TEXT_LENGTH, NULL, -1, before + (int64_t)w->bytes, clipped_sum(end, before));
  return STATUS_OK;
}

static int order(header_text a, const char *b) {
  size_t n = strlen(b);
  int o = memcmp(a.p, b, a.n < n ? a.n : n);
  return o != 0 ? o : (a.n > n) - (a.n < n);
}

/* The row of that name, or null: the block may hold tensors that are not ours. */
static const dual_tensor *find(const dual_layout *l, header_text name) {
  int64_t low = 0, high = l->count;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    int o = order(name, l->names + l->tensors[middle].name);
    if (o == 0)
      return &l->tensors[middle];
    *(o < 0 ? &high : &low) = o < 0 ? middle : middle + 1;
  }
  return NULL;
}

static int check_entry(const weights *w, const header_entry *e, const dual_tensor *t) {
  const int64_t *shape = w->layout->shapes + t->shape;
  if (order(e->dtype, w->layout->names + t->dtype) != 0)
    return refuse(w, TEXT_DTYPE, t, -1, 0, 0);
  if (e->rank != t->rank)
    return refuse(w, TEXT_RANK, t, -1, e->rank, t->rank);
  for (int k = 0; k < t->rank; k++)
    if (e->shape[k] != shape[k])
      return refuse(w, TEXT_AXIS, t, k, e->shape[k], shape[k]);
  if (e->to - e->from != t->bytes)
    return refuse(w, TEXT_SPAN, t, -1, e->to - e->from, t->bytes);
  return STATUS_OK;
}

/* Marks the row; it must not have been marked before. */
static int mark(const weights *w, const dual_tensor *t) {
  int64_t row = t - w->layout->tensors;
  uint64_t bit = UINT64_C(1) << row % 64, *word = &w->layout->seen[row / 64];
  if ((*word & bit) != 0)
    return refuse(w, TEXT_TWICE, t, -1, 0, 0);
  *word |= bit;
  return STATUS_OK;
}

static int check_missing(const weights *w) {
  const dual_layout *l = w->layout;
  for (int64_t row = 0; row < l->count; row++)
    if ((l->seen[row / 64] >> row % 64 & 1u) == 0)
      return refuse(w, TEXT_MISSING, &l->tensors[row], -1, 0, 0);
  return STATUS_OK;
}

static int check_tensors(const weights *w) {
  header_scan s = w->header;
  header_entry e;
  int status = STATUS_OK;
  while (status == STATUS_OK && dual_header_next(&s, &e) == 1) {
    const dual_tensor *t = find(w->layout, e.name);
    if (t != NULL && (status = mark(w, t)) == STATUS_OK)
      status = check_entry(w, &e, t);
  }
  return status != STATUS_OK ? status : check_missing(w);
}

static int fits(const weights *w, const header_entry *e, const dual_tensor *t) {
  const uint16_t one = 1;
  return *(const unsigned char *)&one == 1 && (uintptr_t)(w->data + e->from) % (uintptr_t)t->align == 0;
}

static int check_places(const weights *w) {
  header_scan s = w->header;
  header_entry e;
  while (dual_header_next(&s, &e) == 1) {
    const dual_tensor *t = find(w->layout, e.name);
    if (t != NULL && !fits(w, &e, t))
      return refuse(w, TEXT_PLACE, t, -1, 0, t->align);
  }
  return STATUS_OK;
}

/* The element's width is its alignment; numbers in the block are little-endian. */
static void copy(unsigned char *to, const unsigned char *from, const dual_tensor *t) {
  const uint16_t one = 1;
  int64_t width = t->align;
  if (*(const unsigned char *)&one == 1)
    memcpy(to, from, (size_t)t->bytes);
  else
    for (int64_t i = 0; i < t->bytes; i++)
      to[i] = from[i / width * width + (width - 1 - i % width)];
}

static void place(const weights *w, const void **fields, unsigned char *memory) {
  header_scan s = w->header;
  header_entry e;
  while (dual_header_next(&s, &e) == 1) {
    const dual_tensor *t = find(w->layout, e.name);
    if (t == NULL)
      continue;
    fields[t->field] = w->data + e.from;
    if (!fits(w, &e, t)) {
      copy(memory + t->at, w->data + e.from, t);
      fields[t->field] = memory + t->at;
    }
  }
  fields[w->layout->count] = NULL; /* `packed` */
}

int dual_load(dual_call *call, const dual_layout *layout, const void **fields, const void *block,
              size_t bytes, void *memory) {
  weights w = {call, layout, {NULL, NULL, NULL}, NULL, 0};
  int status = open_block(&w, block, bytes);
  if (status == STATUS_OK)
    status = check_header(&w);
  if (status == STATUS_OK)
    status = check_tensors(&w);
  if (status == STATUS_OK && memory == NULL)
    status = check_places(&w);
  if (status == STATUS_OK) {
    place(&w, fields, memory);
    return STATUS_OK;
  }
  call->error.function = layout->names;
  call->error.source = layout->names + strlen(layout->names) + 1;
  return status;
}

/* Weights that the library was built with. A loop over offsets: stores of the addresses themselves would be
 * vectorised from constant data that holds them. */
__attribute__((noinline)) void dual_builtin(const void **fields, const unsigned char *weights,
                                            const int64_t *offsets, int64_t count) {
  for (int64_t i = 0; i < count; i++)
    fields[i] = weights + offsets[i];
  fields[count] = NULL; /* `packed` */
}
