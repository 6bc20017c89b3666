// Lists of values between compiled code and the functions of runtime/host.
#pragma once

#include "runtime/host/node.h"
#include "runtime/host/result.h"
#include "runtime/host/tensor.h"
#include "runtime/program/program.h"

#include <string>
#include <variant>
#include <vector>

/// A node is held by whoever made the list.
using DualItem = std::variant<dual::host::Tensor, std::string, const dual::host::Node *>;

struct DualList {
  std::vector<DualItem> items;

  const std::string &text(size_t i) const { return std::get<std::string>(items[i]); }
  const dual::host::Tensor &tensor(size_t i) const { return std::get<dual::host::Tensor>(items[i]); }
  int64_t number(size_t i) const { return tensor(i).item<int64_t>(); }
};

namespace dual::program {

host::Dims shapeOf(const DualDescriptor &tensor, int64_t rank);
/// Copies, because the program may overwrite the memory next.
host::Tensor toTensor(const DualDescriptor &tensor, int64_t rank, int64_t dtype);
/// The text whose bytes these are.
std::string toText(const DualDescriptor &bytes);
/// Writes all elements of `x`, whose shape is that of `into`.
void copyTo(const host::Tensor &x, DualDescriptor &into, int64_t rank);

/// Writes the only element of a tensor of rank 0 and dtype i64.
void answer(int64_t number, DualDescriptor &into);

/// Ends the program.
[[noreturn]] void fail(const std::string &message, const std::string &code, const std::string &place);

} // namespace dual::program
