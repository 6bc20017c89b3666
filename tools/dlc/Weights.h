// The trained values that a library is built with.
#pragma once

#include "frontend/check/exports.h"
#include "lowering/library/library.h"
#include "runtime/host/files/safetensors.h"

namespace dual::tool {

// Keeps the mapped files of `--weights [GRAPH=]FILE` alive and hands out their bytes.
class WeightFiles {
public:
  // False if a file cannot be read, after that has been said.
  bool read(const std::vector<std::string> &given);
  check::WeightShapes shapes() const;
  // Each file is built in: for the graph that it names, or for the interface's only one. What does not fit is
  // said: a name that no graph has, tensors that are missing or of another dtype or shape.
  std::vector<std::string> attach(library::Interface &interface);
  library::Weights bytes() const { return views; }

private:
  struct File {
    std::string graph, path;
    host::Safetensors content;
  };

  std::vector<std::string> attach(const File &file, const library::Structure &structure);

  std::vector<File> files;
  library::Weights views;
};

} // namespace dual::tool
