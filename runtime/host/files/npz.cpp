#include "runtime/host/files/npy.h"
#include "runtime/host/files/npy_format.h"
#include "runtime/host/files/zip.h"

#include <cerrno>
#include <set>

namespace dual::host {

namespace {

Result<NamedTensor> readMember(const Bytes &file, const ZipMember &member) {
  constexpr const char *suffix = ".npy";
  if (member.name.size() < 4 || member.name.compare(member.name.size() - 4, 4, suffix) != 0)
    return Error{"member `" + member.name + "` is no .npy array"};
  Result<Bytes> bytes = readZipMember(file, member);
  if (!bytes)
    return bytes.error();
  Result<Tensor> tensor = parseNpy(*bytes);
  if (!tensor)
    return Error{"member `" + member.name + "`: " + tensor.message()};
  return NamedTensor{member.name.substr(0, member.name.size() - 4), std::move(*tensor)};
}

/// What stands against writing the tensors; empty if nothing does.
std::string objection(const NamedTensors &tensors) {
  std::set<std::string> names;
  for (const NamedTensor &tensor : tensors) {
    if (tensor.value.dtype() == DType::BF16)
      return "`" + tensor.name + "` is bf16, for which .npz has no type";
    if (!names.insert(tensor.name).second)
      return "two tensors are named `" + tensor.name + "`";
    if (tensor.value.byteCount() >= 0xffff0000)
      return "`" + tensor.name + "` is larger than 4 GiB, which .npz cannot hold here";
  }
  return "";
}

} // namespace

Result<NamedTensors> parseNpz(const Bytes &bytes) {
  Result<std::vector<ZipMember>> members = readZipDirectory(bytes);
  if (!members)
    return members.error();
  NamedTensors tensors;
  for (const ZipMember &member : *members) {
    Result<NamedTensor> tensor = readMember(bytes, member);
    if (!tensor)
      return tensor.error();
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

Result<NamedTensors> readNpz(const std::string &path) {
  Result<Bytes> file = mapFile(path);
  if (!file)
    return file.error();
  Result<NamedTensors> tensors = parseNpz(*file);
  return tensors ? std::move(tensors) : readError(path, tensors.message());
}

Status writeNpz(const std::string &path, const NamedTensors &tensors, Compression compression) {
  if (std::string reason = objection(tensors); !reason.empty())
    return writeError(path, reason);
  return writeFile(path, [&](FileWriter &file) {
    ZipWriter zip(file);
    for (const NamedTensor &tensor : tensors) {
      std::string plain = npyHeader(tensor.value);
      plain.append(static_cast<const char *>(tensor.value.data()), tensor.value.byteCount());
      zip.add(tensor.name + ".npy", plain, compression == Compression::Deflated);
    }
    zip.finish();
    if (zip.failed())
      file.fail(EFBIG);
  });
}

} // namespace dual::host
