#include "runtime/host/node_sum.h"

#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/output.h"

#include <cstring>
#include <vector>

namespace dual::host {

static DType scalarType(char letter) { return static_cast<DType>(letter - firstScalarLetter); }

static Node *nodeLike(const Node &like) {
  size_t slots = like.layout->letters().size();
  Node *node = newNode(like.variant, like.layout, slots);
  if (!node)
    endOutOfMemory(nodeBytes(slots));
  return node;
}

static Tensor scalarIn(const Node::Slot &slot, DType dtype) {
  Tensor scalar = Tensor::uninitialized(dtype, Dims());
  std::memcpy(scalar.mutableData(), &slot.bits, scalar.byteCount()); // little-endian
  return scalar;
}

static void add(const Node::Slot &part, DType dtype, Node::Slot &to) {
  Tensor sum = binary(BinaryOp::Add, scalarIn(to, dtype), scalarIn(part, dtype));
  std::memcpy(&to.bits, sum.data(), sum.byteCount());
}

namespace {

/// Makes nodes slot by slot, and those below them later: `A` is what is known of a node that is to be made.
template <class A> class Maker {
public:
  Data make(const A &root) {
    Node *result = nullptr;
    open_.push_back({root, &result});
    while (!open_.empty()) {
      auto [from, into] = open_.back();
      open_.pop_back();
      *into = from.share();
      if (!*into)
        open(from, into);
    }
    return Data(result);
  }

private:
  /// What becomes of a part, and where its node belongs.
  struct Open {
    A from;
    Node **into;
  };

  void open(const A &from, Node **into) {
    if (!from.structure())
      return;
    Node *node = *into = nodeLike(*from.structure());
    size_t slot = 0;
    for (char letter : node->layout->letters()) {
      if (letter == nodeLetter)
        open_.push_back({from.below(slot), &node->slots[slot].node});
      else if (letter == tensorLetter)
        node->slots[slot].tensor = new Tensor(from.tensor(slot));
      else
        from.scalar(slot, scalarType(letter), node->slots[slot]);
      ++slot;
    }
  }

  std::vector<Open> open_;
};

struct Sum {
  const Node *a, *b;

  const Node *structure() const { return a; }
  /// All of one of them, if the other is none.
  Node *share() const {
    auto *all = const_cast<Node *>(a && b ? nullptr : a ? a : b); // Only its count changes.
    retain(all);
    return all;
  }
  Sum below(size_t slot) const { return {a->slots[slot].node, b->slots[slot].node}; }
  Tensor tensor(size_t slot) const {
    const Tensor &first = *a->slots[slot].tensor;
    return isFloat(first.dtype()) ? binary(BinaryOp::Add, first, *b->slots[slot].tensor) : first;
  }
  void scalar(size_t slot, DType dtype, Node::Slot &into) const {
    into = a->slots[slot];
    if (isFloat(dtype))
      add(b->slots[slot], dtype, into);
  }
};

/// `sum` may be none at any place.
struct Fill {
  const Node *sum, *like;

  const Node *structure() const { return like; }
  static Node *share() { return nullptr; }
  Fill below(size_t slot) const { return {sum ? sum->slots[slot].node : nullptr, like->slots[slot].node}; }
  Tensor tensor(size_t slot) const {
    const Tensor &own = *like->slots[slot].tensor;
    if (!isFloat(own.dtype()))
      return own;
    return sum ? *sum->slots[slot].tensor : Tensor::zeros(own.dtype(), own.shape());
  }
  void scalar(size_t slot, DType dtype, Node::Slot &into) const {
    if (!isFloat(dtype))
      into = like->slots[slot];
    else if (sum)
      into = sum->slots[slot];
  }
};

/// One node: those below it are the ones of `sum`, or none.
struct Copy {
  const Node *sum, *like;

  const Node *structure() const { return like; }
  /// Below the node that is made, where nothing of `like` is asked for.
  Node *share() const { return like ? nullptr : Sum{sum, nullptr}.share(); }
  Copy below(size_t slot) const { return {sum ? sum->slots[slot].node : nullptr, nullptr}; }
  Tensor tensor(size_t slot) const { return Fill{sum, like}.tensor(slot); }
  void scalar(size_t slot, DType dtype, Node::Slot &into) const { Fill{sum, like}.scalar(slot, dtype, into); }
};

} // namespace

Data sumOf(const Node *a, const Node *b) { return Maker<Sum>().make({a, b}); }

Data filled(const Node *sum, const Node *like) { return Maker<Fill>().make({sum, like}); }

Data ownCopy(const Node *sum, const Node &like) { return Maker<Copy>().make({sum, &like}); }

void addTo(Node &own, size_t slot, const Node::Slot &part) {
  Node::Slot &to = own.slots[slot];
  char letter = own.layout->letters()[slot];
  if (letter == nodeLetter)
    to.node = sumOf(Data(to.node).get(), part.node).take();
  else if (letter == tensorLetter)
    *to.tensor = binary(BinaryOp::Add, *to.tensor, *part.tensor);
  else
    add(part, scalarType(letter), to);
}

bool haveSameStructure(const Node *a, const Node *b) {
  std::vector<std::pair<const Node *, const Node *>> open = {{a, b}};
  while (!open.empty()) {
    auto [one, other] = open.back();
    open.pop_back();
    if (one == other)
      continue;
    if (!one || !other || one->variant != other->variant)
      return false;
    const Node::Slot *mine = one->slots, *its = other->slots;
    for (char letter : one->layout->letters()) {
      if (letter == nodeLetter)
        open.push_back({mine->node, its->node});
      else if (letter == tensorLetter && mine->tensor->shape() != its->tensor->shape())
        return false;
      ++mine;
      ++its;
    }
  }
  return true;
}

} // namespace dual::host
