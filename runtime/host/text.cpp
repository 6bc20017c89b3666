#include "runtime/host/text.h"

namespace dual::host {

Tensor bytesOf(std::string_view text) {
  return Tensor::of({static_cast<int64_t>(text.size())}, reinterpret_cast<const uint8_t *>(text.data()));
}

std::string textOf(const Tensor &bytes) {
  return {static_cast<const char *>(bytes.data()), static_cast<size_t>(bytes.size())};
}

/// How many bytes follow this first one, or -1.
static int followers(unsigned char first) {
  if (first < 0x80)
    return 0;
  if (first < 0xc2) // a follower, or an overlong form
    return -1;
  return first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
}

/// After some first bytes not all second ones are legal: overlong forms, surrogates, beyond U+10FFFF.
static bool mayFollow(unsigned char first, unsigned char second) {
  if (first == 0xe0)
    return second >= 0xa0;
  if (first == 0xed)
    return second < 0xa0;
  if (first == 0xf0)
    return second >= 0x90;
  return first != 0xf4 || second < 0x90;
}

bool isUtf8(std::string_view text) {
  auto byte = [&](size_t k) { return static_cast<unsigned char>(text[k]); };
  for (size_t k = 0; k < text.size();) {
    int more = followers(byte(k));
    if (more < 0 || k + static_cast<size_t>(more) >= text.size())
      return false;
    for (int f = 1; f <= more; ++f)
      if ((byte(k + static_cast<size_t>(f)) & 0xc0) != 0x80)
        return false;
    if (more > 0 && !mayFollow(byte(k), byte(k + 1)))
      return false;
    k += static_cast<size_t>(more) + 1;
  }
  return true;
}

int64_t compareTexts(std::string_view a, std::string_view b) {
  int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

} // namespace dual::host
