// The trained values that a library is built with.
#pragma once

#include "lowering/library/library.h"
#include "runtime/host/files/safetensors.h"

namespace dual::tool {

// Keeps the mapped files of `--weights [GRAPH=]FILE` alive and hands out their bytes.
class WeightFiles {
public:
  // Opens each file for the graph that it names, or for the interface's only one, which then is built in.
  // What does not fit is said: a file that cannot be read, a name that no graph has, tensors that are missing
  // or of another dtype or shape.
  std::vector<std::string> open(const std::vector<std::string> &given, library::Interface &interface);

  library::Weights bytes() const { return views; }

private:
  std::vector<std::string> add(const std::string &path, const library::Structure &structure);

  std::vector<host::Safetensors> files;
  library::Weights views;
};

} // namespace dual::tool
