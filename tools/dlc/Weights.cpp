#include "tools/dlc/Weights.h"

#include "lowering/library/names.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dual::tool {

static std::string typeOf(const host::Tensor &tensor) {
  if (tensor.rank() == 0)
    return host::name(tensor.dtype());
  return fmt::format("{}[{}]", host::name(tensor.dtype()), fmt::join(tensor.shape(), ", "));
}

std::vector<std::string> WeightFiles::add(const std::string &path, const library::Structure &structure) {
  auto file = host::readSafetensors(path);
  if (!file)
    return {file.message()};
  std::vector<std::string> problems;
  for (const library::Weight &weight : structure.weights) {
    const host::Tensor *found = host::find(file->tensors, weight.path);
    if (!found)
      problems.push_back(
          fmt::format("`{}` has no tensor `{}`, which graph `{}` needs", path, weight.path, structure.name));
    else if (typeOf(*found) != library::tensorType(weight))
      problems.push_back(fmt::format("tensor `{}` of `{}` is `{}`; graph `{}` needs `{}`", weight.path, path,
                                     typeOf(*found), structure.name, library::tensorType(weight)));
    else
      views[structure.name][weight.path] =
          std::string_view(static_cast<const char *>(found->data()), static_cast<size_t>(bytesOf(weight)));
  }
  files.push_back(std::move(*file));
  return problems;
}

std::vector<std::string> WeightFiles::open(const std::vector<std::string> &given,
                                           library::Interface &interface) {
  for (const std::string &option : given) {
    size_t equals = option.find('=');
    std::string graph = equals == std::string::npos ? "" : option.substr(0, equals),
                path = equals == std::string::npos ? option : option.substr(equals + 1);
    auto &structures = interface.structures;
    if (graph.empty() && structures.size() != 1)
      return {structures.empty()
                  ? "no exported function takes a graph, so there is nothing to give weights to"
                  : "the exported functions take several graphs: say which with `--weights GRAPH=FILE`"};
    auto structure = std::find_if(structures.begin(), structures.end(),
                                  [&](auto &s) { return graph.empty() || s.name == graph; });
    if (structure == structures.end())
      return {fmt::format("no exported function takes a graph `{}`", graph)};
    if (auto problems = add(path, *structure); !problems.empty())
      return problems;
    structure->builtin = true;
  }
  return {};
}

} // namespace dual::tool
