// Nodes of recursive data in compiled programs.
#include "runtime/host/node_sum.h"

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

static DualNode *given(host::Data node) { return reinterpret_cast<DualNode *>(node.take()); }

DualNode *dual_rt_node_sum(const DualNode *a, const DualNode *b) {
  return given(host::sumOf(own(a), own(b)));
}

DualNode *dual_rt_node_filled(const DualNode *sum, const DualNode *like) {
  return given(host::filled(own(sum), own(like)));
}

DualNode *dual_rt_node_copy(const DualNode *sum, const DualNode *like) {
  return given(host::ownCopy(own(sum), *own(like)));
}

bool dual_rt_node_same(const DualNode *a, const DualNode *b) {
  return host::haveSameStructure(own(a), own(b));
}

static void add(DualNode *to, int64_t slot, host::Node::Slot part) {
  host::addTo(*own(to), static_cast<size_t>(slot), part);
}

void dual_rt_node_add_bits(DualNode *to, int64_t slot, int64_t bits) { add(to, slot, {bits}); }

void dual_rt_node_add_node(DualNode *to, int64_t slot, DualNode *part) {
  host::Node::Slot node{};
  node.node = own(part);
  add(to, slot, node);
}

void dual_rt_node_add_tensor(DualNode *to, int64_t slot, const DualDescriptor *part, int64_t rank,
                             int64_t dtype) {
  host::Tensor tensor = program::toTensor(*part, rank, dtype);
  host::Node::Slot held{};
  held.tensor = &tensor;
  add(to, slot, held);
}

void dual_rt_list_node(DualList *list, const DualNode *node) { list->items.emplace_back(own(node)); }
