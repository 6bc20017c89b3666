// Tensors with names, in order: the content of an .npz or a .safetensors file.
#pragma once

#include "runtime/host/tensor.h"

#include <string>
#include <vector>

namespace dual::host {

struct NamedTensor {
  std::string name;
  Tensor value;
};
using NamedTensors = std::vector<NamedTensor>;

/// The first of that name, or null.
const Tensor *find(const NamedTensors &tensors, const std::string &name);

} // namespace dual::host
