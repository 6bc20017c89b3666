// Values of enums that contain themselves: immutable nodes on the heap that count who holds them.
#pragma once

#include "runtime/host/print.h"
#include "runtime/host/tensor.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dual::host {

/// What a node of one variant holds and how it is shown: a letter for each slot, a colon, the text.
///
/// Letters: `N` a node or none, `T` a tensor, `a` and what follows a scalar of dtype 0, 1, ... In the text
/// `%` stands for the next slot, `"` for one that holds the bytes of a text; `{one|two|...}` for the one of
/// these that the next slot counts to, where `~` passes over a slot: that is a plain enum in a field, whose
/// slots all its variants share. `<columns;element>` stands for a list, whose length is in the next slot:
/// the text of one element, and a letter for each of its slots, in the order of their columns. `f` has them
/// in the rows of one tensor; `r` one after the other, with a second tensor of where each begins and the last
/// ends; `s` has in a third the sizes of each; `N` in a tree of nodes: that of one element is the element,
/// others say how many elements there are in the first of two trees, then have both. A backslash shows the
/// character behind it. All else are names and punctuation. Laid out as text literals of compiled programs
/// are.
struct NodeLayout {
  int64_t size;
  char bytes[1]; // `size` of them

  std::string_view view() const { return {bytes, static_cast<size_t>(size)}; }
  std::string_view letters() const { return view().substr(0, view().find(':')); }
  std::string_view text() const { return view().substr(view().find(':') + 1); }
};

constexpr char nodeLetter = 'N', tensorLetter = 'T', firstScalarLetter = 'a';

/// The layout of this text; it lives as long as the process.
const NodeLayout *nodeLayout(const std::string &text);

/// Compiled code reads `variant` and the slots of scalars and nodes by itself. Whoever makes nodes from a
/// table does so with children before their parents: a node is complete when it is made.
struct Node {
  union Slot {
    int64_t bits; // of a scalar: in the low bytes
    Node *node;
    Tensor *tensor;
  };

  int64_t references; // how many hold it
  int64_t variant;
  const NodeLayout *layout;
  Slot slots[1]; // one for each letter
};

/// Held once, its slots zeros. Setting a slot hands over what is set. Null: there is no memory.
Node *newNode(int64_t variant, const NodeLayout *layout, size_t slots);
/// What a node with so many slots takes.
constexpr int64_t nodeBytes(size_t slots) {
  return static_cast<int64_t>(offsetof(Node, slots) + slots * sizeof(Node::Slot));
}
inline void retain(Node *node) {
  if (node)
    ++node->references;
}
/// Frees the node if nobody else holds it, then what it held, one after the other.
void release(Node *node);

/// `Node(left: Leaf(word: 1), right: Leaf(word: 2))`; the format is that of each number in it. Takes no more
/// of the C stack for a deep value than for a flat one.
std::string toText(const Node &node, const Format &format);

/// How many nodes there are: 0 before and after every run.
int64_t liveNodes();

/// One hold on a node, or on none.
class Data {
public:
  Data() = default;
  /// Takes over a hold.
  explicit Data(Node *node) : node_(node) {}
  Data(const Data &other) : node_(other.node_) { retain(node_); }
  Data(Data &&other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Data &operator=(Data other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~Data() { release(node_); }

  Node *get() const { return node_; }
  /// Gives the hold away.
  Node *take() { return std::exchange(node_, nullptr); }

private:
  Node *node_ = nullptr;
};

} // namespace dual::host
