// How a node is shown: the text of its layout, with what the slots hold.
#include "runtime/host/node.h"

#include <cstring>
#include <deque>
#include <memory>
#include <vector>

namespace dual::host {

namespace {

using Slot = Node::Slot;

size_t slotsOf(char column) { return column == 's' ? 3 : column == 'r' ? 2 : 1; }

/// The elements of a list, one at a time: its slots as those of a node would be.
class Elements {
public:
  Elements(std::string_view columns, int64_t count, const Slot *slots)
      : columns_(columns), count_(count), slots_(slots) {}

  std::string_view letters() const { return letters_; }
  const Slot *slots() const { return made_.data(); }

  /// Goes on to the next element, if there is one; what was of the one before is gone.
  bool next() {
    if (at_ + 1 == count_)
      return false;
    ++at_;
    letters_.clear();
    made_.clear();
    tensors_.clear();
    const Slot *first = slots_;
    for (char column : columns_) {
      add(column, first);
      first += slotsOf(column);
    }
    return true;
  }
  bool isFirst() const { return at_ == 0; }

private:
  void add(char column, const Slot *first) {
    if (column == 'N')
      return addNode(first->node);
    if (column == 'f')
      return addRow(*first->tensor);
    const int64_t *ends = first[1].tensor->as<int64_t>() + at_;
    Dims shape = {ends[1] - ends[0]};
    if (column == 's') {
      auto rank = static_cast<size_t>(first[2].tensor->shape().back());
      shape = Dims(first[2].tensor->as<int64_t>() + at_ * static_cast<int64_t>(rank), rank);
    }
    addTensor(*first->tensor, ends[0], shape);
  }

  void addNode(Node *tree) {
    int64_t at = at_;
    for (int64_t count = count_; count > 1;) {
      int64_t left = tree->slots[0].bits;
      bool isLeft = at < left;
      tree = tree->slots[isLeft ? 1 : 2].node;
      at -= isLeft ? 0 : left;
      count = isLeft ? left : count - left;
    }
    letters_ += nodeLetter;
    made_.emplace_back().node = tree;
  }

  void addRow(const Tensor &rows) {
    Dims shape(rows.shape().begin() + 1, rows.shape().size() - 1);
    if (!shape.empty())
      return addTensor(rows, at_ * shape.product(), shape);
    letters_ += static_cast<char>(firstScalarLetter + static_cast<int>(rows.dtype()));
    Slot &scalar = made_.emplace_back();
    scalar.bits = 0;
    std::memcpy(&scalar.bits, bytesAt(rows, at_), byteSize(rows.dtype())); // little-endian
  }

  void addTensor(const Tensor &numbers, int64_t begin, const Dims &shape) {
    Tensor &part = tensors_.emplace_back(Tensor::uninitialized(numbers.dtype(), shape));
    std::memcpy(part.mutableData(), bytesAt(numbers, begin), part.byteCount());
    letters_ += tensorLetter;
    made_.emplace_back().tensor = &part;
  }

  static const std::byte *bytesAt(const Tensor &numbers, int64_t at) {
    return static_cast<const std::byte *>(numbers.data()) +
           at * static_cast<int64_t>(byteSize(numbers.dtype()));
  }

  std::string_view columns_;
  int64_t count_;
  const Slot *slots_;
  int64_t at_ = -1;
  std::string letters_;
  std::vector<Slot> made_;
  std::deque<Tensor> tensors_;
};

/// A node that is being shown: the rest of its text, and the slot that the rest begins with. Or a list: the
/// text of one element, and those that are still to be shown.
struct Showing {
  std::string_view rest;
  std::string_view letters;
  const Slot *slot;
  std::unique_ptr<Elements> elements;
};

/// How far it is to behind what closes an open `open` or, where `stopsAt` is given, to behind that.
size_t after(std::string_view rest, char open, char close, char stopsAt = 0) {
  size_t at = 0;
  for (int depth = 0;; ++at) {
    char c = rest[at];
    if (depth == 0 && (c == close || (stopsAt && c == stopsAt)))
      return at + 1;
    depth += c == open ? 1 : c == close ? -1 : 0;
  }
}

class Writer {
public:
  explicit Writer(const Format &format) : format_(format) {}

  std::string write(const Node &root) {
    open(root);
    while (!open_.empty()) {
      Showing &top = open_.back();
      if (top.elements)
        nextElement(top);
      else if (top.rest.empty())
        open_.pop_back();
      else
        step(top);
    }
    return std::move(text_);
  }

private:
  void open(const Node &node) {
    open_.push_back({node.layout->text(), node.layout->letters(), node.slots, nullptr});
  }

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
    if (next == '<')
      return list(at);
    if (next == '\\')
      return literal(at);
    if (next == '|') // the end of the case that was chosen
      at.rest.remove_prefix(after(at.rest, '{', '}'));
    else if (next != '}')
      text_ += next;
  }

  void slot(Showing &at) {
    char letter = at.letters.front();
    const Slot &slot = *at.slot;
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

  void literal(Showing &at) {
    text_ += at.rest.front();
    at.rest.remove_prefix(1);
  }

  static void pass(Showing &at, size_t slots = 1) {
    at.letters.remove_prefix(slots);
    at.slot += slots;
  }

  /// Goes on behind the `|` before the case with the number in the next slot.
  static void choose(Showing &at) {
    int64_t number = at.slot->bits;
    pass(at);
    for (; number > 0; --number)
      at.rest.remove_prefix(after(at.rest, '{', '}', '|'));
  }

  void list(Showing &at) {
    int64_t count = at.slot->bits;
    pass(at);
    std::string_view columns = at.rest.substr(0, at.rest.find(';'));
    at.rest.remove_prefix(columns.size() + 1);
    size_t end = after(at.rest, '<', '>');
    std::string_view element = at.rest.substr(0, end - 1);
    at.rest.remove_prefix(end);
    auto elements = std::make_unique<Elements>(columns, count, at.slot);
    for (char column : columns)
      pass(at, slotsOf(column));
    text_ += '[';
    open_.push_back({element, "", nullptr, std::move(elements)}); // `at` may have moved
  }

  void nextElement(Showing &list) {
    if (!list.elements->next()) {
      text_ += ']';
      return open_.pop_back();
    }
    text_ += list.elements->isFirst() ? "" : ", ";
    open_.push_back({list.rest, list.elements->letters(), list.elements->slots(), nullptr});
  }

  const Format &format_;
  std::string text_;
  std::vector<Showing> open_;
};

} // namespace

std::string toText(const Node &node, const Format &format) { return Writer(format).write(node); }

} // namespace dual::host
