#include "runtime/host/node.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <vector>

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

namespace {

/// A node that is being shown: the rest of its text, and the slot that the rest begins with.
struct Showing {
  std::string_view rest;
  std::string_view letters;
  const Node::Slot *slot;
};

class Writer {
public:
  explicit Writer(const Format &format) : format_(format) {}

  std::string write(const Node &root) {
    open(root);
    while (!open_.empty()) {
      Showing &top = open_.back();
      if (top.rest.empty())
        open_.pop_back();
      else
        step(top);
    }
    return std::move(text_);
  }

private:
  void open(const Node &node) { open_.push_back({node.layout->text(), node.layout->letters(), node.slots}); }

  void step(Showing &at) {
    char next = at.rest.front();
    at.rest.remove_prefix(1);
    if (next == '%')
      return slot(at);
    if (next == '"')
      return text(at);
    if (next == '~')
      return pass(at);
    if (next == '{')
      return choose(at);
    if (next == '|') // the end of the case that was chosen
      at.rest.remove_prefix(afterChoice(at.rest));
    else if (next != '}')
      text_ += next;
  }

  void slot(Showing &at) {
    char letter = at.letters.front();
    const Node::Slot &slot = *at.slot;
    pass(at);
    if (letter == nodeLetter)
      return open(*slot.node); // `at` may have moved
    if (letter == tensorLetter) {
      text_ += toText(*slot.tensor, format_);
      return;
    }
    Tensor scalar = Tensor::uninitialized(static_cast<DType>(letter - firstScalarLetter), Dims());
    std::memcpy(scalar.mutableData(), &slot.bits, scalar.byteCount()); // little-endian
    text_ += toText(scalar, format_);
  }

  void text(Showing &at) {
    const Tensor &bytes = *at.slot->tensor;
    text_ +=
        quotedText({reinterpret_cast<const char *>(bytes.data()), static_cast<size_t>(bytes.byteCount())});
    pass(at);
  }

  static void pass(Showing &at) {
    at.letters.remove_prefix(1);
    ++at.slot;
  }

  /// Goes on behind the `|` before the case with the number in the next slot.
  static void choose(Showing &at) {
    int64_t number = at.slot->bits;
    pass(at);
    for (; number > 0; --number)
      at.rest.remove_prefix(afterCase(at.rest));
  }

  /// How far it is to behind the next `|`, or behind the `}`, of this choice.
  static size_t afterCase(std::string_view rest) { return after(rest, true); }
  static size_t afterChoice(std::string_view rest) { return after(rest, false); }

  static size_t after(std::string_view rest, bool stopsAtCase) {
    size_t at = 0;
    for (int depth = 0;; ++at) {
      char c = rest[at];
      if (depth == 0 && (c == '}' || (c == '|' && stopsAtCase)))
        return at + 1;
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
  }

  const Format &format_;
  std::string text_;
  std::vector<Showing> open_;
};

} // namespace

std::string toText(const Node &node, const Format &format) { return Writer(format).write(node); }

} // namespace dual::host
