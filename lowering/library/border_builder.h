// Builds a border front to back; the order of the calls is the order of the checks.
#pragma once

#include "lowering/library/border.h"

namespace dual::library {

class BorderBuilder {
public:
  BorderBuilder(std::string function, const std::string &source);

  size_t argument(Argument::Kind kind, const std::string &name, const std::string &type,
                  const std::string &symbol = "", Dtype dtype = Dtype::F32) {
    border.arguments.push_back({kind, name, type, symbol, dtype});
    return border.arguments.size() - 1;
  }

  size_t region(Region r) {
    border.regions.push_back(std::move(r));
    return border.regions.size() - 1;
  }

  void device();
  void range(const Dim &d);
  void fact(const Fact &f);
  void pointer(size_t r);
  void space(size_t r, int64_t bytes);
  void overlaps();
  void arena();
  void grows();
  void cancelled();
  void utf8(size_t r);
  void tag(const Parameter &p, size_t argument);
  void inside(const Failure &f);
  size_t structure(const Structure &s, size_t argument, const std::string &name);
  size_t record(const Parameter &p, size_t argument);

  Border border;
};

} // namespace dual::library
