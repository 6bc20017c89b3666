/* Orders of elements: each becomes a number without sign that is as large, and those are sorted. */
#include "runtime/core/nodes.h"

#include <string.h>

typedef struct ranked {
  uint64_t key;
  int64_t index;
} ranked;

/* Bits of a float's exponent and all, 0 for integers; whether an integer has a sign: runtime/host/dtypes.def.
 */
typedef struct kind {
  unsigned char bits, exponent, has_sign;
} kind;
static const kind kinds[] = {{8, 0, 0},  {8, 0, 1},  {8, 0, 0},  {16, 0, 1}, {32, 0, 1},
                             {64, 0, 1}, {16, 5, 1}, {16, 8, 1}, {32, 8, 1}, {64, 11, 1}};

/* As the language orders: NaN behind all others, the zeros equal. */
static uint64_t key_of(const char *p, const kind *k) {
  uint64_t bits = 0, sign = (uint64_t)1 << (k->bits - 1);
  memcpy(&bits, p, k->bits / 8);
  if (k->exponent == 0)
    return k->has_sign ? bits ^ sign : bits;
  uint64_t magnitude = bits & (sign - 1), infinity = (sign - 1) ^ ((sign >> k->exponent) - 1);
  if (magnitude > infinity)
    return UINT64_MAX;
  if (magnitude == 0)
    return sign;
  return bits & sign ? sign - magnitude : sign + magnitude;
}

static void merge(const ranked *from, ranked *to, int64_t begin, int64_t middle, int64_t end) {
  for (int64_t a = begin, b = middle, k = begin; k < end; k++)
    to[k] = a < middle && (b == end || from[a].key <= from[b].key) ? from[a++] : from[b++];
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* Equal ones stay as they are. Sorts `x`, with `other` as room; gives which of them has the result. */
static const ranked *sorted(ranked *x, ranked *other, int64_t n) {
  for (int64_t run = 1; run < n; run *= 2) {
    for (int64_t begin = 0; begin < n; begin += 2 * run)
      merge(x, other, begin, least(begin + run, n), least(begin + 2 * run, n));
    ranked *swap = x;
    x = other;
    other = swap;
  }
  return x;
}

static void write_order(ranked *keys, int64_t n, char *into, int64_t stride) {
  const ranked *order = sorted(keys, keys + n, n);
  for (int64_t k = 0; k < n; k++)
    memcpy(into + k * stride * 8, &order[k].index, 8);
}

/* The first element of a line along `axis`; lines are counted row by row. */
static int64_t line_start(const dual_descriptor *d, int64_t rank, int64_t axis, int64_t line) {
  const int64_t *sizes = d->sizes_then_strides, *strides = sizes + rank;
  int64_t at = d->offset;
  for (int64_t k = rank - 1; k >= 0; k--)
    if (k != axis) {
      at += line % sizes[k] * strides[k];
      line /= sizes[k];
    }
  return at;
}

void dual_arena_argsort(int64_t axis, int64_t descending, const dual_descriptor *x, int64_t rank,
                        int64_t dtype, dual_descriptor *into, int64_t into_rank, int64_t into_dtype,
                        dual_arena *a) {
  (void)into_dtype;
  const int64_t *sizes = x->sizes_then_strides;
  int64_t n = sizes[axis], lines = 1, stride = sizes[rank + axis], width = kinds[dtype].bits / 8;
  for (int64_t k = 0; k < rank; k++)
    lines *= k == axis ? 1 : sizes[k];
  ranked *keys = dual_arena_alloc(8, 2 * n * (int64_t)sizeof(ranked), a);
  for (int64_t line = 0; n > 0 && line < lines; line++) {
    const char *from = x->aligned + line_start(x, rank, axis, line) * width;
    for (int64_t k = 0; k < n; k++) {
      uint64_t key = key_of(from + k * stride * width, &kinds[dtype]);
      keys[k] = (ranked){descending ? ~key : key, k};
    }
    write_order(keys, n, into->aligned + line_start(into, into_rank, axis, line) * 8,
                into->sizes_then_strides[into_rank + axis]);
  }
  dual_arena_free(keys, a);
}

/* Philox4x32-10 as runtime/host/random.h has it: the first 64 bits of block `counter`. */
static uint64_t philox(uint64_t seed, uint64_t counter) {
  uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
  uint32_t c[4] = {(uint32_t)counter, (uint32_t)(counter >> 32), 0, 0};
  for (int round = 0; round < 10; round++) {
    uint64_t p = (uint64_t)0xD2511F53u * c[0], q = (uint64_t)0xCD9E8D57u * c[2];
    c[0] = (uint32_t)(q >> 32) ^ c[1] ^ k0;
    c[1] = (uint32_t)q;
    c[2] = (uint32_t)(p >> 32) ^ c[3] ^ k1;
    c[3] = (uint32_t)p;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return (uint64_t)c[1] << 32 | c[0];
}

void dual_arena_permutation(int64_t seed, dual_descriptor *into, int64_t rank, int64_t dtype, dual_arena *a) {
  (void)rank, (void)dtype;
  int64_t n = into->sizes_then_strides[0];
  ranked *keys = dual_arena_alloc(8, 2 * n * (int64_t)sizeof(ranked), a);
  for (int64_t k = 0; k < n; k++)
    keys[k] = (ranked){philox((uint64_t)seed, (uint64_t)k), k};
  write_order(keys, n, into->aligned + into->offset * 8, into->sizes_then_strides[1]);
  dual_arena_free(keys, a);
}
