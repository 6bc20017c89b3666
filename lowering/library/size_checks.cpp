#include "lowering/library/size_checks.h"

#include "runtime/core/core.h"

namespace dual::library {

// What every limit leaves free for constants in sums of sizes (see addressable in emit_check.cpp).
static constexpr int64_t spare = 16384;

// Each product's share of the address space, added up, is at most the whole.
bool SizeChecks::implied(const Polynomial &bound) const {
  double share = 0;
  for (const auto &[product, factor] : bound) {
    auto at = known.find(product);
    if (product.empty() ? factor > spare : factor != 0 && at == known.end())
      return false;
    if (!product.empty() && factor != 0)
      share += static_cast<double>(factor) / static_cast<double>(at->second);
  }
  return share <= 1;
}

void SizeChecks::add(const std::string &name, const Expression &bytes, const std::string &symbol) {
  std::optional<Polynomial> bound = upperBound(bytes);
  if (bound && implied(*bound))
    return;
  if (bound && bound->size() == 1 && !bound->begin()->first.empty())
    known[bound->begin()->first] = bound->begin()->second;
  Check c{Check::Kind::Size, STATUS_SIZE, TEXT_SIZE, name, symbol, bytes, 0};
  c.got = Expression::dim(symbol);
  checks.push_back(std::move(c));
}

void SizeChecks::addTensor(const std::string &name, Dtype dtype, const std::vector<Expression> &shape) {
  int64_t constant = widthOf(dtype);
  for (const Expression &axis : shape)
    constant *= axis.isConstant() ? axis.value : 1;
  Expression bytes = constant;
  for (const Expression &axis : shape)
    if (std::vector<std::string> dims = symbols(axis); !dims.empty()) {
      bytes = bytes * axis;
      add(name, bytes, dims[0]);
    }
}

void SizeChecks::addSpan(const std::string &name, const Expression &bytes, const std::string &stride) {
  Check c{Check::Kind::Size, STATUS_SIZE, TEXT_SIZE, name, stride, bytes, 0};
  c.got = Expression::dim(stride);
  checks.push_back(std::move(c));
}

void SizeChecks::addArena(const Expression &bytes, const std::vector<Dim> &dims) {
  if (!dims.empty())
    add("arena", bytes, dims[0].name);
}

} // namespace dual::library
