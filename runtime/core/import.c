/* The caller's table of an enum's nodes: children lie before their parent, each node but the last has one. */
#include "runtime/core/nodes.h"

#include <string.h>

typedef struct import {
  dual_call *call;
  const dual_table *table;
  dual_arena *arena;
  dual_node **made; /* null: has a parent */
} import;

static int32_t word_at(const char *p) {
  int32_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

static _Noreturn void refuse(const import *i, int text, const char *object, int64_t index, int64_t got,
                             int64_t want) {
  dual_refuse(i->call, STATUS_VALUE, text, i->table->names + i->table->subject, object, index, got, want);
  dual_arena_leave(i->arena, OUTCOME_REFUSED, 0, 0, 0);
}

static dual_node *take_child(const import *i, int64_t parent, int64_t child, const char *field) {
  if (child < 0 || child >= parent)
    refuse(i, parent == 0 ? TEXT_FIRST_CHILD : TEXT_CHILD, field, parent, child, parent - 1);
  dual_node *node = i->made[child];
  if (node == NULL)
    refuse(i, TEXT_PARENTS, NULL, child, parent, 0);
  i->made[child] = NULL;
  return node;
}

static int64_t scalar_bits(const char *p, int32_t letter) {
  int64_t bits = 0;
  memcpy(&bits, p, (size_t)dual_width_of(letter - 'a'));
  return letter == 'a' ? bits != 0 : bits; /* of a bool any byte but 0 is true */
}

static dual_node *make(const import *i, int64_t number, const char *given) {
  const dual_table *t = i->table;
  int32_t tag = word_at(given);
  if (tag < 0 || tag >= t->variant_count)
    refuse(i, TEXT_NODE_TAG, NULL, number, tag, t->variant_count - 1);
  const dual_variant *v = &t->variants[tag];
  const void *layout = t->layouts + v->layout;
  dual_node *node = dual_arena_node(tag, layout, v->count, i->arena);
  for (int32_t k = 0; k < v->count; k++) {
    const dual_field *f = &t->fields[v->first + k];
    if (f->letter == NODE_LETTER)
      node->slots[k].node = take_child(i, number, word_at(given + f->offset), t->names + f->name);
    else
      node->slots[k].bits = scalar_bits(given + f->offset, f->letter);
  }
  return node;
}

dual_node *dual_arena_import(dual_call *call, const dual_table *table, const char *nodes, int64_t count,
                             dual_arena *arena) {
import i = {call, table, arena, dual_arena_alloc(8, count *(int64_t) sizeof(dual_node *), arena) };
  for (int64_t k = 0; k < count; k++)
    i.made[k] = make(&i, k, nodes + k * table->stride);
  for (int64_t k = 0; k + 1 < count; k++)
    if (i.made[k] != NULL)
      refuse(&i, TEXT_ORPHAN, NULL, k, 0, 0);
  dual_node *root = i.made[count - 1];
  dual_arena_free(i.made, arena);
  return root;
}
