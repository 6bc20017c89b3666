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

// What crosses the border under one name; a tuple crosses as its parts, a list as its columns.
struct ExportedValue {
  std::string name;
  TypeRef type;      // a tensor, a text, an enum, a closed graph, a struct of such, a gradient of either
  TypeRef list;      // of which it is a column, or null
  size_t column = 0; // which
  size_t source = 0; // of a parameter: which of the declaration's
  bool isVar = false;
  bool isStrided = false;

  // Of a parameter: how many bytes a text has, how many nodes a table; of the first column, how many
  // elements.
  std::optional<Dim> count;

  // Of the axes of a result: those that the call finds out. A text is its bytes.
  std::vector<size_t> openAxes() const {
    if (type->kind == Type::Kind::str)
      return {0};
    std::vector<size_t> open;
    for (size_t axis = 0; axis < type->shape.size(); ++axis)
      if (type->shape[axis].isUnknown())
        open.push_back(axis);
    return open;
  }
};

// A symbol of the signature: it becomes a parameter of its own, unless it is an `int` parameter.
struct ExportedDim {
  std::string name;
  Dim dim;
  size_t before = 0; // the first parameter that has it
  bool isParameter = false;
  bool isCount = false; // of a text's bytes, a table's nodes, a list's elements
};

struct ExportedComparison {
  Dim left;
  CompareOp op;
  Dim right;
};

// A condition of `where` on the sizes: one of these holds.
struct ExportedFact {
  std::string text;
  std::vector<ExportedComparison> anyOf;
};

struct Export {
  const FnDecl *decl = nullptr;
  std::string signature;      // as the source writes it, on one line
  std::vector<TypeRef> given; // the parameters as the source has them
  TypeRef result;
  std::vector<ExportedValue> params;
  std::vector<ExportedValue> outputs;
  std::vector<ExportedDim> dims; // in the order of the C parameters
  std::vector<ExportedFact> facts;
};

} // namespace dual::check
