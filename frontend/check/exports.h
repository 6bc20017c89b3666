// What a module's `export`s promise, for whoever writes the library and its header.
#pragma once

#include "frontend/check/type.h"

#include <map>
#include <string>
#include <vector>

namespace dual::check {

// Of a graph's tensors, by their dotted paths.
using TensorShapes = std::map<std::string, std::vector<int64_t>>;
// By the graph's name; an empty name: of the only graph.
using WeightShapes = std::map<std::string, TensorShapes>;

struct ExportedValue {
  std::string name;
  TypeRef type; // a tensor or, of a parameter, a closed graph
};

// A symbol of the signature: it becomes a parameter of its own.
struct ExportedDim {
  std::string name;
  Dim dim;
  size_t before = 0; // the first parameter that has it
};

// A condition of `where` on the sizes.
struct ExportedFact {
  std::string text;
  Dim left;
  CompareOp op;
  Dim right;
};

struct Export {
  const FnDecl *decl = nullptr;
  std::string signature; // as the source writes it, on one line
  std::vector<ExportedValue> params;
  std::vector<ExportedValue> outputs;
  std::vector<ExportedDim> dims; // in the order of the C parameters
  std::vector<ExportedFact> facts;
};

} // namespace dual::check
