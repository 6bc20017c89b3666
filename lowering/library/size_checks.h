// E_SIZE: which products of dims must be checked so that no size of a function can leave the address space.
#pragma once

#include "lowering/library/border.h"

namespace dual::library {

class SizeChecks {
public:
  explicit SizeChecks(std::vector<Check> &checks) : checks(checks) {}

  // The tensor's bytes, axis by axis. What earlier checks imply is left out: a check that cannot fail cannot
  // be tested.
  void add(const std::string &name, const Expression &bytes, const std::string &symbol);
  void addTensor(const std::string &name, Dtype dtype, const std::vector<Expression> &shape);
  // What a tensor with strides spans.
  void addSpan(const std::string &name, const Expression &bytes, const std::string &stride);
  void addArena(const Expression &bytes, const std::vector<Dim> &dims);

private:
  bool implied(const Polynomial &bound) const;

  std::vector<Check> &checks;
  Polynomial known; // product of dims -> the factor with which it is known to fit
};

} // namespace dual::library
