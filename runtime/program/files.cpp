// Files: arrays read and checked against the types that were promised, values saved and loaded.
#include "runtime/host/files/npy.h"
#include "runtime/host/files/safetensors.h"
#include "runtime/program/list.h"

#include <sys/stat.h>

using namespace dual;
using namespace dual::program;
using host::NamedTensors;
using host::Tensor;

namespace {

constexpr const char *fileCode = "WEIGHTS";

/// A promised type: dims below 0 are any.
struct Promise {
  host::DType dtype;
  host::Dims shape;
};

std::string typeText(const Promise &type) {
  std::string text = host::name(type.dtype);
  for (size_t axis = 0; axis < type.shape.size(); ++axis)
    text +=
        (axis ? ", " : "[") + (type.shape[axis] < 0 ? std::string("?") : std::to_string(type.shape[axis]));
  return type.shape.empty() ? text : text + "]";
}

bool fits(const Tensor &x, const Promise &type) {
  bool same = x.dtype() == type.dtype && x.shape().size() == type.shape.size();
  for (size_t axis = 0; same && axis < type.shape.size(); ++axis)
    same = type.shape[axis] < 0 || type.shape[axis] == x.shape()[axis];
  return same;
}

std::string namesOf(const NamedTensors &tensors) {
  std::string names;
  for (const host::NamedTensor &x : tensors)
    names += (names.empty() ? "`" : ", `") + x.name + "`";
  return names.empty() ? "none" : names;
}

host::Result<Tensor> findFitting(const NamedTensors &tensors, const std::string &name, const Promise &type,
                                 const std::string &path) {
  const Tensor *found = host::find(tensors, name);
  if (!found)
    return host::Error{"`" + path + "` has no array `" + name + "`; it has " + namesOf(tensors)};
  if (!fits(*found, type))
    return host::Error{"`" + name + "` in `" + path + "` is " + typeText({found->dtype(), found->shape()}) +
                       "; it must be " + typeText(type)};
  return *found;
}

bool endsWith(const std::string &text, const std::string &end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A .npy file has one array and no names: it answers to any.
host::Result<NamedTensors> readNumpy(const std::string &path, const std::string &onlyName) {
  if (!endsWith(path, ".npy"))
    return host::readNpz(path);
  auto array = host::readNpy(path);
  if (!array)
    return array.error();
  return NamedTensors{{onlyName, std::move(*array)}};
}

host::Status writeNamed(const std::string &path, const NamedTensors &tensors) {
  if (endsWith(path, ".safetensors"))
    return host::writeSafetensors(path, tensors);
  if (endsWith(path, ".npz"))
    return host::writeNpz(path, tensors);
  if (endsWith(path, ".npy") && tensors.size() == 1)
    return host::writeNpy(path, tensors[0].value);
  if (endsWith(path, ".npy"))
    return host::Error{"`" + path + "` holds one array; there are " + std::to_string(tensors.size()) +
                       " to save"};
  return host::Error{"`" + path + "` has no known format; the name must end in .safetensors, .npz or .npy"};
}

/// Reads the description of an array at `i`, which moves behind it.
Promise promiseAt(const DualList &list, size_t &i) {
  Promise type{static_cast<host::DType>(list.number(i)), {}};
  int64_t rank = list.number(i + 1);
  i += 2;
  for (int64_t axis = 0; axis < rank; ++axis)
    type.shape.push_back(list.number(i++));
  return type;
}

/// The value, or the end of the program.
template <class T> T orFail(host::Result<T> result, const DualList &list) {
  if (!result)
    fail(result.message(), fileCode, list.text(1));
  return std::move(*result);
}

} // namespace

DualList *dual_rt_read_arrays(DualList *list) {
  const std::string &path = list->text(0);
  NamedTensors tensors = orFail(readNumpy(path, list->items.size() > 2 ? list->text(2) : ""), *list);
  auto *result = new DualList;
  for (size_t i = 2; i < list->items.size();) {
    const std::string &name = list->text(i++);
    result->items.emplace_back(orFail(findFitting(tensors, name, promiseAt(*list, i), path), *list));
  }
  delete list;
  return result;
}

void dual_rt_save(DualList *list) {
  NamedTensors tensors;
  for (size_t i = 2; i < list->items.size(); i += 2)
    tensors.push_back({list->text(i), list->tensor(i + 1)});
  orFail(writeNamed(list->text(0), tensors), *list);
  delete list;
}

DualList *dual_rt_load(DualList *list) {
  const std::string &path = list->text(0);
  host::Safetensors file = orFail(host::readSafetensors(path), *list);
  auto *result = new DualList;
  for (size_t i = 2; i < list->items.size(); i += 2) {
    const Tensor &like = list->tensor(i + 1);
    Promise type{like.dtype(), like.shape()};
    result->items.emplace_back(orFail(findFitting(file.tensors, list->text(i), type, path), *list));
  }
  delete list;
  return result;
}

int64_t dual_rt_exists(const DualText *path) {
  struct stat seen;
  return stat(std::string(path->bytes, static_cast<size_t>(path->size)).c_str(), &seen) == 0;
}
