// The sizes in an export's signature: those of its graphs, which are closed, and those that callers state.
#include "frontend/check/exporter.h"

#include <fmt/format.h>

namespace dual::check {

// The size that the weights have where the type has this symbol alone.
static std::optional<int64_t> sizeInWeights(const TypeRef &type, const Dim &symbol,
                                            const TensorShapes &weights) {
  for (const Leaf &leaf : leavesOf(type)) {
    auto found = weights.find(leaf.path);
    if (found == weights.end() || found->second.size() != leaf.type->shape.size())
      continue;
    for (auto [axis, dim] : llvm::enumerate(leaf.type->shape))
      if (dim == symbol)
        return found->second[axis];
  }
  return std::nullopt;
}

static std::optional<int64_t> defaultOf(const GraphDecl &graph, const std::string &name) {
  for (const Param &argument : graph.params)
    if (auto *literal = argument.defaultValue ? argument.defaultValue->as<IntLiteralExpr>() : nullptr;
        literal && argument.name.text == name)
      return static_cast<int64_t>(literal->value);
  return std::nullopt;
}

void graphsIn(const TypeRef &type, const std::string &name,
              llvm::SmallVectorImpl<std::pair<std::string, TypeRef>> &found) {
  if (type->kind == Type::Kind::graph)
    found.push_back({name, type});
  else if (type->inner)
    graphsIn(type->inner, name, found);
  else
    for (const Member &member : type->members)
      graphsIn(member.type, name + "." + member.name, found);
}

// What a size that the type does not name is: that of the weights, else its default.
static std::optional<int64_t> sizeOf(const TypeRef &graph, const NamedDim &named,
                                     const WeightShapes &weights) {
  auto *decl = graph->decl->as<GraphDecl>();
  auto given = weights.find(decl->name.text);
  if (given == weights.end())
    given = weights.find("");
  auto size = given != weights.end() ? sizeInWeights(graph, named.dim, given->second) : std::nullopt;
  return size ? size : defaultOf(*decl, named.name);
}

// A graph in an export is closed.
void Exporter::closeGraphs(const TypeExpr &written, const std::string &name, const ModuleScope &in,
                           const WeightShapes &weights, TypeEnv &types) {
  TypeEnv open = types;
  llvm::SmallVector<std::pair<std::string, TypeRef>> graphs;
  graphsIn(c.evalType(written, open, in, name, true), name, graphs);
  for (auto &[path, type] : graphs)
    for (const NamedDim &named : type->dims) {
      auto symbol = llvm::find_if(open.dims, [&](auto &entry) { return entry.second == named.dim; });
      if (named.dim.bareAtom() < 0 || symbol == open.dims.end())
        continue;
      if (auto size = sizeOf(type, named, weights))
        types.dims[symbol->first] = Dim(*size);
    }
}

// Whether the symbol is an `int` parameter.
static bool isParameter(const Export &what, const std::string &name) {
  return llvm::any_of(what.decl->params,
                      [&](const Param &param) { return isIntParameter(param) && param.name.text == name; });
}

// The symbols that a parameter's type brings along; those of a graph are closed or reported.
void Exporter::addDims(const TypeRef &type, const TypeEnv &types, size_t param, Export &what) {
  for (const Leaf &leaf : leavesOf(type))
    for (const Dim &dim : leaf.type->shape)
      for (int id : c.dims.symbolsIn(dim))
        for (auto &symbol : types.dims)
          if (symbol.second.bareAtom() == id && !llvm::StringRef(symbol.first).contains('.') &&
              llvm::none_of(what.dims, [&](auto &known) { return known.dim == symbol.second; }))
            what.dims.push_back({symbol.first, symbol.second, param, isParameter(what, symbol.first)});
}

} // namespace dual::check
