#include "runtime/host/files/safetensors.h"
#include "runtime/host/files/tensor_bytes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

namespace dual::host {

namespace {

using Json = nlohmann::ordered_json;

constexpr size_t prefixSize = 8, headerLimit = 100'000'000; // the reference implementation's limit
constexpr const char *metadataKey = "__metadata__";

struct SafetensorsType {
  DType dtype;
  const char *name;
};
constexpr SafetensorsType types[] = {{DType::Bool, "BOOL"}, {DType::I8, "I8"},     {DType::U8, "U8"},
                                     {DType::I16, "I16"},   {DType::I32, "I32"},   {DType::I64, "I64"},
                                     {DType::F16, "F16"},   {DType::BF16, "BF16"}, {DType::F32, "F32"},
                                     {DType::F64, "F64"}};

/// A tensor as the header describes it; the span counts from the start of the data.
struct Entry {
  std::string name;
  DType dtype = DType::F32;
  Dims shape;
  size_t begin = 0, end = 0;
};

/// Parses and refuses a key that stands twice in one object, of which JSON libraries keep only one.
Result<Json> parseHeader(const char *text, size_t size) {
  std::vector<std::set<std::string>> open;
  std::string repeated;
  auto watch = [&](int, Json::parse_event_t event, Json &value) {
    if (event == Json::parse_event_t::object_start)
      open.emplace_back();
    else if (event == Json::parse_event_t::object_end)
      open.pop_back();
    else if (event == Json::parse_event_t::key &&
             !open.back().insert(value.get_ref<const std::string &>()).second)
      repeated = value.get_ref<const std::string &>();
    return true;
  };
  Json header = Json::parse(text, text + size, watch, /*allow_exceptions=*/false);
  if (header.is_discarded() || !header.is_object())
    return Error{"its header is not a JSON object"};
  if (!repeated.empty())
    return Error{"its header has `" + repeated + "` twice"};
  return header;
}

/// A field that must be there; null if it is not.
const Json *field(const Json &object, const char *key) {
  auto at = object.find(key);
  return at == object.end() ? nullptr : &*at;
}

/// Sizes or offsets: integers that are not negative and fit in 63 bits.
bool readSizes(const Json *list, Dims &sizes) {
  if (!list || !list->is_array())
    return false;
  for (const Json &item : *list) {
    if (!item.is_number_unsigned() || item.get<uint64_t>() > INT64_MAX)
      return false;
    sizes.push_back(static_cast<int64_t>(item.get<uint64_t>()));
  }
  return true;
}

Result<DType> readType(const Json *value) {
  if (!value || !value->is_string())
    return Error{"has no dtype"};
  const auto &text = value->get_ref<const std::string &>();
  for (const SafetensorsType &type : types)
    if (text == type.name)
      return type.dtype;
  return Error{"has dtype `" + text + "`, expected BOOL, I8 to I64, U8, F16, BF16, F32 or F64"};
}

Result<Entry> readEntry(const std::string &name, const Json &value) {
  auto error = [&](const std::string &reason) { return Error{"tensor `" + name + "` " + reason}; };
  if (!value.is_object() || value.size() != 3)
    return error("is not described by dtype, shape and data_offsets");
  Entry entry;
  entry.name = name;
  Result<DType> dtype = readType(field(value, "dtype"));
  if (!dtype)
    return error(dtype.message());
  entry.dtype = *dtype;
  Dims span;
  if (!readSizes(field(value, "shape"), entry.shape))
    return error("has a shape that is not a list of sizes");
  if (!readSizes(field(value, "data_offsets"), span) || span.size() != 2 || span[0] > span[1])
    return error("has data_offsets that are no span");
  entry.begin = static_cast<size_t>(span[0]), entry.end = static_cast<size_t>(span[1]);
  std::optional<size_t> expected = checkedByteCount(entry.dtype, entry.shape);
  if (!expected || *expected != entry.end - entry.begin)
    return error("of shape " + shapeText(entry.shape) + " has a span of " +
                 std::to_string(entry.end - entry.begin) + " bytes" +
                 (expected ? ", expected " + std::to_string(*expected) : ""));
  return entry;
}

Status readMetadata(const Json &value, Metadata &metadata) {
  if (!value.is_object())
    return Error{"its __metadata__ is not an object"};
  for (const auto &item : value.items()) {
    if (!item.value().is_string())
      return Error{"its __metadata__ entry `" + item.key() + "` is not a text"};
    metadata.emplace_back(item.key(), item.value().get_ref<const std::string &>());
  }
  return Done{};
}

/// Sorts by place and checks that the spans cover the data exactly.
Status checkCover(std::vector<Entry> &entries, size_t dataSize) {
  std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  size_t at = 0;
  for (const Entry &entry : entries) {
    if (entry.begin != at)
      return Error{"tensor `" + entry.name + "` starts at byte " + std::to_string(entry.begin) +
                   ", expected " + std::to_string(at) +
                   (entry.begin < at ? ": it overlaps another" : ": there is a gap")};
    at = entry.end;
  }
  if (at != dataSize)
    return Error{"its tensors need " + std::to_string(at) + " bytes of data, found " +
                 std::to_string(dataSize)};
  return Done{};
}

Result<std::vector<Entry>> readEntries(const Json &header, Metadata &metadata) {
  std::vector<Entry> entries;
  for (const auto &item : header.items()) {
    if (item.key() == metadataKey) {
      if (Status status = readMetadata(item.value(), metadata); !status)
        return status.error();
      continue;
    }
    Result<Entry> entry = readEntry(item.key(), item.value());
    if (!entry)
      return entry.error();
    entries.push_back(std::move(*entry));
  }
  return entries;
}

Result<size_t> headerLength(const Bytes &file) {
  if (file.size < prefixSize)
    return Error{file.size == 0 ? "it is empty, expected a safetensors file"
                                : "it is too short for a safetensors file"};
  uint64_t length = 0;
  for (size_t i = 0; i < prefixSize; ++i)
    length |= std::to_integer<uint64_t>(file.data[i]) << 8 * i;
  if (length > headerLimit || length > file.size - prefixSize)
    return Error{"its header claims " + std::to_string(length) + " bytes, only " +
                 std::to_string(file.size - prefixSize) + " follow"};
  return static_cast<size_t>(length);
}

} // namespace

Result<Safetensors> parseSafetensors(const Bytes &file) {
  Result<size_t> length = headerLength(file);
  if (!length)
    return length.error();
  Result<Json> header = parseHeader(reinterpret_cast<const char *>(file.data) + prefixSize, *length);
  if (!header)
    return header.error();
  Safetensors result;
  Result<std::vector<Entry>> entries = readEntries(*header, result.metadata);
  if (!entries)
    return entries.error();
  size_t start = prefixSize + *length;
  if (Status covered = checkCover(*entries, file.size - start); !covered)
    return covered.error();
  for (const Entry &entry : *entries) {
    Bytes bytes{file.data + start + entry.begin, entry.end - entry.begin, file.owner};
    Result<Tensor> tensor = tensorFromBytes(entry.dtype, entry.shape, bytes);
    if (!tensor)
      return Error{"tensor `" + entry.name + "`: " + tensor.message()};
    result.tensors.push_back({entry.name, std::move(*tensor)});
  }
  return result;
}

Result<Safetensors> readSafetensors(const std::string &path) {
  Result<Bytes> file = mapFile(path);
  if (!file)
    return file.error();
  Result<Safetensors> result = parseSafetensors(*file);
  return result ? std::move(result) : readError(path, result.message());
}

} // namespace dual::host
