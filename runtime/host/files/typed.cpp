#include "runtime/host/files/typed.h"
#include "runtime/host/files/csv.h"
#include "runtime/host/files/npy.h"
#include "runtime/host/files/safetensors.h"

#include <algorithm>
#include <sys/stat.h>

namespace dual::host {

namespace {

std::string typeText(DType dtype, const Dims &shape) {
  std::string text = name(dtype);
  for (size_t axis = 0; axis < shape.size(); ++axis)
    text += (axis ? ", " : "[") + (shape[axis] < 0 ? std::string("?") : std::to_string(shape[axis]));
  return shape.empty() ? text : text + "]";
}

bool fits(const Tensor &x, const Promise &promise) {
  auto dimFits = [](int64_t seen, int64_t wanted) { return wanted < 0 || seen == wanted; };
  const Dims &seen = x.shape(), &wanted = promise.shape;
  return x.dtype() == promise.dtype &&
         std::equal(seen.begin(), seen.end(), wanted.begin(), wanted.end(), dimFits);
}

std::string namesOf(const NamedTensors &tensors) {
  std::string names;
  for (const NamedTensor &x : tensors)
    names += (names.empty() ? "`" : ", `") + x.name + "`";
  return names.empty() ? "none" : names;
}

Result<Tensor> findFitting(const NamedTensors &tensors, const Promise &promise, const std::string &path) {
  const Tensor *found = find(tensors, promise.name);
  if (!found)
    return Error{"`" + path + "` has no array `" + promise.name + "`; it has " + namesOf(tensors)};
  if (!fits(*found, promise))
    return Error{"`" + promise.name + "` in `" + path + "` is " + typeText(found->dtype(), found->shape()) +
                 "; it must be " + typeText(promise.dtype, promise.shape)};
  return *found;
}

bool endsWith(const std::string &text, const std::string &end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

enum class Format : uint8_t { Npy, Npz, Safetensors };

/// What the name of the file says, or what is usual there.
Format formatOf(const std::string &path, Format usual) {
  if (endsWith(path, ".npy"))
    return Format::Npy;
  if (endsWith(path, ".npz"))
    return Format::Npz;
  return endsWith(path, ".safetensors") ? Format::Safetensors : usual;
}

Result<NamedTensors> readAll(const std::string &path, Format format, const std::string &onlyName) {
  if (format == Format::Npz)
    return readNpz(path);
  if (format == Format::Safetensors) {
    Result<Safetensors> file = readSafetensors(path);
    return file ? Result<NamedTensors>(std::move(file->tensors)) : file.error();
  }
  Result<Tensor> array = readNpy(path);
  return array ? Result<NamedTensors>(NamedTensors{{onlyName, std::move(*array)}}) : array.error();
}

Result<std::vector<Tensor>> readFitting(const NamedTensors &file, const std::vector<Promise> &promises,
                                        const std::string &path) {
  std::vector<Tensor> values;
  for (const Promise &promise : promises) {
    Result<Tensor> value = findFitting(file, promise, path);
    if (!value)
      return value.error();
    values.push_back(std::move(*value));
  }
  return values;
}

/// The name in `tensors` that none of the promises has, or null.
const std::string *unpromised(const NamedTensors &tensors, const std::vector<Promise> &promises) {
  for (const NamedTensor &x : tensors)
    if (std::none_of(promises.begin(), promises.end(), [&](const Promise &p) { return p.name == x.name; }))
      return &x.name;
  return nullptr;
}

} // namespace

Result<std::vector<Tensor>> readPromised(const std::string &path, const std::vector<Promise> &promises) {
  Format format = formatOf(path, Format::Npz);
  if (format == Format::Npy && promises.size() > 1)
    return Error{"`" + path + "` holds one array; there are " + std::to_string(promises.size()) + " to read"};
  auto file = readAll(path, format, promises.empty() ? "" : promises[0].name);
  return file ? readFitting(*file, promises, path) : file.error();
}

Result<std::vector<Tensor>> readAs(const std::string &format, const std::string &path,
                                   const std::vector<Promise> &promises) {
  return format == "arrays" ? readPromised(path, promises) : readCsv(path, promises, format == "csv header");
}

Status saveNamed(const std::string &path, const NamedTensors &tensors) {
  if (endsWith(path, ".safetensors"))
    return writeSafetensors(path, tensors);
  if (endsWith(path, ".npz"))
    return writeNpz(path, tensors);
  if (endsWith(path, ".npy") && tensors.size() == 1)
    return writeNpy(path, tensors[0].value);
  if (endsWith(path, ".npy"))
    return Error{"`" + path + "` holds one array; there are " + std::to_string(tensors.size()) + " to save"};
  return Error{"`" + path + "` has no known format; the name must end in .safetensors, .npz or .npy"};
}

Result<std::vector<Tensor>> loadLike(const std::string &path, const NamedTensors &likes) {
  std::vector<Promise> promises;
  for (const NamedTensor &like : likes)
    promises.push_back({like.name, like.value.dtype(), like.value.shape()});
  Format format = formatOf(path, Format::Safetensors);
  if (format == Format::Npy && likes.size() != 1)
    return Error{"`" + path + "` holds one array; there are " + std::to_string(likes.size()) + " to load"};
  auto file = readAll(path, format, likes.empty() ? "" : likes[0].name);
  if (!file)
    return file.error();
  auto values = readFitting(*file, promises, path);
  if (const std::string *name = unpromised(*file, promises); values && name)
    return Error{"`" + path + "` has an array `" + *name +
                 "` that the value to load has not; the value has " + namesOf(likes)};
  return values;
}

bool fileExists(const std::string &path) {
  struct stat seen;
  return stat(path.c_str(), &seen) == 0;
}

} // namespace dual::host
