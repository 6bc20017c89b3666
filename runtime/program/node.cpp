// Nodes of recursive data in compiled programs.
#include "runtime/host/node.h"

#include "runtime/host/output.h"
#include "runtime/program/list.h"

using namespace dual;

static host::Node *own(DualNode *node) { return reinterpret_cast<host::Node *>(node); }
static const host::Node *own(const DualNode *node) { return reinterpret_cast<const host::Node *>(node); }

DualNode *dual_rt_node(int64_t variant, const DualText *layout, int64_t slots) {
  auto *node =
      host::newNode(variant, reinterpret_cast<const host::NodeLayout *>(layout), static_cast<size_t>(slots));
  if (!node)
    program::fail(host::outOfMemoryText(host::nodeBytes(static_cast<size_t>(slots))), "ARENA", "");
  return reinterpret_cast<DualNode *>(node);
}

void dual_rt_retain(DualNode *node) { host::retain(own(node)); }

void dual_rt_release(DualNode *node) { host::release(own(node)); }

void dual_rt_node_put(DualNode *node, int64_t slot, const DualDescriptor *tensor, int64_t rank,
                      int64_t dtype) {
  own(node)->slots[slot].tensor = new host::Tensor(program::toTensor(*tensor, rank, dtype));
}

int64_t dual_rt_node_dim(const DualNode *node, int64_t slot, int64_t axis) {
  return own(node)->slots[slot].tensor->shape()[static_cast<size_t>(axis)];
}

void dual_rt_node_take(const DualNode *node, int64_t slot, DualDescriptor *into, int64_t rank, int64_t) {
  program::copyTo(*own(node)->slots[slot].tensor, *into, rank);
}

void dual_rt_list_node(DualList *list, const DualNode *node) { list->items.emplace_back(own(node)); }
