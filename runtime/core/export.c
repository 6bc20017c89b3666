/* A value of an enum as the caller's table of nodes: children before their parent, the root last. What hangs
 * below two nodes is there twice, since every node has one parent. */
#include "runtime/core/nodes.h"
#include "runtime/core/poll.h"

#include <string.h>

/* A node that has no place yet, and where its number goes. */
typedef struct waiting {
  const dual_node *node;
  char *number; /* null: nowhere */
} waiting;

typedef struct export {
  const dual_table *table;
  dual_arena *arena;
  waiting *stack;
  int64_t length, room;
} export;

enum { FIRST_ROOM = 16, NODES_PER_POLL = 1 << 16 };

static void push(export *e, const dual_node *node, char *number) {
  if (e->length == e->room) {
    waiting *old = e->stack;
    e->room = e->room != 0 ? 2 * e->room : FIRST_ROOM;
    e->stack = dual_arena_alloc(8, e->room * (int64_t)sizeof(waiting), e->arena);
    if (e->length != 0)
      memcpy(e->stack, old, (size_t)e->length * sizeof(waiting));
    dual_arena_free(old, e->arena);
  }
  e->stack[e->length++] = (waiting){node, number};
}

/* Writes the node to `place`, if there is one; its children wait, the last on top. */
static void write(export *e, const dual_node *node, char *place) {
  const dual_table *t = e->table;
  const dual_variant *v = &t->variants[node->variant];
  int32_t tag = (int32_t)node->variant;
  if (place != NULL) {
    memset(place, 0, (size_t)t->stride);
    memcpy(place, &tag, sizeof tag);
  }
  for (int32_t k = 0; k < v->count; k++) {
    const dual_field *f = &t->fields[v->first + k];
    char *to = place != NULL ? place + f->offset : NULL;
    if (f->letter == NODE_LETTER)
      push(e, node->slots[k].node, to);
    else if (to != NULL)
      memcpy(to, &node->slots[k].bits, (size_t)dual_width_of(f->letter - 'a'));
  }
}

/* From the root on, whose number is the largest; gives how many nodes there are. Without `nodes` it counts,
 * up to more than can be numbered. */
static int64_t walk(export *e, const dual_node *root, char *nodes, int64_t count) {
  int64_t seen = 0;
  push(e, root, NULL);
  while (e->length > 0 && seen <= INT32_MAX) {
    waiting top = e->stack[--e->length];
    int32_t number = (int32_t)(count - ++seen);
    if (top.number != NULL)
      memcpy(top.number, &number, sizeof number);
    write(e, top.node, nodes != NULL ? nodes + number * e->table->stride : NULL);
    if (seen % NODES_PER_POLL == 0 && e->arena->poll != NULL)
      dual_arena_poll(0, -1, 0, 0, 0, e->arena);
  }
  e->length = 0;
  return seen;
}

void dual_arena_export(dual_call *call, const dual_table *table, const dual_node *root, char *nodes,
                       int64_t room, int64_t *count, dual_arena *arena) {
  export e = {table, arena, NULL, 0, 0};
  int64_t needed = walk(&e, root, NULL, 0);
  if (needed > INT32_MAX || (uint64_t)needed * (uint64_t)table->stride > (uint64_t)room) {
    const char *name = table->names + table->subject;
    dual_refuse(call, STATUS_SPACE, TEXT_SPACE, name, NULL, -1, room, needed * table->stride);
    dual_arena_leave(arena, OUTCOME_REFUSED, 0, 0, 0);
  }
  (void)walk(&e, root, nodes, needed);
  *count = needed;
}
