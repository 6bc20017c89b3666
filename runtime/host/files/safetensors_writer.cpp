#include "runtime/host/files/io.h"
#include "runtime/host/files/safetensors.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace dual::host {

namespace {

using Json = nlohmann::ordered_json;

std::string typeName(DType dtype) {
  std::string text = name(dtype); // the format's names are ours in capitals
  for (char &c : text)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// Where the reference implementation's list of dtypes has this one; it lays the last of that list first.
size_t rank(DType dtype) {
  constexpr DType order[] = {DType::Bool, DType::U8,  DType::I8,  DType::I16, DType::F16,
                             DType::BF16, DType::I32, DType::F32, DType::F64, DType::I64};
  return static_cast<size_t>(std::find(std::begin(order), std::end(order), dtype) - std::begin(order));
}

std::vector<const NamedTensor *> layoutOrder(const NamedTensors &tensors) {
  std::vector<const NamedTensor *> order;
  for (const NamedTensor &tensor : tensors)
    order.push_back(&tensor);
  std::sort(order.begin(), order.end(), [](const NamedTensor *a, const NamedTensor *b) {
    size_t first = rank(a->value.dtype()), second = rank(b->value.dtype());
    return first != second ? first > second : a->name < b->name;
  });
  return order;
}

Json describe(const Tensor &x, size_t begin) {
  Json shape = Json::array();
  for (int64_t dim : x.shape())
    shape.push_back(dim);
  Json entry;
  entry["dtype"] = typeName(x.dtype());
  entry["shape"] = std::move(shape);
  entry["data_offsets"] = {begin, begin + x.byteCount()};
  return entry;
}

Json describe(const std::vector<const NamedTensor *> &order, const Metadata &metadata) {
  Json header = Json::object();
  for (const auto &[key, text] : metadata)
    header["__metadata__"][key] = text;
  size_t at = 0;
  for (const NamedTensor *tensor : order) {
    header[tensor->name] = describe(tensor->value, at);
    at += tensor->value.byteCount();
  }
  return header;
}

/// What stands against writing the names; empty if nothing does.
std::string objection(const NamedTensors &tensors) {
  std::set<std::string> names{"__metadata__"};
  for (const NamedTensor &tensor : tensors)
    if (!names.insert(tensor.name).second)
      return "the name `" + tensor.name + "` is taken";
  return "";
}

} // namespace

Status writeSafetensors(const std::string &path, const NamedTensors &tensors, const Metadata &metadata) {
  if (std::string reason = objection(tensors); !reason.empty())
    return writeError(path, reason);
  std::vector<const NamedTensor *> order = layoutOrder(tensors);
  Json header = describe(order, metadata);
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text != header.dump(-1, ' ', false, Json::error_handler_t::ignore))
    return writeError(path, "a name is not UTF-8");
  text.append((8 - text.size() % 8) % 8, ' ');
  std::string prefix;
  for (int i = 0; i < 8; ++i)
    prefix += static_cast<char>(text.size() >> 8 * i & 0xff);
  return writeFile(path, [&](FileWriter &file) {
    file.write(prefix + text);
    for (const NamedTensor *tensor : order)
      file.write(tensor->value.data(), tensor->value.byteCount());
  });
}

} // namespace dual::host
