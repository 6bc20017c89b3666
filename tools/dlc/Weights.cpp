#include "tools/dlc/Weights.h"

#include "lowering/library/names.h"
#include "tools/dlc/Build.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dual::tool {

static std::string typeOf(const host::Tensor &tensor) {
  if (tensor.rank() == 0)
    return host::name(tensor.dtype());
  return fmt::format("{}[{}]", host::name(tensor.dtype()), fmt::join(tensor.shape(), ", "));
}

bool WeightFiles::read(const std::vector<std::string> &given) {
  for (const std::string &option : given) {
    size_t path = option.find('=') + 1; // 0 if there is none
    auto content = host::readSafetensors(option.substr(path));
    if (!content)
      return fail(content.message()), false;
    files.push_back({path == 0 ? "" : option.substr(0, path - 1), option.substr(path), std::move(*content)});
  }
  return true;
}

check::WeightShapes WeightFiles::shapes() const {
  check::WeightShapes shapes;
  for (const File &file : files)
    for (const host::NamedTensor &tensor : file.content.tensors)
      shapes[file.graph][tensor.name].assign(tensor.value.shape().begin(), tensor.value.shape().end());
  return shapes;
}

std::vector<std::string> WeightFiles::attach(const File &file, const library::Structure &structure) {
  std::vector<std::string> problems;
  for (const library::Weight &weight : structure.weights) {
    const host::Tensor *found = host::find(file.content.tensors, weight.path);
    if (!found)
      problems.push_back(fmt::format("`{}` has no tensor `{}`, which graph `{}` needs", file.path,
                                     weight.path, structure.name));
    else if (typeOf(*found) != library::tensorType(weight))
      problems.push_back(fmt::format("tensor `{}` of `{}` is `{}`; graph `{}` needs `{}`", weight.path,
                                     file.path, typeOf(*found), structure.name, library::tensorType(weight)));
    else
      views[structure.name][weight.path] =
          std::string_view(static_cast<const char *>(found->data()), found->byteCount());
  }
  return problems;
}

std::vector<std::string> WeightFiles::attach(library::Interface &interface) {
  auto &structures = interface.structures;
  for (const File &file : files) {
    if (file.graph.empty() && structures.size() != 1)
      return {structures.empty()
                  ? "no exported function takes a graph, so there is nothing to give weights to"
                  : "the exported functions take several graphs: say which with `--weights GRAPH=FILE`"};
    auto structure = std::find_if(structures.begin(), structures.end(), [&](const library::Structure &s) {
      return file.graph.empty() || s.name == file.graph;
    });
    if (structure == structures.end())
      return {fmt::format("no exported function takes a graph `{}`", file.graph)};
    if (auto problems = attach(file, *structure); !problems.empty())
      return problems;
    structure->builtin = true;
  }
  return {};
}

} // namespace dual::tool
