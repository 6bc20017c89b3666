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

std::vector<const Parameter *> allOf(const Function &f) {
  std::vector<const Parameter *> all;
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &p : *list)
      all.push_back(&p);
  return all;
}

bool isOpenSize(const Expression &axis) {
  return axis.kind == Expression::Kind::Symbol && axis.symbol == "?";
}

bool hasOpenSize(const std::vector<Expression> &shape) {
  return std::any_of(shape.begin(), shape.end(), isOpenSize);
}

// C has no arrays without elements, so those are pointed to as well.
bool isPointed(const Field &f) {
  return std::any_of(f.shape.begin(), f.shape.end(),
                     [](const Expression &axis) { return !axis.isConstant() || axis.value == 0; });
}

Layout layoutOf(const std::vector<Field> &fields) {
  Layout layout;
  auto pad = [&](int64_t align) {
    int64_t gap = (align - layout.size % align) % align;
    layout.padding.push_back(gap);
    layout.size += gap;
    layout.align = std::max(layout.align, align);
  };
  for (const Field &f : fields) {
    pad(isPointed(f) ? pointerBytes : widthOf(f.dtype));
    layout.offsets.push_back(layout.size);
    layout.size += isPointed(f) ? pointerBytes : bytesOf(f.dtype, f.shape).value;
  }
  pad(layout.align);
  return layout;
}

Expression bytesOf(Dtype dtype, const std::vector<Expression> &shape) {
  Expression bytes = widthOf(dtype);
  for (const Expression &axis : shape)
    bytes = axis.isConstant() && bytes.isConstant() ? Expression(bytes.value * axis.value) : bytes * axis;
  return bytes;
}

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
