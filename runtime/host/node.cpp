#include "runtime/host/node.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>

namespace dual::host {

static int64_t live = 0;

int64_t liveNodes() { return live; }

const NodeLayout *nodeLayout(const std::string &text) {
  static std::map<std::string, std::unique_ptr<std::byte[]>> known;
  std::unique_ptr<std::byte[]> &bytes = known[text];
  if (!bytes) {
    bytes = std::make_unique<std::byte[]>(sizeof(NodeLayout) + text.size());
    auto *layout = new (bytes.get()) NodeLayout{static_cast<int64_t>(text.size()), {}};
    std::memcpy(layout->bytes, text.data(), text.size());
  }
  return reinterpret_cast<const NodeLayout *>(bytes.get());
}

Node *newNode(int64_t variant, const NodeLayout *layout, size_t slots) {
  void *memory = std::calloc(1, static_cast<size_t>(nodeBytes(slots)));
  if (!memory)
    return nullptr;
  ++live;
  auto *node = static_cast<Node *>(memory);
  node->references = 1;
  node->variant = variant;
  node->layout = layout;
  return node;
}

namespace {

/// Nodes that nobody holds any more, linked through their count: a long chain needs no memory to be freed.
class Dying {
public:
  void drop(Node *node) {
    if (!node || --node->references > 0)
      return;
    std::memcpy(&node->references, &first_, sizeof first_);
    first_ = node;
  }

  Node *next() {
    Node *node = first_;
    if (node)
      std::memcpy(&first_, &node->references, sizeof first_);
    return node;
  }

private:
  static_assert(sizeof(Node *) == sizeof(int64_t));
  Node *first_ = nullptr;
};

} // namespace

void release(Node *node) {
  Dying dying;
  dying.drop(node);
  while (Node *dead = dying.next()) {
    Node::Slot *slot = dead->slots;
    for (char letter : dead->layout->letters()) {
      if (letter == nodeLetter)
        dying.drop(slot->node);
      else if (letter == tensorLetter)
        delete slot->tensor;
      ++slot;
    }
    std::free(dead);
    --live;
  }
}

} // namespace dual::host
