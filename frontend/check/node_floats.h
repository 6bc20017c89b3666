// Whether the nodes of an enum that contains itself hold floats, which a derivative is for.
#pragma once

#include "frontend/check/type.h"

namespace dual::check {

class NodeFloats {
public:
  // Whether they do, in any depth. Of a type that the question itself brings up: false.
  bool of(const TypeRef &type);

private:
  std::map<std::string, bool> known; // by structure
  bool asking = false;
};

} // namespace dual::check
