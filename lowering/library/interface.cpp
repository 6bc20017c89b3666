#include "lowering/library/interface.h"

#include <algorithm>

namespace dual::library {

int64_t widthOf(Dtype dtype) {
  switch (dtype) {
  case Dtype::Bool:
  case Dtype::I8:
  case Dtype::U8:
    return 1;
  case Dtype::I16:
  case Dtype::F16:
  case Dtype::BF16:
    return 2;
  case Dtype::I32:
  case Dtype::F32:
    return 4;
  default:
    return 8;
  }
}

// 64 bytes of slack make a 64-aligned start out of any address.
Expression arenaBytes(const Function &f) { return Expression(64) + *f.arena; }

int64_t elementsOf(const Weight &w) {
  int64_t n = 1;
  for (int64_t d : w.shape)
    n *= d;
  return n;
}

int64_t bytesOf(const Weight &w) { return elementsOf(w) * widthOf(w.dtype); }

std::vector<int64_t> offsetsOf(const Structure &s) {
  std::vector<int64_t> offsets;
  int64_t at = 0;
  for (const Weight &w : s.weights) {
    int64_t width = widthOf(w.dtype);
    at = (at + width - 1) / width * width;
    offsets.push_back(at);
    at += bytesOf(w);
  }
  offsets.push_back(at);
  return offsets;
}

int64_t alignmentOf(const Structure &s) {
  int64_t most = 1;
  for (const Weight &w : s.weights)
    most = std::max(most, widthOf(w.dtype));
  return most;
}

} // namespace dual::library
