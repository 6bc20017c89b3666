// Enums of the source as C structs: a tag, then a union of the variants that have fields.
#pragma once

#include "lowering/library/interface.h"

namespace dual::library {

// Where the fields lie in the struct of a node; `offsets` of each variant's fields.
struct NodeLayout {
  std::vector<std::vector<int64_t>> offsets;
  int64_t size = 0, align = 1;
};
NodeLayout layoutOf(const Enumeration &e);

// The member of the union: "plus", `_` appended to what C or C++ have taken.
std::string variantName(const Variant &v);

// For the header: the comment, the tags and the struct.
std::string enumerationText(const Interface &i, const Enumeration &e);

} // namespace dual::library
