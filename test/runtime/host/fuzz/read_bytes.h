// Reads bytes as a file of one of the formats; what is accepted must be sound.
#pragma once

#include "runtime/host/files/csv.h"
#include "runtime/host/files/npy_format.h"
#include "runtime/host/files/safetensors.h"

#include <cstdlib>
#include <cstring>

/// Touches every byte of a tensor; a bool may only be 0 or 1.
inline void requireSound(const dual::host::Tensor &x) {
  const auto *bytes = static_cast<const unsigned char *>(x.data());
  unsigned most = 0;
  for (size_t i = 0; i < x.byteCount(); ++i)
    most = bytes[i] > most ? bytes[i] : most;
  if (x.dtype() == dual::host::DType::Bool && most > 1)
    std::abort();
}

inline void requireSound(const dual::host::NamedTensors &tensors) {
  for (const dual::host::NamedTensor &tensor : tensors)
    requireSound(tensor.value);
}

/// Columns of each kind of dtype; every row that is read has all of them.
inline void readCsvBytes(const dual::host::Bytes &bytes, bool header) {
  using namespace dual::host;
  const std::vector<Promise> promises = {{"", DType::F32, {-1}},  {"", DType::I64, {-1, 2}},
                                         {"", DType::Bool, {-1}}, {"", DType::U8, {-1}},
                                         {"", DType::F16, {-1}},  {"", DType::F64, {-1}}};
  std::string_view text(reinterpret_cast<const char *>(bytes.data), bytes.size);
  auto columns = parseCsv(text, "fuzz.csv", promises, header);
  if (!columns)
    return;
  for (const Tensor &column : *columns) {
    requireSound(column);
    if (column.shape()[0] != columns->front().shape()[0])
      std::abort();
  }
}

inline void readBytes(uint8_t format, const uint8_t *data, size_t size) {
  using namespace dual::host;
  std::shared_ptr<std::byte> copy(new std::byte[size],
                                  std::default_delete<std::byte[]>()); // so that reading beyond it is noticed
  if (size > 0)
    std::memcpy(copy.get(), data, size);
  Bytes bytes{copy.get(), size, copy};
  if (format % 4 == 3) {
    readCsvBytes(bytes, format % 8 == 3);
  } else if (format % 4 == 0) {
    if (auto x = parseNpy(bytes))
      requireSound(*x);
  } else if (format % 4 == 1) {
    if (auto file = parseNpz(bytes))
      requireSound(*file);
  } else if (auto file = parseSafetensors(bytes)) {
    requireSound(file->tensors);
  }
}
