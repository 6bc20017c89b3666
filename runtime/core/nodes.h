/* Values of enums that contain themselves, in the arena: as runtime/host/node.h has them, tensors apart. */
#ifndef DUAL_RUNTIME_CORE_NODES_H
#define DUAL_RUNTIME_CORE_NODES_H

#include "runtime/core/arena.h"
#include "runtime/core/core.h"

/* A letter for each slot, a colon, what only programs read. */
typedef struct dual_node_layout {
  int64_t size;
  char bytes[1]; /* `size` of them */
} dual_node_layout;

typedef union dual_slot {
  int64_t bits; /* of a scalar: in the low bytes */
  struct dual_node *node;
  struct dual_tensor_value *tensor;
} dual_slot;

typedef struct dual_node {
  int64_t references, variant;
  const dual_node_layout *layout;
  dual_slot slots[1]; /* one for each letter */
} dual_node;

/* How MLIR lays out a memref; sizes and strides in elements. */
typedef struct dual_descriptor {
  void *allocated;
  char *aligned;
  int64_t offset;
  int64_t sizes_then_strides[1]; /* `rank` of each */
} dual_descriptor;

dual_node *dual_arena_node(int64_t variant, const dual_node_layout *layout, int64_t slots, dual_arena *arena);
void dual_arena_retain(dual_node *node, dual_arena *arena);
void dual_arena_release(dual_node *node, dual_arena *arena);
void dual_arena_node_put(dual_node *node, int64_t slot, const dual_descriptor *tensor, int64_t rank,
                         int64_t dtype, dual_arena *arena);
int64_t dual_arena_node_dim(const dual_node *node, int64_t slot, int64_t axis, dual_arena *arena);
void dual_arena_node_take(const dual_node *node, int64_t slot, dual_descriptor *into, int64_t rank,
                          int64_t dtype, dual_arena *arena);

/* One slot of a variant in the caller's table: its letter, where it lies in the C struct, its name's offset.
 */
typedef struct dual_field {
  int32_t letter, offset, name;
} dual_field;

/* One variant: the first of its fields, how many there are, the offset of its layout in the layouts' bytes.
 */
typedef struct dual_variant {
  int32_t first, count, layout;
} dual_variant;

/* What the table of an enum's nodes looks like. In memory, never in constant data: it holds addresses. */
typedef struct dual_table {
  const char *names;
  const char *layouts; /* 8-aligned */
  const dual_variant *variants;
  const dual_field *fields;
  int64_t variant_count, stride; /* bytes of a node */
  int64_t subject;               /* the parameter's name in the names */
} dual_table;

/* Letters of slots; a scalar's is `a` and its dtype. */
enum { NODE_LETTER = 'N', TENSOR_LETTER = 'T' };

/* Bytes of an element of that dtype (runtime/host/dtypes.def). */
int64_t dual_width_of(int64_t dtype);

/* The root of the value that the table describes, checked node by node. If the table is wrong: fills
 * call->error and leaves the arena. */
dual_node *dual_arena_import(dual_call *call, const dual_table *table, const char *nodes, int64_t count,
                             dual_arena *arena);

/* The value below `root` as such a table, in `room` bytes, and how many nodes it has. If there are too few:
 * fills call->error and leaves the arena. */
void dual_arena_export(dual_call *call, const dual_table *table, const dual_node *root, char *nodes,
                       int64_t room, int64_t *count, dual_arena *arena);
#endif
