#include "runtime/core/nodes.h"

#include <string.h>

/* A tensor in a node: row by row. */
typedef struct dual_tensor_value {
  int64_t rank;
  char *data;
  int64_t sizes[1]; /* `rank` of them */
} dual_tensor_value;

int64_t dual_width_of(int64_t dtype) {
  static const unsigned char widths[] = {1, 1, 1, 2, 4, 8, 2, 2, 4, 8};
  return widths[dtype];
}

dual_node *dual_arena_node(int64_t variant, const dual_node_layout *layout, int64_t slots, dual_arena *a) {
  int64_t bytes = (int64_t)(offsetof(dual_node, slots) + (size_t)slots * sizeof(dual_slot));
  dual_node *node = dual_arena_alloc(8, bytes, a);
  memset(node, 0, (size_t)bytes);
  node->references = 1;
  node->variant = variant;
  node->layout = layout;
  return node;
}

void dual_arena_retain(dual_node *node, dual_arena *a) {
  (void)a;
  if (node != NULL)
    ++node->references;
}

/* Those that died and still hold others, linked through their counts: a long chain takes no stack. */
static void drop(dual_node **dying, dual_node *node) {
  if (node == NULL || --node->references > 0)
    return;
  memcpy(&node->references, dying, sizeof node->references);
  *dying = node;
}

void dual_arena_release(dual_node *node, dual_arena *a) {
  dual_node *dying = NULL;
  drop(&dying, node);
  while (dying != NULL) {
    dual_node *dead = dying;
    memcpy(&dying, &dead->references, sizeof dying);
    const char *letters = dead->layout->bytes;
    for (int64_t slot = 0; letters[slot] != ':'; slot++)
      if (letters[slot] == NODE_LETTER)
        drop(&dying, dead->slots[slot].node);
      else if (letters[slot] == TENSOR_LETTER)
        dual_arena_free(dead->slots[slot].tensor, a);
    dual_arena_free(dead, a);
  }
}

/* Between rows as MLIR has them, which may lie apart, and rows one behind the other. */
static void copy(dual_descriptor *d, int64_t rank, int64_t width, char *rows, int into_rows) {
  const int64_t *sizes = d->sizes_then_strides, *strides = sizes + rank;
  int64_t count = 1;
  for (int64_t axis = 0; axis < rank; axis++)
    count *= sizes[axis];
  for (int64_t k = 0; k < count; k++) {
    int64_t rest = k, at = d->offset;
    for (int64_t axis = rank - 1; axis >= 0; axis--) {
      at += rest % sizes[axis] * strides[axis];
      rest /= sizes[axis];
    }
    char *element = d->aligned + at * width, *row = rows + k * width;
    memcpy(into_rows ? row : element, into_rows ? element : row, (size_t)width);
  }
}

void dual_arena_node_put(dual_node *node, int64_t slot, const dual_descriptor *tensor, int64_t rank,
                         int64_t dtype, dual_arena *a) {
  int64_t count = 1, head = (int64_t)offsetof(dual_tensor_value, sizes) + rank * 8;
  for (int64_t axis = 0; axis < rank; axis++)
    count *= tensor->sizes_then_strides[axis];
  dual_tensor_value *value = dual_arena_alloc(8, head + count * dual_width_of(dtype), a);
  value->rank = rank;
  value->data = (char *)value + head;
  memcpy(value->sizes, tensor->sizes_then_strides, (size_t)rank * 8);
  dual_descriptor *from = (dual_descriptor *)(uintptr_t)tensor; /* only read */
  copy(from, rank, dual_width_of(dtype), value->data, 1);
  node->slots[slot].tensor = value;
}

int64_t dual_arena_node_dim(const dual_node *node, int64_t slot, int64_t axis, dual_arena *a) {
  (void)a;
  return node->slots[slot].tensor->sizes[axis];
}

void dual_arena_node_take(const dual_node *node, int64_t slot, dual_descriptor *into, int64_t rank,
                          int64_t dtype, dual_arena *a) {
  (void)a;
  copy(into, rank, dual_width_of(dtype), node->slots[slot].tensor->data, 0);
}
