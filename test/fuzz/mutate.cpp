// How the fuzzers change a program: half of the time words and lines of it, so that more of what comes out is
// still a program; the other half bytes, as libFuzzer does.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

namespace {

using Pieces = std::vector<std::string_view>;

enum class Kind { word, blank, sign };

Kind kindOf(char c) {
  auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || c == '_' ? Kind::word : std::isspace(byte) ? Kind::blank : Kind::sign;
}

/// Runs of letters and digits, runs of blanks, and signs one by one.
Pieces words(std::string_view text) {
  Pieces pieces;
  while (!text.empty()) {
    Kind kind = kindOf(text[0]);
    size_t length = 1;
    while (kind != Kind::sign && length < text.size() && kindOf(text[length]) == kind)
      ++length;
    pieces.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return pieces;
}

Pieces lines(std::string_view text) {
  Pieces pieces;
  while (!text.empty()) {
    size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    pieces.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return pieces;
}

class Mutator {
public:
  explicit Mutator(unsigned seed) : random(seed) {}

  size_t below(size_t bound) { return random() % bound; }

  std::string mutate(std::string_view text) {
    bool byLine = below(4) == 0;
    Pieces pieces = byLine ? lines(text) : words(text);
    size_t longest = byLine ? 3 : 12;
    switch (below(4)) {
    case 0:
      remove(pieces, below(longest) + 1);
      break;
    case 1:
      copy(pieces, below(longest) + 1);
      break;
    case 2:
      std::swap(pieces[below(pieces.size())], pieces[below(pieces.size())]);
      break;
    default:
      replace(pieces);
    }
    return joined(pieces);
  }

  /// Lines of the one with some of the other in between.
  std::string cross(std::string_view one, std::string_view other) {
    Pieces into = lines(one), from = lines(other);
    insert(into, below(into.size() + 1), from, below(from.size()), below(from.size()) + 1);
    return joined(into);
  }

private:
  void remove(Pieces &pieces, size_t count) {
    size_t at = below(pieces.size());
    count = std::min(count, pieces.size() - at);
    pieces.erase(pieces.begin() + at, pieces.begin() + at + count);
  }

  void copy(Pieces &pieces, size_t count) {
    insert(pieces, below(pieces.size() + 1), Pieces(pieces), below(pieces.size()), count);
  }

  static void insert(Pieces &into, size_t at, const Pieces &from, size_t first, size_t count) {
    count = std::min(count, from.size() - first);
    into.insert(into.begin() + at, from.begin() + first, from.begin() + first + count);
  }

  /// A piece by another of its kind.
  void replace(Pieces &pieces) {
    std::string_view &old = pieces[below(pieces.size())];
    Pieces like;
    for (std::string_view piece : pieces)
      if (kindOf(piece[0]) == kindOf(old[0]))
        like.push_back(piece);
    old = like[below(like.size())];
  }

  static std::string joined(const Pieces &pieces) {
    std::string text;
    for (std::string_view piece : pieces)
      text += piece;
    return text;
  }

  std::minstd_rand random;
};

std::string_view view(const uint8_t *data, size_t size) {
  return {reinterpret_cast<const char *>(data), size};
}

size_t give(std::string_view text, uint8_t *out, size_t room) {
  size_t size = std::min(text.size(), room);
  std::memcpy(out, text.data(), size);
  return size;
}

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed) {
  Mutator mutator(seed);
  if (size == 0 || mutator.below(2) == 0)
    return LLVMFuzzerMutate(data, size, room);
  return give(mutator.mutate(view(data, size)), data, room);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t oneSize, const uint8_t *other,
                                            size_t otherSize, uint8_t *out, size_t room, unsigned seed) {
  if (otherSize == 0)
    return give(view(one, oneSize), out, room);
  return give(Mutator(seed).cross(view(one, oneSize), view(other, otherSize)), out, room);
}
