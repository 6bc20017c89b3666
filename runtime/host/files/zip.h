// The part of the zip format that .npz needs (PKWARE APPNOTE 6.3.9): stored and deflated members, below 4
// GiB.
#pragma once

#include "runtime/host/files/io.h"

#include <cstdint>
#include <vector>

namespace dual::host {

struct ZipMember {
  std::string name;
  bool deflated = false;
  uint32_t checksum = 0; // CRC-32 of the plain bytes
  size_t storedSize = 0; // in the file
  size_t size = 0;       // plain
  size_t headerOffset = 0;
  size_t dataOffset = 0;
};

/// The members in the order of the directory. Checked: every span lies inside the file, spans do not overlap,
/// names are distinct and the same in both headers. The error is the reason alone.
Result<std::vector<ZipMember>> readZipDirectory(const Bytes &file);

/// The plain bytes of a member: a view of the file if it is stored, else inflated. Size and checksum are
/// verified.
Result<Bytes> readZipMember(const Bytes &file, const ZipMember &member);

/// Writes members one after the other, then the directory.
class ZipWriter {
public:
  explicit ZipWriter(FileWriter &file) : file_(file) {}
  /// Data of stored members starts at a multiple of 64 bytes.
  void add(const std::string &name, const std::string &plain, bool deflate);
  void finish();
  /// Whether a size or offset passed 4 GiB, or zlib ran out of memory: the file is then no good.
  bool failed() const { return failed_; }

private:
  FileWriter &file_;
  std::vector<ZipMember> members_;
  bool failed_ = false;
};

} // namespace dual::host
